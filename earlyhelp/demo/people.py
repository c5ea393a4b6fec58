"""The invented council's staff and partners. Nobody here exists."""

from dataclasses import dataclass

from earlyhelp.demo.names import PLACES

HUB, NORTH, SOUTH = "Early help hub", "North family support", "South family support"


@dataclass(frozen=True)
class Invented:
    """One invented person at work; `role` is how `make demo` lists them."""

    role: str
    name: str
    job_title: str
    roles: tuple[str, ...]
    organisation: str = ""
    team: str = ""

    @property
    def email(self) -> str:
        return f"{self.role.replace('_', '-')}@demo.example"


@dataclass(frozen=True)
class Partner:
    """An invented organisation; `kinds` are tried in order, the first that the council's notice knows is taken."""

    name: str
    kinds: tuple[str, ...]


ADMINISTRATOR = Invented("user_administrator", "Ursula Abernathy", "Systems officer", ("user_administrator",))
PEOPLE = (
    Invented("referrer", "Rowan Castellane", "Pastoral lead", ("referrer",), organisation="Larkfield Primary School"),
    Invented("practitioner", "Priya Oakhurst", "Family support worker", ("practitioner",), team=NORTH),
    Invented("practitioner_2", "Peter Quillfeather", "Family support worker", ("practitioner",), team=SOUTH),
    Invented("team_manager", "Tamsin Merriweather", "Team manager", ("team_manager",), team=NORTH),
    Invented("hub", "Hana Brightwater", "Hub co-ordinator", ("hub",), team=HUB),
    Invented("dpo", "Dorothea Pennington", "Data Protection Officer", ("dpo",)),
    Invented("records_manager", "Reginald Marchbanks", "Records manager", ("records_manager",)),
    Invented("records_manager_2", "Rosalind Ketteridge", "Senior records manager", ("records_manager",)),
)
# Where the notice states a duty of staff everybody has accepted it but this one, who came today and has opened nothing yet.
JOINER = Invented("joiner", "Juniper Ashdown", "Family support worker", ("practitioner",), team=SOUTH)
# Colleagues who are there but whose sign-in nobody prints: ten more teams, their workers and managers, two more at the hub, and senders.
TEAMS = (
    NORTH,
    SOUTH,
    "East family support",
    "West family support",
    "Harbour families",
    "Moorland families",
    "Riverside families",
    "Hillside families",
    "Town centre families",
    "Coast families",
    "Youth and families",
)
COLLEAGUES = 31  # with those above, forty at work
SCHOOLS = 12
SCHOOL = ("school_nursery", "education_school", "school", "education")
PARTNERS = (
    Partner("Larkfield Primary School", SCHOOL),
    Partner("Fernhill Health Visiting", ("family_health", "health")),
    Partner("Ashbourne Housing", ("housing", "partner_agency")),
    *(Partner(f"{place} School", SCHOOL) for place in PLACES[:SCHOOLS]),
    *(Partner(f"{place} Surgery", ("family_health", "health")) for place in PLACES[SCHOOLS:16]),
    Partner("Kingfisher Housing Association", ("housing", "partner_agency")),
    Partner("Lantern Counselling", ("camhs", "specialist_service", "health")),
    Partner("Young Minds of Westering", ("camhs", "specialist_service", "health")),
    Partner("Children’s social care", ("social_care", "council_colleague")),
    Partner("The police", ("police",)),
    Partner("Westering Fire and Rescue", ("fire_service",)),
    Partner("Stepping Stones", ("voluntary_sector", "targeted_support", "partner_agency")),
    Partner("Open Door", ("voluntary_sector", "targeted_support", "partner_agency")),
    Partner("Family Links", ("family_support", "targeted_support", "voluntary_sector", "partner_agency")),
    Partner("Attendance service", ("attendance_inclusion", "education_school", "council_colleague", "education")),
    Partner("Inclusion service", ("specialist_inclusion", "education_school", "council_colleague", "education")),
    Partner("Adult wellbeing", ("adult_wellbeing", "health")),
)
