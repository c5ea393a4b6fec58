"""Two notices of one council in force: what the program allows is what both do."""

import pytest

from access import notice
from access.errors import Refused
from access.models import Organisation
from sharing.operations import lawfulness
from sharing.operations.lawfulness import Facts, Wanted
from sharing.operations.purposes import purposes

BOTH = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"


@pytest.mark.parametrize("kind", ["health", "fire_service", "partner_agency"])
def test_nobody_hears_by_purpose_what_only_one_of_the_notices_allows(under, kind):
    """Seen to fail with purposes added up instead of intersected in earlyhelp/policy/together.py."""
    policy = under(BOTH)
    wanted = Wanted(
        recipient=Organisation(name="Larkrise", kind=kind),
        purpose="right_support",
        kinds=["identity"],
        people=[],
        involved=True,
    )
    with pytest.raises(Refused, match="It names no purpose for them"):
        lawfulness.propose(policy, wanted, Facts(), on=policy.effective_from)


def test_a_duty_still_reaches_whom_a_purpose_does_not(under):
    policy = under(BOTH)
    police = Organisation(name="Fernhill Police", kind="police")
    wanted = Wanted(
        recipient=police,
        purpose="right_support",
        kinds=["identity"],
        people=[],
        involved=False,
        ground="crime",
        reference="7/26",
    )
    offered = dict(purposes(policy, at_front_door=False))
    assert wanted.purpose in offered  # or nobody could record it
    lawful = lawfulness.propose(policy, wanted, Facts(), on=policy.effective_from)
    assert lawful.source.startswith("Early Help: ")


def test_the_rows_that_the_database_holds_records_to_are_those_of_both(under):
    policy = under(BOTH)
    version = notice.version()
    assert version.fingerprint == policy.fingerprint
    assert not version.pairs.exists()
    assert set(version.values.filter(kind="basis").values_list("value", flat=True)) == {
        one.code for one in policy.bases
    }
    assert "GB" in version.values.filter(kind="country").values_list("value", flat=True)
