"""`python -m earlyhelp.embedded.sbom`: what a release is made of, as a CycloneDX file, from the locks and nothing else.

The same locks give the same file, byte for byte: what is installed on this machine adds only the licences.
"""

import base64
import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCK, NODE_LOCK = ROOT / "requirements-production.lock", ROOT / "static" / "vendor-lock" / "package-lock.json"
SHIPPED = (
    "govuk-frontend",
)  # of the packages of static/vendor-lock/: what it makes is in static/; the compiler is not
NAMED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
Component = dict[str, Any]


def packages(text: str) -> list[Component]:
    """Each package of a lock: its version, the sums of the files that may be installed, and who asks for it."""
    found: list[Component] = []
    for line in text.splitlines():
        if named := NAMED.match(line):
            found.append({"name": named[1], "version": named[2], "only": named[3] or "", "sums": [], "via": []})
        elif held := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            found[-1]["sums"].append(held[1])
        elif asked := re.match(r"\s+#\s+(?:via )?([a-z0-9._-]+)(?:\s.*)?$", line):
            found[-1]["via"] += [asked[1]] if asked[1] != "via" else []
    return found


def component(package: Component) -> Component:
    """One package as CycloneDX says it."""
    only = [{"name": "only where", "value": package["only"]}] if package["only"] else []
    return {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
        "scope": "optional" if only else "required",
        "licenses": licence_of(package["name"]),
        "properties": [*only, *({"name": "sha256", "value": one} for one in package["sums"])],
    }


def purl(package: Component) -> str:
    return f"pkg:pypi/{package['name']}@{package['version']}"


def licence_of(name: str) -> list[Component]:
    """What the package itself says, where it is installed."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    kinds = [one.rsplit(" :: ", 1)[-1] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    short = (said.get_all("License") or [""])[0].splitlines()[:1]
    return [{"license": {"name": one}} for one in kinds or short]


def browsers_part() -> list[Component]:
    """What of another's runs in browsers."""
    lock = json.loads(NODE_LOCK.read_text())["packages"]
    found = {name: lock[f"node_modules/{name}"] for name in SHIPPED}
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name}@{one['version']}",
            "name": name,
            "version": one["version"],
            "purl": f"pkg:npm/{name}@{one['version']}",
            "scope": "required",
            "licenses": [{"license": {"id": one["license"]}}],
            "hashes": [{"alg": "SHA-512", "content": base64.b64decode(one["integrity"].removeprefix("sha512-")).hex()}],
        }
        for name, one in found.items()
    ]


def bill() -> Component:
    """The whole bill: the program, what it is made of, and what asks for what."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = packages(LOCK.read_text())
    refs = {package["name"]: purl(package) for package in parts}
    asks: dict[str, list[str]] = {ref: [] for ref in refs.values()}
    own = f"pkg:generic/{project['name']}@{project['version']}"
    browsers = browsers_part()
    asks[own] = [one["bom-ref"] for one in browsers]
    for package in parts:
        for asker in package["via"]:
            asks[refs.get(asker, own)].append(purl(package))
    program = {
        "type": "application",
        "bom-ref": own,
        "name": project["name"],
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]["text"]}}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program},
        "components": [*map(component, parts), *browsers],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(needs))} for ref, needs in asks.items()],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(), indent=2) + "\n")
