"""Static files: light, compiled from what stands beside them, in nobody else's clothes, and readable in every council's colours."""

import gzip
import re
from itertools import product

import pytest
from django.conf import settings

# --- static files ---------------------------------------------------------------------------------------------------------------

STATIC = settings.BASE_DIR / "static"
READABLE = 4.5  # WCAG 1.4.3


def weight(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)


def test_pages_stay_light():
    assert weight("early-help.css") <= 24_000
    assert weight("govuk-frontend.min.js", "early-help.js") <= 16_000
    assert weight("icon.svg") + weight("icon.png") + weight("mark.svg") <= 10_000


@pytest.mark.parametrize(
    "wrong", ["@font-face", "GDS Transport", "govuk-crest", "url(/assets", 'url("/assets', "@import"]
)
def test_we_wear_nobody_elses_clothes(wrong):
    assert wrong not in (STATIC / "early-help.css").read_text()


def test_the_compiled_sheet_is_as_new_as_its_source():
    ours = set(re.findall(r"\.(eh-[a-z_-]+)", (STATIC / "early-help.scss").read_text()))
    compiled = (STATIC / "early-help.css").read_text()
    assert not [name for name in ours if f".{name}" not in compiled], "run make vendor-govuk"
    for name, value in re.findall(r"(--eh-[a-z-]+): (#[0-9a-f]+);", (STATIC / "early-help.scss").read_text()):
        assert re.search(rf"{name}: ?{value}", compiled), f"{name} is stale: run make vendor-govuk"


def themes() -> dict[str, dict[str, str]]:
    """Each theme's colours: ours, and every council's over it."""
    source = (STATIC / "early-help.scss").read_text()
    blocks = re.findall(r'^(:root|\[data-council="[^"]+"\]) \{(.*?)^\}', source, re.DOTALL | re.MULTILINE)
    found = {selector: dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6});", body)) for selector, body in blocks}
    return {selector: found[":root"] | colours for selector, colours in found.items()}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", themes())
def test_every_theme_can_be_read(theme):
    colours, white = themes()[theme], "#ffffff"
    for ground in ("header", "button", "button-hover"):
        assert contrast(white, colours[f"--eh-{ground}-colour"]) >= READABLE, ground
    inks = ("--govuk-link-colour", "--govuk-link-hover-colour", "--govuk-link-visited-colour", "--eh-quiet-colour")
    for ink, ground in product(inks, (white, colours["--eh-panel-colour"])):
        assert contrast(colours[ink], ground) >= READABLE, ink
