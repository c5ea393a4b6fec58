"""What the invented council reads to judge quality: one sample that ended early, and one that is read now. Only where its notice says so."""

from datetime import timedelta

from access import clock
from access.identity import looking
from access.models import User
from cases.models import QualitySample
from cases.operations import quality

A_YEAR, A_FORTNIGHT = timedelta(days=365), timedelta(days=14)


def draw_samples(dpo: User) -> None:
    """Both for the notice's first purpose of assurance, out of everything that came in a year."""
    if not quality.purposes():
        return
    first = _draw("How soon families are told, after two of them asked.", 3, dpo)
    with looking(dpo):
        quality.end(first, because="What it was drawn for has been read.", by=dpo)
    _draw("How long families wait for a decision, and whether reviews are held.", 8, dpo)


def _draw(because: str, number: int, dpo: User) -> QualitySample:
    today = clock.today()
    with looking(dpo):
        return quality.draw(
            quality.purposes()[0].code,
            because=because,
            received_from=today - A_YEAR,
            received_to=today,
            number=number,
            until=today + A_FORTNIGHT,
            by=dpo,
        )
