"""Make the invented council: its staff, its readings and its families, by the operations that staff use."""

import secrets
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db import transaction

from access import clock, duty, notice, terms
from access.identity import looking
from access.models import Membership, Organisation, Staff, Team, User
from access.operations import duty as duties
from access.records import uuid7
from cases.models import Case
from cases.models.case import Outcome
from cases.models.families import Part, Tie
from cases.models.triage import Decision
from cases.operations import (
    allocation,
    asking,
    assessments,
    chronology,
    closure,
    levels,
    notes,
    people,
    plans,
    referrals,
    tasks,
    triage,
)
from cases.stages import Stage
from earlyhelp.demo import names, sharing
from earlyhelp.demo.concerns import raise_concerns
from earlyhelp.demo.council import answer, set_something
from earlyhelp.demo.documents import hand_in
from earlyhelp.demo.extracts import specify_extracts
from earlyhelp.demo.happenings import agree, children_seen, judge_need, receive_services, take_a_call_without_a_name
from earlyhelp.demo.people import ADMINISTRATOR, COLLEAGUES, HUB, JOINER, NORTH, PARTNERS, PEOPLE, TEAMS, Invented
from earlyhelp.demo.quality import draw_samples
from earlyhelp.demo.states import keep_apart
from earlyhelp.demo.stories import STORIES, Story, why_it_matters
from earlyhelp.demo.year import AtWork, People, Year, as_a_professional
from sharing.operations.disclosures import Words

BECAUSE = "the invented council"
SEED, FAMILIES = 7, 295  # with the five whose stories are written out, three hundred
ORDER = [Stage.RECEIVED, Stage.OPEN, Stage.CLOSED]


class InventedCouncil:
    """The demo's council while it is being made. Each step is a transaction in which one of its people is looking."""

    def __init__(self, sign_ins: Path) -> None:
        self.sign_ins = sign_ins
        self.users: dict[str, User] = {}
        self.lines: list[str] = []
        self.colleagues: list[tuple[str, str, User]] = []
        self.teams: dict[str, Team] = {}

    def make(self, scale: int = 1) -> None:
        """Everything: staff and partners, the council's readings, a year of work with `scale` times three hundred families.

        The five whose stories are written out come last, today, and a call from somebody who gave no name; with a scale of 0
        they are alone.
        """
        year = Year(SEED, FAMILIES * scale)  # business time begins a year ago
        self._staff()
        answer(self.users)
        with looking(self.users["user_administrator"]):
            people = self._at_work()
        for one in duty.texts():
            year.diary.on(one.dated, self._accept_their_duty)
        year.live(people, self._say)
        told = [(story, self._tell(story)) for story in STORIES]
        take_a_call_without_a_name(self.users["hub"])
        raise_concerns(self.users["practitioner"], self.users["dpo"])
        self._keep_apart(next(case for story, case in told if story.reaches == Stage.OPEN))
        specify_extracts(self.users["dpo"], self.users["records_manager_2"])
        draw_samples(self.users["dpo"])
        set_something(self.users)
        self._let_somebody_join()
        self.sign_ins.write_text("".join(f"{line}\n" for line in self.lines))
        self.sign_ins.chmod(0o600)

    def _say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    # --- people ---------------------------------------------------------------------------------------------------------

    def _staff(self) -> None:
        admin = User.objects.get(email=ADMINISTRATOR.email)
        self._sign_in(ADMINISTRATOR, admin)
        with looking(admin):
            council = Organisation.objects.get(kind="council")
            places = {council.name: council} | {partner.name: partner for partner in self._partners(admin)}
            teams = {name: self._team(name, council, admin) for name in (HUB, *TEAMS)}
            for person in PEOPLE:
                self._add(person, places.get(person.organisation, council), teams.get(person.team), admin)
            self._colleagues(council, list(places.values())[1:], teams, admin)
        self.teams = teams

    def _accept_their_duty(self) -> None:
        """Everybody for themselves, on the day of the text."""
        for user in list(self.users.values()):
            with looking(user):
                duties.accept([one.digest for one in duty.texts()], by=user)

    def _let_somebody_join(self) -> None:
        """The last one to come, who has not accepted the duty yet, where the notice states one."""
        if duty.texts():
            admin = self.users["user_administrator"]
            with looking(admin):
                council = Organisation.objects.get(kind="council")
                self._add(JOINER, council, self.teams[JOINER.team], admin)

    def _partners(self, admin: User) -> list[Organisation]:
        policy = notice.policy()
        known = [one.code for one in policy.recipients] + [one.code for one in policy.outside_recipients]
        chance = Random(SEED)  # noqa: S311 - invented names, the same each time
        kinds = {partner.name: [kind for kind in partner.kinds if kind in known] for partner in PARTNERS}
        return [
            Organisation(
                name=name,
                kind=found[0],
                terms=terms.in_force().since,
                terms_accepted_by=f"{names.given(chance, chance.choice('FM'))} {names.surname(chance)}",
                terms_accepted_as="Manager",
                terms_accepted_on=clock.today(),
            ).write(by=admin, because=BECAUSE)
            for name, found in kinds.items()
            if found  # a notice that knows no such partner has none
        ]

    def _team(self, name: str, council: Organisation, admin: User) -> Team:
        group = Group.objects.create(name=name)
        return Team(group=group, organisation=council, name=name, is_hub=name == HUB).write(by=admin, because=BECAUSE)

    def _add(
        self,
        person: Invented,
        organisation: Organisation,
        team: Team | None,
        admin: User,
        *,
        signs_in: bool = True,
    ) -> None:
        user = User.objects.create_user(person.email, None, name=person.name)
        Staff(
            user=user,
            organisation=organisation,
            job_title=person.job_title,
            phone=f"01632 960 {200 + len(self.users)}",
            roles=list(person.roles),
            capacity=12 if "practitioner" in person.roles else None,
        ).write(by=admin, because=BECAUSE)
        if team:
            Membership(user=user, group=team.group).write(by=admin, because=BECAUSE)
        self.users[person.role] = user
        if signs_in:
            self._sign_in(person, user)

    def _colleagues(
        self, council: Organisation, partners: list[Organisation], teams: dict[str, Team], admin: User
    ) -> None:
        """The rest of the forty: two more at the hub, senders at schools, and for each team a manager and workers."""
        chance = Random(SEED)  # noqa: S311 - invented names, the same each time
        places = [("hub", HUB, council)] * 2 + [("referrer", "", partners[n]) for n in range(4)]
        places += [("team_manager", name, council) for name in TEAMS[1:]]
        places += [("practitioner", name, council) for name in TEAMS * 2][: COLLEAGUES - len(places)]
        titles = {"hub": "Hub worker", "referrer": "Pastoral lead", "team_manager": "Team manager"}
        for number, (role, team, organisation) in enumerate(places):
            name = f"{names.given(chance, chance.choice('FM'))} {names.surname(chance)}"
            person = Invented(f"colleague_{number + 1}", name, titles.get(role, "Family support worker"), (role,))
            self._add(person, organisation, teams.get(team), admin, signs_in=False)
            self.colleagues.append((role, team, self.users[person.role]))

    def _at_work(self) -> People:
        """Who acts in the invented year: the colleagues, and of those who sign in the practitioners and the senders."""
        told = [*self.colleagues, *((person.roles[0], person.team, self.users[person.role]) for person in PEOPLE)]

        def those(role: str, team: str = "") -> tuple[User, ...]:
            return tuple(user for had, where, user in told if had == role and team in ("", where))

        teams = [
            AtWork(self.teams[name], workers, managers[0])
            for name in TEAMS
            if (workers := those("practitioner", name)) and (managers := those("team_manager", name))
        ]
        partners = list(Organisation.objects.exclude(kind="council").order_by("name"))
        return People(those("referrer"), those("hub"), teams, partners)

    def _sign_in(self, person: Invented, user: User) -> None:
        password, secret = secrets.token_urlsafe(12), generate_totp_secret()
        user.set_password(password)
        user.save(update_fields=["password"])
        TOTP.activate(user, secret)
        self.users[person.role] = user
        self.lines.append("\t".join((person.role, person.email, password, secret)))

    # --- families -----------------------------------------------------------------------------------------------------------

    def _tell(self, story: Story) -> Case:
        case = self._send(story)
        if story.reaches == Stage.RECEIVED:
            self._check(case)
        if ORDER.index(story.reaches) >= ORDER.index(Stage.OPEN):
            self._allocate(case)
            self._write(case, story)
            if story.in_hand:
                self._assess(case, story)
                self._plan(case, story)
                self._to_do(case)
                judge_need(case, self.users["practitioner"])
                receive_services(case, self.users["practitioner"])
        if story.reaches == Stage.CLOSED:
            self._close(case)
        return case

    def _keep_apart(self, case: Case) -> None:
        sender = next(user for role, _, user in self.colleagues if role == "referrer")
        others = [user for role, team, user in self.colleagues if role == "practitioner" and team not in (HUB, NORTH)]
        keep_apart(self.users, sender, others[:3], case)

    def _send(self, story: Story) -> Case:
        referrer = self.users["referrer"]
        consent = bool(notice.policy().intake.ask_consent_before) and story.reaches != Stage.RECEIVED
        with looking(referrer):
            answers = referrals.ReferralAnswers(
                people=(
                    referrals.SomeoneNamed(story.child, Part.CHILD, story.born, nhs_number=_number(story)),
                    referrals.SomeoneNamed(story.carer, Part.CARER, interpreter=story.interpreter),
                ),
                address=story.address,
                postcode=story.postcode,
                happening=story.happening,
                help_wanted=story.help_wanted,
                going_well=story.going_well,
                involved=(as_a_professional(referrer),),
                told={"told_told": "yes", "told_how": "talked", "told_on": None}
                | ({"told_consent": "yes"} if consent else {}),
            )
            return referrals.send(answers, by=referrer, key=uuid7())

    def _allocate(self, case: Case) -> None:
        hub, worker = self.users["hub"], self.users["practitioner"].staff
        with looking(hub):
            team = Team.objects.get(name=NORTH)
            because = "They need more than one thing, and soon."
            level = next((one.code for one in levels.levels() if not one.above_threshold), "")
            agree(case, hub)
            triage.decide(case, decision=Decision.ALLOCATE, because=because, level=level, by=hub)
            allocation.allocate(case, team=team, worker=worker, by=hub, because="Nearest to the family, and has room.")

    def _write(self, case: Case, story: Story) -> None:
        worker, today = self.users["practitioner"], clock.today()
        with looking(worker):
            for text in story.notes:
                seen = children_seen(case)
                notes.add(case, kind="visit", happened_on=today, text=text, by=worker, key=uuid7(), people=seen)
            self._share(case, worker)
            hand_in(case, worker)

    def _assess(self, case: Case, story: Story) -> None:
        """One assessment that the manager has signed off, and a second one in hand."""
        worker, manager = self.users["practitioner"], self.users["team_manager"]
        words = {"strengths": story.going_well or "They eat together every evening.", "conclusion": story.help_wanted}
        with looking(worker):
            first = assessments.start(case, by=worker)
            for row in first.sections.select_related("assessment"):
                text = words.get(notice.policy().assessment_section(row.code).part, story.happening)
                assessments.keep_section(
                    row, text=text, complete=True, seen=None, by=worker, because=why_it_matters(row.code)
                )
            assessments.hand_in(first, by=worker)
        with looking(manager):
            assessments.sign(first, words="Clear, and in the family's own words.", by=manager)
        with looking(worker):
            second = assessments.start(case, by=worker)
            begun = second.sections.select_related("assessment").order_by("pk").first()
            assert begun is not None
            assessments.keep_section(
                begun,
                text=f"{begun.text} They say so themselves now.",
                complete=True,
                seen=None,
                by=worker,
                because=why_it_matters(begun.code),
            )

    def _plan(self, case: Case, story: Story) -> None:
        worker, soon = self.users["practitioner"], clock.today() + timedelta(days=14)
        with looking(worker):
            outcome = plans.add_outcome(
                case, need=story.happening, hoped_for=story.help_wanted, by=worker, key=uuid7(), target_on=None
            )
            for what, owner, words in (
                ("Ask the school how the mornings go", worker.staff, ""),
                ("Write down what helped, each evening", None, "Mum or Dad"),
            ):
                plans.add_action(
                    case,
                    what=what,
                    due_on=soon,
                    by=worker,
                    key=uuid7(),
                    outcome=outcome,
                    owner=owner,
                    owner_words=words,
                )

    def _to_do(self, case: Case) -> None:
        """A task, what stands in the chronology, who is related and involved, and an alert."""
        worker = self.users["practitioner"]
        with looking(worker):
            child, carer = [member.person for member in case.family.members.select_related("person").order_by("pk")][:2]
            people.relate(
                case,
                one=carer,
                other=child,
                tie=Tie.PARENT,
                responsibility="yes",
                responsibility_source="the birth certificate",
                by=worker,
                key=uuid7(),
            )
            nurse = {
                "name": "Nell Fairweather",
                "job": "Health visitor",
                "works_for": "Fernhill Health Visiting",
                "agrees": "yes",
            }
            people.add_professional(case, by=worker, key=uuid7(), answers=nurse)
            later = clock.today() + timedelta(days=90)
            people.warn(case, words="Ring before you come: there is a dog.", review_on=later, by=worker, key=uuid7())
            chronology.from_note(case.notes.order_by("happened_on", "pk")[0], by=worker)
            tasks.add(case, what="Ask the surgery about the cough", due_on=clock.today(), by=worker, key=uuid7())

    def _share(self, case: Case, worker: User) -> None:
        """The school hears what it needs, and one partner what it may hear only if something is so, where the notice has such a one."""
        school = Organisation.objects.get(name=PARTNERS[0].name)
        words = Words(why_needed="So that school and we pull the same way.", described="What helps in the mornings")
        if purposes := sharing.purposes(
            school
        ):  # two notices in force may have nothing in common that a school may hear
            sharing.share(case, school, purposes[0], words, by=worker)
        if found := next(sharing.under_a_condition(), None):
            other = Words(why_needed="They are asked to help with this.", described="What the family told us about it")
            sharing.share(case, *found, other, by=worker)

    def _check(self, case: Case) -> None:
        """The hub asks a partner what it knows, where the notice names a purpose of the front door for that."""
        partners = Organisation.objects.exclude(kind="council").order_by("name")
        found = [(one, code) for one in partners for code in sharing.purposes(one, at_front_door=True)]
        if found:
            with looking(self.users["hub"]):
                sharing.share(case, *found[0], sharing.DOOR_WORDS, by=self.users["hub"])

    def _close(self, case: Case) -> None:
        worker = self.users["practitioner"]
        with looking(worker):
            closure.close(
                case, on=clock.today(), outcome=Outcome.NEEDS_MET, because="What was agreed is done.", by=worker
            )


def _number(story: Story) -> str:
    """The child's NHS number, where the notice lets it be asked."""
    return story.nhs_number if asking.Asking().may_ask("nhs_number", "child") else ""


def already_made() -> bool:
    """Whether this database has an invented council: making one twice would make two."""
    with transaction.atomic():
        return User.objects.filter(email=PEOPLE[0].email).exists()
