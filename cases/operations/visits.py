"""What is known of a visit before anything is written about it: who lives there, and what it was planned for."""

from access import clock
from access.models import User
from cases.models import Case
from cases.models.families import Part
from cases.models.tasks import TaskKind


def at_home(case: Case) -> list[str]:
    """The keys of those who live where a child of the family does, for the page to propose: whoever was out is unticked."""
    there = [one for one in case.household if one.part != Part.UNBORN and one.person.died_on is None]
    homes = {home for one in there if one.part == Part.CHILD for home in one.homes}
    return [str(one.person_id) for one in there if one.part == Part.CHILD or homes & set(one.homes)]


def planned(case: Case, *, by: User) -> str:
    """What somebody has to do on this case today, in the words in which it was written down; empty where it is nothing or several things."""
    due = case.tasks.filter(kind=TaskKind.OWN, done_at=None, due_on=clock.today(), for_user=by)
    words = [task.what for task in due[:2]]
    return words[0][:200] if len(words) == 1 else ""
