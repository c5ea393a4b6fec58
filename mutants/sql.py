"""Changes of SQL: in every function, policy and statement of the core each condition is taken out once.

No tool mutates the bodies of plpgsql functions, and to take a condition out one need not understand the rest: the text is cut into
words, and what stands between AND, OR and the words that begin and end a condition is one condition.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mutants.changes import shortened

WORDS = re.compile(
    r"""(?P<space>\s+|--[^\n]*)|(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][\w.]*)|(?P<rest><>|<=|>=|::|\|\||:=|&&|->>|.)""",
    re.S,
)
BEGIN = {"WHERE", "ON", "HAVING", "IF", "ELSIF", "WHEN", "RETURN"}
END = {
    *("THEN", "ELSE", "END", "ORDER", "GROUP", "LIMIT", "UNION", "RETURNING", "FOR", "LOOP", "SELECT", "FROM", "JOIN"),
    *(
        "LEFT",
        "CROSS",
        "INNER",
        "LATERAL",
        "SET",
        "INTO",
        "VALUES",
        "BEGIN",
        "DECLARE",
        "RAISE",
        "DO",
        "INSERT",
        "UPDATE",
    ),
    *("DELETE", "QUERY", "AS"),
}
STOPS = {"IF", "ELSIF", "WHEN"}  # what they guard is never done


@dataclass(frozen=True)
class Word:
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        return self.text.upper()


@dataclass(frozen=True)
class Condition:
    """One condition: where it stands, and what is written there instead."""

    start: int
    end: int
    instead: str


def words_of(text: str) -> list[Word]:
    return [
        Word(found.group(), found.start(), found.end()) for found in WORDS.finditer(text) if found.lastgroup != "space"
    ]


def conditions(text: str, into: Callable[[str], bool] = lambda _: True) -> list[Condition]:
    """Every condition of a statement or a body, outer ones before those inside them.

    `into` is asked of what stands in parentheses, whether to look into it.
    """
    return list(_conditions(words_of(text), into))


def _conditions(words: list[Word], into: Callable[[str], bool]) -> Iterator[Condition]:
    """`words` are of one level: a body, or what stands in a pair of parentheses."""
    begun, chain, part = "(", [], []  # type: tuple[str, list[tuple[str, list[Word]]], list[Word]]
    joined, depth, between = "", 0, False
    for before, word in zip([None, *words], words, strict=False):
        if word.text in ("(", "["):
            depth += 1
        if word.text in (")", "]"):
            depth -= 1
        if depth or word.text in (")", "]"):
            part.append(word)
            continue
        if word.upper == "BETWEEN":
            between = True
        if word.upper in ("AND", "OR") and not between:
            chain.append((joined, part))
            joined, part = word.upper, []
        elif word.text in (";", ",") or word.upper in BEGIN or (word.upper in END and not _is_inside(before, word)):
            yield from _of_chain(begun, [*chain, (joined, part)], into)
            begun, chain, part, joined = word.upper, [], [], ""
        else:
            if word.upper == "AND":
                between = False
            part.append(word)
    yield from _of_chain(begun, [*chain, (joined, part)], into)


def _is_inside(before: Word | None, word: Word) -> bool:
    """IS DISTINCT FROM belongs to its condition."""
    return word.upper == "FROM" and before is not None and before.upper == "DISTINCT"


def _of_chain(begun: str, chain: list[tuple[str, list[Word]]], into: Callable[[str], bool]) -> Iterator[Condition]:
    whole = len(chain) > 1 or begun in BEGIN - {"RETURN"}
    if len(chain) > 1 and begun in STOPS:
        yield Condition(chain[0][1][0].start, chain[-1][1][-1].end, "false")
    for joined, part in chain:
        if not part:
            continue
        by = joined or (chain[1][0] if len(chain) > 1 else "")
        if whole and _counts(begun, part, len(chain)):
            yield Condition(part[0].start, part[-1].end, _instead(begun, by))
        yield from _inside(part, into)


def _instead(begun: str, by: str) -> str:
    if by == "OR":
        return "false"
    return "true" if by == "AND" or begun not in STOPS else "false"


def _counts(begun: str, part: list[Word], of: int) -> bool:
    """Not what says nothing (ON true) or has only begun (CASE), and not what two tables are joined by."""
    said = "".join(word.text for word in part).upper()
    if said in ("TRUE", "FALSE", "") or part[0].upper in ("CONFLICT", "CONSTRAINT") or part[-1].upper == "CASE":
        return False
    by_keys = len(part) == 3 and part[1].text == "=" and "." in part[0].text and "." in part[2].text
    return not (begun == "ON" and by_keys)


def _inside(part: list[Word], into: Callable[[str], bool]) -> Iterator[Condition]:
    """What stands in the parentheses of a condition."""
    depth, level = 0, []  # type: tuple[int, list[Word]]
    for word in part:
        if word.text == ")":
            depth -= 1
            if not depth:
                if into(" ".join(one.text for one in level)):
                    yield from _conditions(level, into)
                level = []
        if depth:
            level.append(word)
        if word.text == "(":
            depth += 1


def without_each(text: str, into: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, str]]:
    """The text with one condition taken out, and what was: for each of them."""
    for one in conditions(text, into):
        changed = text[: one.start] + one.instead + text[one.end :]
        yield changed, shortened(text[one.start : one.end], one.instead)


FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION public\.(?P<name>\w+)\(.*?\$\$(?P<body>.*?)\$\$;?", re.S)


def functions_of(text: str) -> dict[str, str]:
    """Name to the whole statement of every function of a file."""
    return {found["name"]: found.group() for found in FUNCTION.finditer(text)}


def bodies_without_each(statement: str) -> Iterator[tuple[str, str]]:
    """A function's statement with one condition of its body taken out, for each."""
    before, body, after = statement.split("$$")
    for changed, said in without_each(body):
        yield f"{before}$${changed}$${after}", said
