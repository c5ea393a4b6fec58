"""What the invented council lets leave for research: for each study whose columns its notice lists, one approved and one that waits."""

from datetime import date, timedelta

from access import clock, notice
from access.identity import looking
from access.models import User
from earlyhelp.policy.sharing import Research
from sharing.models import Extract
from sharing.models.extracts import Travel
from sharing.operations import extracts

IN_A_MONTH, IN_A_YEAR = timedelta(days=30), timedelta(days=395)


def specify_extracts(dpo: User, approver: User) -> None:
    """The first leaves out what is needed only later; the second, for next year, has every column and waits."""
    for study in notice.policy().research:
        if not study.columns:
            continue
        first = _specify(
            study, study.columns[:-2] or study.columns, IN_A_MONTH, "Families are found again by these.", dpo
        )
        with looking(approver):
            extracts.approve(first, because="Each column is one that the notice lists.", by=approver)
        _specify(study, study.columns, IN_A_YEAR, "Next year it also asks about work and school.", dpo)


def _specify(study: Research, columns: tuple[str, ...], ahead: timedelta, because: str, dpo: User) -> Extract:
    leaves: date = clock.today() + ahead
    known = study.destroy_from == "receipt"
    with looking(dpo):
        return extracts.specify(
            study.code,
            recipient=study.recipient,
            purpose=study.purpose,
            cohort=study.cohort,
            columns=columns,
            travels=Travel.TRANSFER,
            leaves_on=leaves,
            destroy_by=None if known else leaves + timedelta(days=365),
            because=because,
            by=dpo,
        )
