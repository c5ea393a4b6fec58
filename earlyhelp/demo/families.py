"""Invented families: who belongs to one, where they live, why somebody worries, and what is written about them in a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from cases.models.families import Part, Tie
from cases.models.families import Responsibility as Has
from cases.models.people import Precision
from cases.operations.referrals import SomeoneNamed
from earlyhelp.demo import names


@dataclass(frozen=True)
class Worry:
    """What a referral is about. `{child}` and `{carer}` stand for first names."""

    happening: str
    going_well: str
    child_words: str
    help_wanted: str
    notes: tuple[str, ...]
    hoped_for: str
    actions: tuple[str, ...]
    event: str


WORRIES = (
    Worry(
        "{child} has missed fourteen mornings this term. {carer} works nights and there is nobody to get the children up.",
        "{child} likes the breakfast club and is always on time when a neighbour walks along.",
        "“I would come if somebody woke me.”",
        "A way to get to school on time, and a talk about routines.",
        (
            "Visited at home. We wrote a plan for mornings together and hung it on the kitchen door.",
            "{carer} rang: three mornings in time this week. {child} set the alarm alone.",
            "Met at school with the pastoral lead. The breakfast club keeps a place.",
        ),
        "{child} is at school on time on most days",
        ("Agree who wakes whom", "Keep a place at the breakfast club"),
        "{child} was at school on time for a whole week.",
    ),
    Worry(
        "The flat is damp and there is mould in the bedroom. {child} coughs at night and has been to the surgery five times.",
        "{carer} has written to the landlord twice and keeps the windows open.",
        "“My bed smells like the cellar.”",
        "Help with the landlord, and a word with the housing service.",
        (
            "Visited at home and saw the wall in the bedroom. {carer} has photographs.",
            "The housing officer rang back: an inspection is booked.",
            "The inspection was yesterday. Repairs are to begin next week.",
        ),
        "The bedroom is dry and {child} sleeps through",
        ("Ask housing for an inspection", "Move the bed away from the wall"),
        "The landlord began the repairs.",
    ),
    Worry(
        "{carer} is waiting for an operation and {child} does the shopping and looks after the younger ones after school.",
        "The family is close, and an aunt comes at weekends.",
        "“I do not mind helping. I mind missing football.”",
        "Somebody for the afternoons, and time for {child}.",
        (
            "Met {child} at school. Football is on Thursdays; an aunt could stay that day.",
            "Visited at home. {carer} is tired and glad of the help.",
            "{child} came to the young carers group for the first time and stayed to the end.",
        ),
        "{child} has one afternoon a week that is free",
        ("Ask the aunt about Thursdays", "Visit the young carers group"),
        "{child} joined the young carers group.",
    ),
    Worry(
        "{child} shouts in class, then cries and cannot say why. It began when the family moved here in the summer.",
        "Drawing helps, and {child} has made one friend.",
        "“Nobody knows me here.”",
        "A small group with other children, and ideas for home.",
        (
            "Met {child} at school. We drew the old street and the new one.",
            "Visited at home. Bedtime has moved earlier and evenings are calmer.",
            "The teacher says that the last two weeks went well.",
        ),
        "{child} can say what is wrong before it bursts out",
        ("Try the quiet corner", "Ask the friend to come to play"),
        "{child} was invited to a birthday party.",
    ),
    Worry(
        "There is not enough money for food at the end of the month. {carer} lost hours at work and is behind with the rent.",
        "{carer} asked for help without being told to, and keeps every letter.",
        "“We have pancakes when the cupboard is empty.”",
        "Advice about debts and benefits, and uniform for the new term.",
        (
            "Went through the letters together and made a list of who is owed what.",
            "{carer} has an appointment with the debt adviser.",
            "The rent is paid for this month; a plan for the rest is agreed.",
        ),
        "The rent is paid and there is food until the end of the month",
        ("See the debt adviser", "Apply for the uniform grant"),
        "A plan for the debts was agreed.",
    ),
    Worry(
        "{child} does not sleep before midnight and is too tired to learn. {carer} has tried taking the telephone away.",
        "They read together at weekends and both like it.",
        "“My head is loud at night.”",
        "Ideas for sleep, and somebody for {child} to talk to.",
        (
            "Visited at home. We agreed a quiet hour without screens.",
            "{carer} says that reading aloud works on four evenings of seven.",
            "{child} told me that the loud head is quieter.",
        ),
        "{child} is asleep by ten on school nights",
        ("Keep the quiet hour", "See the school counsellor"),
        "{child} slept through for a week.",
    ),
    Worry(
        "{carer} and the father parted in spring after months of quarrels. {child} is afraid of the telephone ringing.",
        "{carer} has moved near her sister, and the children have a room of their own.",
        "“It is quiet now. I like quiet.”",
        "Support after what happened, for the children too.",
        (
            "Visited at the new home. {child} showed me the room.",
            "{carer} went to the first meeting of the group and will go again.",
            "{child} laughed when the telephone rang and it was Grandma.",
        ),
        "The children feel safe at home",
        ("Begin the parents’ group", "Agree with school who fetches the children"),
        "The family settled in the new home.",
    ),
    Worry(
        "A second baby is on the way and the first is not two. {carer} has no family near and says that every day is long.",
        "The health visitor sees a warm bond and a well-kept home.",
        "{child} is too young to say. I saw laughing and a hug after a fall.",
        "A group near by, and practical help before the birth.",
        (
            "Visited with the health visitor. We looked at three groups and chose one.",
            "{carer} went to the children’s centre on her own and met two neighbours.",
            "The cot is here, and the neighbour has offered to come when it is time.",
        ),
        "{carer} has people to turn to before the baby comes",
        ("Go to the group together once", "Find a cot"),
        "The baby’s cot was delivered and a neighbour offered to help.",
    ),
)
DETAILS = ("Polish", "Urdu", "Welsh", "Portuguese", "British Sign Language", "Arabic")


@dataclass(frozen=True)
class InventedFamily:
    """One family with its worry, ready to be referred."""

    people: tuple[SomeoneNamed, ...]
    address: str
    postcode: str
    worry: Worry

    def words(self, text: str) -> str:
        """A text of the worry with the first names of this family."""
        child, carer = (self.people[place].full_name.split()[0] for place in (0, -1))
        return text.format(child=child, carer=carer)


def invent(chance: Random, today: date) -> InventedFamily:
    """One to four children and one or two grown-ups, who mostly share a surname and always an address."""
    surname = names.surname(chance)
    address, postcode = names.address(chance)
    taken: set[str] = set()  # first names: no two in a family share one
    children = [
        _child(chance, surname, today, taken, first=n == 0)
        for n in range(chance.choices((1, 2, 3, 4), (4, 5, 3, 1))[0])
    ]
    if chance.random() < 0.04:
        due = today + timedelta(days=chance.randint(30, 200))
        children.append(SomeoneNamed(f"Unborn {surname}", Part.UNBORN, expected=due, tie=Tie.SIBLING))
    carers = [_carer(chance, surname, Part.CARER, taken) for _ in range(chance.choices((0, 1), (5, 4))[0])]
    main = _carer(chance, surname if chance.random() < 0.85 else names.surname(chance), Part.MAIN_CARER, taken)
    return InventedFamily((*children, *carers, main), address, postcode, chance.choice(WORRIES))


def _child(chance: Random, surname: str, today: date, taken: set[str], *, first: bool) -> SomeoneNamed:
    sex = chance.choice("FM")
    born = today - timedelta(days=chance.randint(200, 17 * 365))
    imprecise, given = chance.random() < 0.04, names.given(chance, sex, taken)
    return SomeoneNamed(
        f"{given} {surname}" if chance.random() > 0.01 else given,
        Part.CHILD,
        born=born.replace(day=1) if imprecise else born,
        born_precision=Precision.MONTH if imprecise else Precision.DAY,
        known_as=names.given(chance, sex) if chance.random() < 0.08 else "",
        school=f"{chance.choice(names.PLACES)} School" if (today - born).days > 4 * 365 else "",
        nhs_number=names.nhs_number(chance) if chance.random() < 0.5 else "",
        tie="" if first else Tie.SIBLING,
    )


def _carer(chance: Random, surname: str, part: Part, taken: set[str]) -> SomeoneNamed:
    return SomeoneNamed(
        f"{names.given(chance, chance.choice('FFM'), taken)} {surname}",
        part,
        phone=f"07700 900{chance.randint(0, 999):03d}",
        interpreter=chance.choice(DETAILS) if chance.random() < 0.06 else "",
        tie=Tie.PARENT,
        responsibility=chance.choices((Has.YES, Has.UNKNOWN, Has.NO), (8, 2, 1))[0],
    )
