"""What the notice asks about one sharing before it is recorded: its conditions, its tests, what goes beyond the least, the law behind it.

Which questions there are follows from the policy and from what is shared; nothing is asked of what was not shared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from access.errors import Refused
from access.notice import ANOTHER
from earlyhelp.policy import Policy
from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.information import Power
from earlyhelp.policy.law import LAWS
from earlyhelp.policy.superseded import superseded
from sharing.models.disclosures import Asked
from sharing.operations.lawfulness import Lawful, Wanted, smallest


@dataclass(frozen=True)
class Question:
    """One thing to be said in words. `field` is its name on the page."""

    about: str
    code: str
    label: str
    hint: str = ""

    @property
    def field(self) -> str:
        return f"{self.about}_{self.code}"


@dataclass(frozen=True)
class Answers:
    """What somebody said: words by the question's field, and the law that is relied on; of another law its name, and why."""

    words: Mapping[str, str] = field(default_factory=dict)
    power: str = ""
    other_power: str = ""
    why_other: str = ""


def asked(policy: Policy, wanted: Wanted, lawful: Lawful) -> list[Question]:
    """The questions, in the order of the page."""
    return [*_conditions(policy, lawful), *_items(policy, wanted), *_tests(policy)]


def _conditions(policy: Policy, lawful: Lawful) -> Iterator[Question]:
    for code in lawful.conditions:
        condition = policy.condition(code)
        if condition.kind == "confirmed":
            label = f"{condition.text}: what makes you say so?"
            yield Question(Asked.CONDITION, code, label, "The notice allows it only if this is so.")


def _items(policy: Policy, wanted: Wanted) -> Iterator[Question]:
    if not words.TESTS_OF_EACH_ITEM.intersection(tests(policy)):
        return
    for code in beyond_the_least(policy, wanted.recipient.kind, wanted.purpose, wanted.kinds):
        yield Question(Asked.ITEM, code, f"Why do they need this as well: {policy.category(code).label}?")


def _tests(policy: Policy) -> Iterator[Question]:
    for code in tests(policy):
        if code in words.TEST_QUESTIONS:
            yield Question(Asked.TEST, code, words.TEST_QUESTIONS[code])


def tests(policy: Policy) -> tuple[str, ...]:
    """The tests that the notice puts to all that is shared."""
    return policy.sharing.tests if policy.sharing else ()


def beyond_the_least(policy: Policy, kind: str, purpose: str, kinds: Sequence[str]) -> list[str]:
    """The kinds of information that go beyond what the policy proposes for this partner and purpose, by their codes."""
    least = policy.minimum(kind, purpose)
    return [code for code in kinds if code not in (least.categories if least else smallest(policy))]


def powers(policy: Policy, lawful: Lawful) -> list[Power]:
    """The laws that may be named: those of the basis where the notice ties them together, else all that it names."""
    tied = next((basis.powers for basis in policy.bases if basis.code == lawful.basis), ())
    return [power for power in policy.powers if not tied or power.code in tied]


def takes_another(policy: Policy) -> bool:
    """Whether the notice's list of laws leaves room for one that it does not name."""
    return bool(policy.powers) and policy.is_open("powers")


def proposed(policy: Policy, lawful: Lawful) -> str:
    """The first that still holds and is more than advice; the first of all where none is."""
    there = powers(policy, lawful)
    holding = [power for power in there if power.kind != "guidance" and not replaced(power)]
    return next((power.code for power in holding or there), "")


def replaced(power: Power) -> str:
    """What has taken its place, in words; empty where it still holds."""
    old = superseded().law(power.law, power.provision)
    return old.because if old else ""


def named(policy: Policy, code: str, other: str = "") -> str:
    """A law as people write it; a code of an older notice is shown as it is."""
    if code == ANOTHER:
        return other
    power = next((one for one in policy.powers if one.code == code), None)
    return _in_words(power) if power else code


def _in_words(power: Power) -> str:
    law = ", ".join(filter(None, (LAWS[power.law], power.provision)))
    return law if power.label == law else f"{law}: {power.label}"


def check(policy: Policy, wanted: Wanted, lawful: Lawful, answers: Answers) -> list[Question]:
    """The questions, each answered. Raises Refused at the first that is not, and for a law that the notice does not name."""
    questions = asked(policy, wanted, lawful)
    for question in questions:
        if not answers.words.get(question.field, "").strip():
            raise Refused(f"Answer: {question.label}", question.field)
    _check_power(policy, lawful, answers)
    return questions


def _check_power(policy: Policy, lawful: Lawful, answers: Answers) -> None:
    there = powers(policy, lawful)
    if answers.power == ANOTHER and takes_another(policy):
        if not answers.other_power:
            raise Refused("Enter the name of the other law.", "other_power")
        if not answers.why_other:
            raise Refused("Write why this law is behind it, and none that the notice names.", "why_other")
    elif answers.power not in {power.code for power in there} and (there or answers.power):
        listed = "; ".join(_in_words(power) for power in there) or "none"
        raise Refused(f"“{answers.power or 'Nothing'}” is no law of the notice here, which names: {listed}.", "power")


def reasons(questions: Sequence[Question], answers: Answers) -> Iterator[tuple[str, str, str]]:
    """What is kept of it beside the case: about what, by which code, in which words."""
    for question in questions:
        yield question.about, question.code, answers.words[question.field].strip()
    if answers.power == ANOTHER:
        yield Asked.POWER, ANOTHER, answers.why_other
