"""The invented council's staff and partners. Nobody here exists."""

from dataclasses import dataclass

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
PARTNERS = (
    Partner("Larkfield Primary School", ("school_nursery", "education_school")),
    Partner("Fernhill Health Visiting", ("family_health", "health")),
    Partner("Ashbourne Housing", ("housing",)),
)
