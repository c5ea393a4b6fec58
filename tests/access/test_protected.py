"""Goal A7: where somebody protected is stands on the People page and where it is changed, and comes out nowhere else.

Every route is opened by every role of the team, with scripts' and files' answers, after the address, telephone, school, surgery and
e-mail address were changed once: what was true before is withheld too. Seen to fail with `earlyhelp_withheld` returning nothing for
whoever is protected.
"""

import pytest

from access import clock
from access.roles import ROLES
from cases.models import Address, Case, Member, Person
from cases.models.families import Part
from tests.access.test_surfaces import addresses, everything
from tests.cases.test_whereabouts import homeless, write
from tests.factories import AllocationFactory, PersonFactory, installation, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.retention import full_case

pytestmark = pytest.mark.goal("A7")
OLD = {"phone": "01632 960 771", "email": "qold@refuge.example", "school": "Qoldschool", "surgery": "Qoldsurgery"}
NEW = {"phone": "01632 960 772", "email": "qnew@refuge.example", "school": "Qnewschool", "surgery": "Qnewsurgery"}
HOMES = (("Qoldlane 7", "QZ9 8QQ"), ("Qnewlane 8", "QZ7 6QQ"))
TOKENS = [
    *OLD.values(),
    *NEW.values(),
    *(one for home in HOMES for one in home),
    "01632960771",
    "01632960772",
    "QZ98QQ",
    "QZ76QQ",
]
KEEP = {"cases:people", "cases:change_person", "cases:move"}  # where it is read and changed by those who need it
WORKS, AT_LEAST = {"practitioner", "team_manager", "hub"}, 20


@pytest.fixture
def case(db):
    """A closed family with a row in every table, whose mother and child are protected; everything of theirs was changed once."""
    case = full_case()
    ConsentFactory(case=case)
    AllocationFactory(case=case)
    mother, child = PersonFactory(full_name="Ivy Marlow", born=None), case.children[0]
    homeless(mother, child)
    write(Member(family=case.family, person=mother, part=Part.CARER, since=clock.today()))
    for person in (mother, Person.objects.get(pk=child.pk)):
        for known in (OLD, NEW):
            for name, value in known.items():
                setattr(person, name, value)
            person.whereabouts_protected = True
            person.write(by=installation(), because="They moved.")
        (old, code), (new, new_code) = HOMES
        write(Address(person=person, lines=old, postcode=code, until=clock.today()))
        write(Address(person=person, lines=new, postcode=new_code))
    return Case.objects.get(pk=case.pk)


def told(text):
    return [token for token in TOKENS if token.casefold() in text.casefold()]


@pytest.mark.slow
@pytest.mark.parametrize("role", [role for role in ROLES if role != "referrer"])
def test_no_page_of_any_role_tells_it(role, case, signed_in):
    person = worker_on(case, role)
    urls, client = list(addresses(case, person)), signed_in(person)
    shown, leaks, kept = 0, {}, set()
    for name, status, text in everything(client, case, urls, person.staff.known_roles):
        shown += status == 200
        if name in KEEP:
            kept.update(told(text))
        elif found := told(text):
            leaks[name] = found
    print(role, shown)
    assert not leaks
    assert kept >= {*NEW.values(), *HOMES[1]} or role not in WORKS  # or the crawl looks for nothing
    assert shown >= (AT_LEAST if role in WORKS else 1)
