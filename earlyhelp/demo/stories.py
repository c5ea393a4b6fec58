"""Invented families, and how far each one's story has come. The days are counted back from the demo's today."""

from dataclasses import dataclass
from datetime import date

from cases.operations import assessments
from cases.stages import Stage


@dataclass(frozen=True)
class Story:
    """One family: who, where, why somebody worries, and what has happened so far."""

    child: str
    born: date
    carer: str
    address: str
    postcode: str
    happening: str
    help_wanted: str
    going_well: str = ""
    interpreter: str = ""  # of the carer
    nhs_number: str = ""  # of the child, of the test range; kept where the notice names it
    notes: tuple[str, ...] = ()
    reaches: Stage = Stage.RECEIVED
    in_hand: bool = False  # with an assessment and a plan that are worked on


STORIES = (
    Story(
        "Juniper Hallowell",
        date(2017, 4, 9),
        "Marigold Hallowell",
        "12 Copper Beech Lane",
        "ZZ1 4QJ",
        "Juniper has missed eleven mornings since September. She says that getting up is hard when nobody is awake.",
        "Somebody to help with mornings, and a chat about sleep.",
        "She loves the choir and has not missed one practice.",
    ),
    Story(
        "Alaric Penhaligon",
        date(2013, 11, 2),
        "Beatrix Penhaligon",
        "3 Quarry Steps",
        "ZZ2 8LB",
        "Alaric has stopped going to football and stays in his room. His mother is waiting for an operation.",
        "Support while his mother is in hospital.",
        "His uncle comes on Sundays.",
    ),
    Story(
        "Saffron Tolliver",
        date(2020, 2, 29),
        "Ambrose Tolliver",
        "Flat 5, Weaver Court",
        "ZZ3 1TR",
        "The flat is cold and damp, and Saffron coughs at night. Her father works nights.",
        "Help to talk to the landlord, and a place at the nursery in the mornings.",
        interpreter="British Sign Language",
        notes=("Visited at home. The bedroom wall is wet. Saffron showed me her drawings of a warm house.",),
        reaches=Stage.OPEN,
        in_hand=True,
    ),
    Story(
        "Caspian Underwood",
        date(2015, 7, 21),
        "Winifred Underwood",
        "41 Tannery Row",
        "ZZ4 6GH",
        "Caspian shouts in class and then cries. Since the move he has no friends nearby.",
        "A group with other children, and ideas for home.",
        "He is gentle with his little cousin.",
        nhs_number="9993395633",
        notes=(
            "Met Caspian at school. He would like to try the climbing group.",
            "Winifred rang: the first session went well and he asked when the next one is.",
        ),
        reaches=Stage.OPEN,
    ),
    Story(
        "Isolde Farraday",
        date(2011, 1, 16),
        "Cornelius Farraday",
        "The Old Signal House",
        "ZZ5 2NM",
        "Isolde looks after her two brothers after school and falls behind.",
        "Time for herself and help with homework.",
        notes=("Isolde has joined the young carers. Her father has changed his shifts.",),
        reaches=Stage.CLOSED,
    ),
)


def why_it_matters(code: str) -> str:
    """The reason that a section of the assessment wants under some notices, as somebody would write it."""
    return "It decides who can help, and how often." if assessments.reason_needed(code) else ""
