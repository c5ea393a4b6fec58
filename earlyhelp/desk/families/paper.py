"""What stands at the foot of a paper that a family gets: who answers for their information, and how to reach them."""

from access import notice
from earlyhelp.desk.families import Entered, about, contacts_for_families
from earlyhelp.desk.families.known import Known
from earlyhelp.desk.families.prose import in_its_words


def who_answers() -> list[tuple[str, tuple[str, ...]]]:
    """Who is responsible, with the number of the registration and the wider notice; then whom to ask, each with the ways."""
    policy, entered = notice.policy(), [Entered(*one) for one in notice.published()]
    who = in_its_words(about.who(Known.of(policy, entered)), policy)
    return [(who.heading, who.paragraphs), *contacts_for_families(policy, entered)]
