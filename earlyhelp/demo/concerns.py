"""Two concerns of the invented council: one about a case, which the DPO has still to answer; one about none, answered and closed."""

from datetime import timedelta

from access import clock
from access.identity import looking
from access.models import User
from cases.models import Case
from cases.stages import Stage
from consent.models.concerns import Channel
from consent.operations import concerns


def raise_concerns(worker: User, dpo: User) -> None:
    """A grandmother asks the family's worker; somebody who read the notice writes to the Data Protection Officer."""
    today = clock.today()
    with looking(worker):
        case = Case.objects.visible_to(worker).filter(stage=Stage.OPEN).order_by("received_at").first()
        concerns.record(
            case,
            received_on=today,
            channel=Channel.TALKED,
            from_whom="The children’s grandmother, at her flat",
            what="She asks whether the school can read what she says about the nights.",
            by=worker,
        )
    with looking(dpo):
        general = concerns.record(
            None,
            received_on=today - timedelta(days=9),
            channel=Channel.EMAIL,
            from_whom="A father whose family has no worker here",
            what="He read the notice in the library and asks what happens to a call that leads to nothing.",
            by=dpo,
        )
        words = "Told him how long such a call is kept, and where the notice says so."
        concerns.answer(general, words=words, on=today - timedelta(days=2), settled=True, by=dpo)
