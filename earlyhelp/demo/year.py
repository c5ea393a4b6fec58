"""A year of work, invented day by day: families are referred, helped and closed by the operations that staff use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from access import clock, notice
from access.errors import Refused
from access.identity import looking
from access.models import Organisation, Team, User
from access.records import uuid7
from cases.models import Case
from cases.models.case import Outcome
from cases.models.triage import Decision
from cases.operations import (
    allocation,
    assessments,
    closure,
    cover,
    levels,
    messages,
    needs,
    notes,
    plans,
    referrals,
    reviews,
    triage,
)
from cases.stages import Stage
from consent.operations import consents
from earlyhelp.demo import access_reviews, readings, sharing, sometimes
from earlyhelp.demo.diary import YEAR, Deed, Diary
from earlyhelp.demo.families import InventedFamily, invent
from earlyhelp.demo.happenings import agree, children_seen
from earlyhelp.demo.people import ADMINISTRATOR
from earlyhelp.demo.stories import why_it_matters

AGAIN = 0.06  # of the families with whom somebody works, those that are referred once more
AWAY = 60  # days from one leave in a team to the next
NOT_REACHED = 12  # of so many families one has not been asked yet whether it takes part
LATE = 22
DECISIONS = {
    Decision.ALLOCATE: 55,
    Decision.MEETING: 20,
    Decision.ADVICE: 8,
    Decision.SINGLE_SERVICE: 6,
    Decision.NO_ACTION: 5,
    Decision.ASK: 6,
    Decision.STEP_UP: 4,
}
DECISIONS_BECAUSE = {
    Decision.ALLOCATE: "The family wants help now, and it is clear which.",
    Decision.MEETING: "Several services could help: the meeting decides which.",
    Decision.ADVICE: "The school can help with what is asked, and knows how now.",
    Decision.SINGLE_SERVICE: "One service covers what is asked.",
    Decision.NO_ACTION: "The family has found help already and says so.",
    Decision.ASK: "Something is missing that we need before we decide.",
    Decision.STEP_UP: "A child told the school that somebody hurts them at home.",
}


@dataclass(frozen=True)
class AtWork:
    """A team at work: who leads in it, and who manages it."""

    team: Team
    workers: tuple[User, ...]
    manager: User


@dataclass(frozen=True)
class People:
    """Who acts in the year."""

    senders: Sequence[User]
    hub: Sequence[User]
    teams: Sequence[AtWork]
    partners: Sequence[Organisation]


class Year:
    """What people do in a year: each deed stands in the diary, and may put later ones there."""

    people: People

    def __init__(self, seed: int, families: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same year each time, nothing secret
        self.families = families
        self.diary = Diary(self.chance)
        self.allocated = count(1)

    def live(self, people: People, say: Callable[[str], None]) -> None:
        """From a year ago until now."""
        self.people, diary = people, self.diary
        for _ in range(self.families):
            diary.after(diary.begins, self.chance.uniform(0, YEAR.days), self._family)
        for number, team in enumerate(team for team in people.teams if len(team.workers) > 1):
            diary.after(diary.begins, AWAY + number, partial(self._away, team))
        self._access_reviews()
        last_night = (diary.ends - timedelta(days=1)).replace(hour=LATE, minute=15)
        diary.at(last_night, partial(readings.leave, [team.workers for team in people.teams]))
        diary.at(last_night, access_reviews.open_them)
        diary.live(say)

    def _access_reviews(self) -> None:
        """Each quarter's, signed within the week; of the last quarter one is late, and one was opened only last night."""
        teams = {team.team: team.manager for team in self.people.teams}
        everybody = [*self.people.hub, *teams.values(), *(one for team in self.people.teams for one in team.workers)]
        admin = User.objects.get(email=ADMINISTRATOR.email)
        new, late = list(teams)[:2]
        nights = list(access_reviews.nights(self.diary.begins, self.diary.ends))
        for number, night in enumerate(nights):
            last = number == len(nights) - 1
            opens: Deed = partial(access_reviews.open_them, but=new if last else None)
            looks = partial(access_reviews.look_through, teams, admin, but=[late] if last else [])
            came: Deed = partial(access_reviews.sign_in, everybody[number::2])
            for deed in (came, opens):
                self.diary.at(night, deed)
            self.diary.after(night, 5, looks)
            asks = self.people.teams[1 + number % (len(teams) - 1)].workers[0]
            self.diary.after(night, -60, partial(access_reviews.see_by_request, asks, teams[new]))

    def _goes_on(self, case: Case) -> bool:
        """Whether the case is still worked on: another deed may have closed it."""
        return Case.objects.get(pk=case.pk).stage == Stage.OPEN

    # --- a family --------------------------------------------------------------------------------------------------------

    def _family(self) -> None:
        family = invent(self.chance, clock.today())
        sender = self.chance.choice(self.people.senders)
        with looking(sender):
            case = referrals.send(self._answers(family, sender), by=sender, key=uuid7())
        self.diary.later(3, lambda: self._decide(case, family))

    def _answers(self, family: InventedFamily, sender: User) -> referrals.ReferralAnswers:
        worry, told = family.worry, {"told_told": "yes", "told_how": "talked", "told_on": None}
        if consents.relied_on() and self.chance.random() < 0.8:
            told |= {"told_consent": "yes", "told_consent_by": str(len(family.people) - 1)}
        return referrals.ReferralAnswers(
            people=family.people,
            address=family.address,
            postcode=family.postcode,
            happening=family.words(worry.happening),
            going_well=family.words(worry.going_well),
            child_words=family.words(worry.child_words),
            help_wanted=family.words(worry.help_wanted),
            involved=(as_a_professional(sender),) if sender.staff.organisation.kind != "council" else (),
            told=told,
        )

    def _decide(self, case: Case, family: InventedFamily) -> None:
        """What the hub decides. Most are allocated, some after the meeting, some after a question, some never."""
        hub = self.chance.choice(self.people.hub)
        (decision,) = self.chance.choices(list(DECISIONS), list(DECISIONS.values()))
        more: dict[str, Any] = {
            Decision.SINGLE_SERVICE: {"service": next(one.code for one in notice.policy().services if one.by_itself)},
            Decision.ASK: {"words": "Which school does the eldest go to, and who is the best person to ring there?"},
        }.get(decision, {})
        self._record(case, decision, hub, **more)
        if decision in (Decision.ALLOCATE, Decision.MEETING):
            self.diary.later(1 if decision == Decision.ALLOCATE else 6, lambda: self._allocate(case, family, hub))
        elif decision == Decision.ASK:
            self.diary.later(4, lambda: self._answer(case, family))
        elif decision == Decision.STEP_UP:
            self.diary.later(0.1, lambda: self._step_up(case, hub))

    def _record(self, case: Case, decision: Decision, hub: User, **more: Any) -> None:
        with looking(hub):
            case = Case.objects.get(pk=case.pk)
            more |= self._level(case) if levels.levels() else {}
            triage.decide(
                case,
                decision=decision,
                because=DECISIONS_BECAUSE[decision],
                outside_because="An elder brother comes along.",
                by=hub,
                **more,
            )

    def _step_up(self, case: Case, hub: User) -> None:
        """Social care has been told; once that is recorded the case closes."""
        with looking(hub):
            told = sharing.step_up(case, by=hub)
        if told:
            self._record(case, Decision.STEP_UP, hub)

    def _level(self, case: Case) -> dict[str, str]:
        """How much need the hub sees: mostly below social care, and now and then above it."""
        there = levels.levels()
        (level,) = self.chance.choices(there, [1 if one.above_threshold else 10 for one in there])
        why = "Social care has looked at it, and asks us to go on." if level.above_threshold else ""
        return {"level": level.code, "level_because": why}

    def _answer(self, case: Case, family: InventedFamily) -> None:
        sender = case.sent_by
        with looking(sender):
            messages.answer(
                case,
                text="The school is the one named in the referral. Ask for the pastoral lead.",
                by=sender,
                key=uuid7(),
            )
        self.diary.later(2, lambda: self._decide(case, family))

    def _allocate(self, case: Case, family: InventedFamily, hub: User) -> None:
        """To a team and its lead practitioner; where the notice waits for consent, so does it."""
        team = self.chance.choice(self.people.teams)
        worker, service = (
            self.chance.choice(team.workers),
            self.chance.choice([one for one in notice.policy().services if one.opens_records]),
        )
        with looking(hub):
            case = Case.objects.get(pk=case.pk)
            if case.stage == Stage.AWAITING_CONSENT and not case.work_basis:
                return
            if next(self.allocated) % NOT_REACHED:
                agree(case, hub)
            allocation.allocate(
                case,
                team=team.team,
                worker=worker.staff,
                by=hub,
                because="Near the family, and has room for one more.",
                service=service.code,
                outside_because="The whole family takes part, whatever their ages.",
            )
        self.diary.later(5, lambda: self._visit(case, family, team, worker, 0))
        self.diary.later(20, lambda: self._assess(case, family, team, worker))

    def _visit(self, case: Case, family: InventedFamily, team: AtWork, worker: User, number: int) -> None:
        with looking(worker):
            if not self._goes_on(case):
                return
            notes.add(
                case,
                kind=("visit", "call", "meeting")[number],
                happened_on=clock.today(),
                text=family.words(family.worry.notes[number]),
                people=children_seen(case) if number != 1 else [],
                event=notes.Event(needs_met="An interpreter was there." if needs.needs_of(case) else ""),
                significant=number == 2 and self.chance.random() < 0.5,
                by=worker,
                key=uuid7(),
            )
        if number + 1 < len(family.worry.notes):
            self.diary.later(25, lambda: self._visit(case, family, team, worker, number + 1))
        if number == 0:
            self.diary.later(8, lambda: self._share(case, worker))
            self.diary.later(15, lambda: self._sometimes(case, family, worker))
            if self.chance.random() < AGAIN:
                self.diary.later(30, lambda: self._again(case, family))

    def _sometimes(self, case: Case, family: InventedFamily, worker: User) -> None:
        with looking(worker):
            if self._goes_on(case):
                sometimes.happen(case, family, self.chance, by=worker)

    def _again(self, case: Case, family: InventedFamily) -> None:
        """Somebody else refers a family with whom somebody works already: the hub joins it to their case."""
        sender = self.chance.choice(self.people.senders)
        with looking(sender):
            referred = referrals.send(self._answers(family, sender), by=sender, key=uuid7())
        self.diary.later(2, lambda: self._join(referred, case, family))

    def _join(self, referred: Case, case: Case, family: InventedFamily) -> None:
        hub = self.chance.choice(self.people.hub)
        with looking(hub):
            referred = Case.objects.get(pk=referred.pk)
            try:
                triage.decide(
                    referred,
                    decision=Decision.ATTACH,
                    because="Somebody works with the family already.",
                    other_reference=case.reference,
                    by=hub,
                )
            except Refused:  # their case was closed meanwhile: it is a new beginning
                self.diary.later(1, lambda: self._decide(referred, family))

    def _away(self, team: AtWork) -> None:
        """One of the team is away for a fortnight, and another stands in; two months later somebody else is."""
        absent, covering = self.chance.sample(team.workers, 2)
        with looking(team.manager):
            if Case.objects.filter(
                allocations__worker=absent.staff, allocations__until=None, stage=Stage.OPEN
            ).exists():
                cover.arrange(
                    absent=absent.staff,
                    covering=covering.staff,
                    until=clock.today() + timedelta(days=14),
                    because="On leave.",
                    by=team.manager,
                )
        self.diary.later(AWAY, lambda: self._away(team))

    def _assess(self, case: Case, family: InventedFamily, team: AtWork, worker: User) -> None:
        worry = family.worry
        words = {
            "strengths": worry.going_well,
            "child": worry.child_words,
            "family": "They want this to be easier, and are glad that somebody came.",
            "conclusion": worry.help_wanted,
        }
        with looking(worker):
            if not self._goes_on(case):
                return
            assessment = assessments.start(case, by=worker)
            rows = list(assessment.sections.select_related("assessment", "case"))
            finished = self.chance.random() < 0.85
            for row in rows if finished else rows[:4]:
                part = notice.policy().assessment_section(row.code).part
                text = family.words(words.get(part, worry.happening))
                why = why_it_matters(row.code)
                assessments.keep_section(row, text=text, complete=True, seen=None, by=worker, because=why)
            if finished:
                assessments.hand_in(assessment, by=worker)
        if finished:
            self.diary.later(3, lambda: self._sign(assessment, team))
            self.diary.later(6, lambda: self._plan(case, family, worker))

    def _sign(self, assessment: assessments.Assessment, team: AtWork) -> None:
        with looking(team.manager):
            assessments.sign(assessment, words="Clear, and the child can be heard.", by=team.manager)

    def _plan(self, case: Case, family: InventedFamily, worker: User) -> None:
        worry, soon = family.worry, clock.today() + timedelta(days=21)
        with looking(worker):
            if not self._goes_on(case):
                return
            outcome = plans.add_outcome(
                case,
                need=family.words(worry.happening),
                hoped_for=family.words(worry.hoped_for),
                by=worker,
                key=uuid7(),
                target_on=clock.today() + timedelta(days=90),
            )
            for n, what in enumerate(worry.actions):
                plans.add_action(
                    case,
                    what=family.words(what),
                    due_on=soon,
                    by=worker,
                    key=uuid7(),
                    outcome=outcome,
                    owner=worker.staff if n == 0 else None,
                    owner_words="" if n == 0 else family.people[-1].full_name.split()[0],
                )
        self.diary.later(45, lambda: self._review(case, worker))
        self.diary.later(30, lambda: self._share(case, worker))

    def _review(self, case: Case, worker: User) -> None:
        """The actions are done; half of the families go on, the others are ready to close."""
        done = self.chance.random() < 0.7
        with looking(worker):
            if not self._goes_on(case):
                return
            for action in case.actions.filter(done=None).select_related("case"):
                plans.end_action(action, done=True, because="", by=worker)
            reviews.hold(
                case,
                on=clock.today(),
                progress="Most of what was agreed is done, and the family says so.",
                family_view="It is easier now.",
                decided="close" if done else "continue",
                by=worker,
            )
            if done:
                for outcome in case.plan_outcomes.filter(ended_on=None).select_related("case"):
                    plans.end_outcome(
                        outcome, reached=True, because="The family and the school both see it.", by=worker
                    )
        if done:
            self.diary.later(10, lambda: self._close(case, worker))

    def _close(self, case: Case, worker: User) -> None:
        with looking(worker):
            if self._goes_on(case) and not closure.what_blocks(case):
                closure.close(
                    case, on=clock.today(), outcome=Outcome.NEEDS_MET, because="What was agreed is done.", by=worker
                )

    def _share(self, case: Case, worker: User) -> None:
        """A partner hears what it needs, under whatever the notice in force allows it."""
        with looking(worker):
            if self._goes_on(case):
                sharing.exchange(case, self.people.partners, self.chance, by=worker)


def as_a_professional(sender: User) -> referrals.Involved:
    """Whoever sends a referral, as the page fills them in."""
    staff = sender.staff
    return referrals.Involved(sender.name, staff.job_title, staff.organisation.name, staff.phone, "yes")
