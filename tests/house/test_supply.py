"""Goal H2: everything of others is pinned with its sums, and a release says what it is made of."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from earlyhelp.embedded.sbom import LOCK, SHIPPED, bill, packages

pytestmark = pytest.mark.goal("H2")
ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-production.lock")
NODE = json.loads((ROOT / "static" / "vendor-lock" / "package-lock.json").read_text())["packages"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_one_version_and_its_sums(name):
    text = (ROOT / name).read_text()
    named = re.findall(r"^([a-zA-Z0-9._\[\]-]+)(.*)$", text, re.MULTILINE)
    assert named and all(rest.startswith("==") for _name, rest in named)
    found = packages(text)
    assert len(found) == len(named) and all(one["sums"] for one in found)


@pytest.mark.parametrize("name", [*LOCKS, "static/vendor-lock/package-lock.json", "pyproject.toml"])
def test_no_lock_says_where_it_was_asked(name):
    """Whoever installs asks their own index; the sums hold it."""
    assert not re.search(
        r"index-url|--trusted-host|find-links|https?://[^\s\"]*(simple|registry|pypi)", (ROOT / name).read_text()
    )


def test_whatever_the_project_asks_for_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(one for more in project["optional-dependencies"].values() for one in more)]
    names = {re.match(r"[a-z0-9-]+", one.lower())[0] for one in asked}
    assert not names - {one["name"] for one in packages((ROOT / "requirements.lock").read_text())}, "make lock"


@pytest.mark.parametrize("place", ["Makefile", "Dockerfile"])
def test_whatever_is_installed_is_held_to_its_sums(place):
    installs = [line for line in re.sub(r"\\\n", " ", (ROOT / place).read_text()).splitlines() if "pip install" in line]
    assert installs and all("--require-hashes" in line and "--only-binary :all:" in line for line in installs)


def test_django_is_of_the_long_supported_line():
    (version,) = [one["version"] for one in packages(LOCK.read_text()) if one["name"] == "django"]
    assert version.startswith("5.2.") and int(version.split(".")[2]) >= 19


def test_what_runs_in_browsers_is_pinned_with_its_sums():
    asked = json.loads((ROOT / "static" / "vendor-lock" / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert asked == NODE[""]["dependencies"]
    for name, one in NODE.items():
        assert not name or (one["integrity"].startswith("sha512-") and "resolved" not in one), name
    assert "npm ci" in (ROOT / "static" / "vendor.sh").read_text()


def test_what_is_shipped_is_what_the_lock_names():
    """Compiled anew from the lock it is the same, byte for byte: make vendor-govuk."""
    version = NODE["node_modules/govuk-frontend"]["version"]
    assert version in (ROOT / "static" / "govuk-frontend.min.js").read_text()


def test_the_bill_names_everything_that_production_installs():
    made = bill()
    named = {(one["name"], one["version"]) for one in made["components"]}
    assert {(one["name"], one["version"]) for one in packages(LOCK.read_text())} < named
    assert {name for name, _version in named} >= set(SHIPPED)
    for one in made["components"]:
        assert one["purl"] and one["scope"] in ("required", "optional")
        assert one["licenses"] or one["scope"] == "optional", f"{one['name']} says no licence"
        assert one.get("hashes") or any(held["name"] == "sha256" for held in one["properties"])
    refs = {one["bom-ref"] for one in (*made["components"], made["metadata"]["component"])}
    assert {one["ref"] for one in made["dependencies"]} <= refs
    assert json.dumps(bill()) == json.dumps(made)
