"""Somebody's hand on a journey: by mouse or by keys alone, on a wide screen or a telephone's, counting what it costs."""

import gzip
import time
from dataclasses import dataclass, field
from typing import Any

from tests.pages import checks

NARROW = {"viewport": {"width": 320, "height": 640}}
FIRST_VIEW, LATER_VIEW = 75_000, 30_000


@dataclass(frozen=True)
class Way:
    """How a journey is gone: what the browser is like, and whether a mouse is at hand."""

    context: dict[str, Any] = field(default_factory=dict)
    keyboard: bool = False
    tab: str = "Tab"


WAYS = {
    "with scripts": Way(),
    "without scripts": Way({"java_script_enabled": False}),
    "by keyboard alone": Way(keyboard=True),
    "at 320 px": Way(NARROW),
    "by keyboard at 320 px": Way(NARROW, keyboard=True),
}
AND_BACKWARDS = WAYS | {"by keyboard backwards": Way(keyboard=True, tab="Shift+Tab")}


@dataclass
class Hand:
    """Counts the pages that came, how heavy they and what came with them were, and what was pressed."""

    page: Any
    keyboard: bool = False
    private: tuple[str, ...] = ()
    tab: str = "Tab"
    presses: int = 0
    pages: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    new: bool = False  # whether it begins in a window in which nothing was shown yet
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.new = self.page.url == "about:blank"
        self.page.on("response", self._weigh)
        self.page.on("requestfinished", self._weigh_what_came_with_it)
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))

    def _weigh(self, response) -> None:
        if response.request.resource_type == "document" and response.status == 200:
            self.pages.append(response.url)
            self.weights.append(len(gzip.compress(response.body())))
            self.views.append(self.weights[-1])

    def _weigh_what_came_with_it(self, request) -> None:
        """Styles, scripts, pictures: what the browser had already is not sent again, and weighs nothing."""
        if request.resource_type != "document" and self.views and request.sizes()["responseBodySize"] > 0:
            self.views[-1] += len(gzip.compress(request.response().body()))

    @property
    def narrow(self) -> bool:
        return self.page.viewport_size["width"] == checks.NARROW["width"]

    def press(self, element) -> None:
        """One press: a click, or the key that does the same. Among radios the arrows lead to the one that is meant."""
        self.presses += 1
        kind = element.get_attribute("type")
        if self.keyboard and kind == "radio":
            self._reach(element.locator("xpath=ancestor::fieldset[1]").locator("[type=radio]"))
            self.page.keyboard.press("Space")
            while not element.is_checked():
                self.page.keyboard.press("ArrowDown")
        elif self.keyboard:
            self._reach(element)
            self.page.keyboard.press("Space" if kind == "checkbox" else "Enter")
        elif kind in ("radio", "checkbox"):
            element.check()
        else:
            element.click()

    def type(self, element, words: str) -> None:
        """Words are not counted."""
        if self.keyboard:
            self._reach(element)
            self.page.keyboard.type(words)
        else:
            element.fill(words)

    def choose(self, element, value: str) -> None:
        """One of a list that opens: by keys, its first letters."""
        self.presses += 1
        if not self.keyboard:
            element.select_option(value)
            return
        self._reach(element)
        self.page.keyboard.type(element.locator(f"option[value='{value}']").inner_text())
        assert element.input_value() == value

    def _reach(self, elements) -> None:
        """Tab until it, or one of them, has the focus; backwards where that is the way."""
        for _ in range(120):
            if elements.evaluate_all("all => all.some(e => e === document.activeElement)"):
                return
            self.page.keyboard.press(self.tab)
        raise AssertionError(f"no {self.tab} leads to {elements}")

    def go(self, words: str) -> None:
        """Press a button, wait for the next page, and look at it."""
        self.follow(self.page.get_by_role("button", name=words, exact=True))

    def follow(self, element) -> None:
        """Press what leads to the next page, wait for it, and look at it."""
        with self.page.expect_navigation():
            self.press(element)
        self.look()

    def look(self) -> None:
        """What must hold on every page of the way."""
        seen = self.page.title() + self.page.url
        self.wrong += [f"{self.page.url}: names “{word}”" for word in self.private if word in seen]
        if self.narrow and (over := self.page.evaluate(checks.OVERFLOW)) > 0:
            self.wrong.append(f"{self.page.url}: {over} px too wide")

    def cost(self, *, pages: int, presses: int, seconds: float, weight: int = LATER_VIEW) -> list[str]:
        """What is wrong with what it took: other than so many pages and presses, more seconds than it may, a page or a view too heavy,
        or what was seen on the way.
        """
        wrong = [*self.wrong]
        if len(self.pages) != pages:
            wrong.append(f"{len(self.pages)} pages: {self.pages}")
        if self.presses != presses:
            wrong.append(f"{self.presses} presses")
        if any(view > (FIRST_VIEW if self.new and not n else LATER_VIEW) for n, view in enumerate(self.views)):
            wrong.append(f"heavy views: {self.views}")
        if not self.weights or max(self.weights) > weight:
            wrong.append(f"heavy pages: {self.weights}")
        if (took := time.monotonic() - self.began) > seconds:
            wrong.append(f"{took:.0f} seconds")
        return wrong
