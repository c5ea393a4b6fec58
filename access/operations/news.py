"""Reading one's news."""

from access import clock
from access.models import Notification, User


def read(news: Notification) -> None:
    """It was opened."""
    Notification.objects.filter(pk=news.pk, read_at=None).update(read_at=clock.now())


def read_all(*, by: User) -> int:
    """All of somebody's own. Returns how many there were."""
    return Notification.objects.filter(user=by, read_at=None).update(read_at=clock.now())
