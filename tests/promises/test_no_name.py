"""RCC-15: one front door for everybody, those who give no name too."""

import pytest
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.models import Notification
from access.records import uuid7
from cases.models import Case, Member, Message, Referral
from cases.models.families import Part
from cases.operations import allocation, matches, people, referrals, settling, triage
from tests.cases.referral_pages import PEOPLE, STORY, TOLD, fill, save, send, start
from tests.conftest import as_
from tests.factories import AddressFactory, CaseFactory, PersonFactory, TeamFactory, TriageFactory, somebody
from tests.factories.working_day import write
from tests.promises.families import RCC, words_of

NAMELESS = {"channel": "telephone", "informant": "public", "taken_from": "", "gave_no_name": "on"}
LITTLE = {"child_described": "A boy, about six", "postcode": "zz9 9zz"}
NOT_TOLD = {"told_told": "no", "told_why_not": "not_reached"}


def taken_down(signed_in, hub, **instead):
    """The hub takes a call down and sends it. Its case."""
    client = signed_in(hub)
    draft = start(client)
    pages = {"people": LITTLE, "match": {}, "told": NOT_TOLD, "story": STORY, "help": {}} | instead
    for page, typed in ({"origin": NAMELESS} | pages).items():
        answer = save(client, draft, page, typed)
        assert answer.status_code == 302, (page, words_of(answer))
    assert send(client, draft).status_code == 302
    return Referral.objects.get().case


@pytest.fixture
def hub(under):
    under(RCC)
    return somebody("hub", team=TeamFactory(is_hub=True))


@pytest.mark.slow
@pytest.mark.promise("RCC-15")
def test_somebody_who_gives_no_name_stands_in_the_one_queue_with_what_little_is_known(hub, signed_in):
    """Seen to fail with the little pages asking for names as always, and with `whence` empty."""
    case = taken_down(signed_in, hub)
    sent, child = Referral.objects.get(), case.children[0]
    assert (sent.gave_no_name, sent.taken_from, sent.channel, sent.informant) == (True, "", "telephone", "public")
    assert (child.full_name, child.unnamed, len(case.household)) == ("A boy, about six", True, 1)
    queue = words_of(signed_in(hub).get(reverse("cases:queue")))
    assert case.reference in queue and "A member of the public, who gave no name" in queue
    page = words_of(signed_in(hub).get(reverse("cases:decide", args=[case.reference])))
    assert "“A boy, about six”: the name" in page and "a parent or carer" in page  # what is not known
    assert "Nobody can be asked, and nobody hears what you decide." in page
    assert 'value="ask"' not in page and 'name="words"' not in page


@pytest.mark.slow
@pytest.mark.promise("RCC-15")
@pytest.mark.parametrize("decision", ["no_action", "meeting"])
def test_nobody_is_thanked_asked_or_told_where_nobody_gave_a_name(decision, hub, signed_in):
    """Seen to fail without the refusal to ask, without nobody_to_tell in telling.py, and with the acknowledgement sent as always."""
    case = taken_down(signed_in, hub)
    with as_(hub):
        with pytest.raises(Refused, match="gave no name"):
            triage.decide(case, decision="ask", because="x", words="Which school?", by=hub)
        triage.decide(case, decision=decision, because="x", by=hub)
    assert not Message.objects.exists() and not Notification.objects.exists()
    assert "they gave no name" in words_of(signed_in(hub).get(reverse("cases:my_referrals")))
    shown = words_of(signed_in(hub).get(reverse("cases:referral_sent", args=[case.reference])))
    assert "You will hear by" not in shown
    assert "nobody hears what is decided" in shown


@pytest.mark.slow
def test_an_allocation_tells_nobody_either(hub, signed_in):
    case = taken_down(signed_in, hub)
    team = TeamFactory()
    worker = somebody("practitioner", team=team)
    TriageFactory(case=case)
    with as_(hub):
        allocation.allocate(case, team=team, worker=worker.staff, by=hub, because="x")
    assert not Message.objects.exists() and not Notification.objects.filter(user=hub).exists()


@pytest.mark.slow
@pytest.mark.promise("RCC-15")
def test_the_matcher_takes_no_description_for_a_name_until_there_is_one(hub, signed_in):
    """Seen to fail with `AND NOT unnamed` taken out of earlyhelp_write_keys, and with the name asked in possible_matches."""
    twin = PersonFactory(full_name="A boy, about six", born=None)
    AddressFactory(person=twin, postcode="ZZ8 8ZZ")
    other = CaseFactory()
    write(Member(family=other.family, person=twin, part=Part.CHILD, since=clock.today()))
    case = taken_down(signed_in, hub)
    with as_(hub):
        assert settling.possible_matches(case, hub) == []
        found = matches.candidates(matches.Asked(names=("A boy, about six",)), hub)
        assert [one.person_key for one in found] == [twin.pk]
        child = case.children[0]
        people.change(
            case, child, by=hub, because="The school knows him.", answers={"full_name": "Lorcan Ash", "unnamed": False}
        )
        found = matches.candidates(matches.Asked(names=("Lorcan Ash",)), hub)
        assert [one.person_key for one in found] == [child.pk]


@pytest.mark.slow
def test_the_page_of_somebody_unnamed_asks_whether_the_name_is_known_now(hub, signed_in):
    case = taken_down(signed_in, hub)
    page = reverse("cases:change_person", args=[case.reference, case.children[0].pk])
    assert "The name is not known: this describes them" in words_of(signed_in(hub).get(page))


@pytest.mark.slow
@pytest.mark.promise("RCC-15")
def test_every_source_and_every_way_in_stands_in_the_same_queue(hub, signed_in, under):
    """Seen to fail with the queue showing only what came online."""
    from cases.forms.referrals import OriginForm

    policy, form = notice.policy(), OriginForm()
    told = [code for code, _ in form.fields["informant"].choices]
    assert "public" in told and policy.intake.single_point and set(policy.intake.open_to) == {"professional", "public"}
    ways = [code for code, _ in form.fields["channel"].choices if code != "online"]
    sent = []
    with as_(hub):
        for number, informant in enumerate(told):
            origin = referrals.Origin(ways[number % len(ways)], informant, "Somebody, 01632 960 001")
            child = referrals.SomeoneNamed("Tamsin Invented", Part.CHILD)
            told_yes = {"told_told": "yes", "told_how": "talked", "told_on": None}
            answers = referrals.ReferralAnswers((child,), "1 Street", "", "x", "y", origin=origin, told=told_yes)
            sent.append(referrals.send(answers, by=hub, key=uuid7()).reference)
    professional = signed_in(somebody("referrer"))
    draft = start(professional)
    fill(professional, draft)
    send(professional, draft)
    queue = words_of(signed_in(hub).get(reverse("cases:queue")))
    assert all(reference in queue for reference in (*sent, Case.objects.order_by("-received_at").first().reference))
    assert len(sent) + 1 == Case.objects.count()


def test_a_name_and_no_name_are_not_both_and_a_call_needs_one_of_them(hub, signed_in):
    client = signed_in(hub)
    draft = start(client)
    both = save(client, draft, "origin", NAMELESS | {"taken_from": "Grandmother"})
    assert "not both" in words_of(both)
    neither = {key: value for key, value in NAMELESS.items() if key != "gave_no_name"}
    assert "say that they gave no name" in words_of(save(client, draft, "origin", neither))


def test_where_the_caller_is_known_the_pages_ask_as_always(hub, signed_in):
    client = signed_in(hub)
    draft = start(client)
    named = {key: value for key, value in NAMELESS.items() if key != "gave_no_name"} | {"taken_from": "Grandmother"}
    assert save(client, draft, "origin", named).status_code == 302
    refused = words_of(save(client, draft, "people", LITTLE))
    assert "Enter the child’s name" in refused and "Enter the parent or carer’s name" in refused
    assert save(client, draft, "people", PEOPLE).status_code == 302


@pytest.mark.slow
def test_a_nameless_call_needs_a_name_or_a_description(hub, signed_in):
    client = signed_in(hub)
    draft = start(client)
    save(client, draft, "origin", NAMELESS)
    assert "Enter the name, or describe them below" in words_of(save(client, draft, "people", {"postcode": "ZZ1"}))


def test_only_the_hub_takes_down_for_somebody_without_a_name(under):
    under(RCC)
    TeamFactory(is_hub=True)
    sender = somebody("referrer")
    child = referrals.SomeoneNamed("A girl", Part.CHILD, unnamed=True)
    answers = referrals.ReferralAnswers(
        (child,), "", "", "x", "", origin=referrals.Origin(gave_no_name=True), told=TOLD
    )
    with as_(sender), pytest.raises(Refused, match=f"Only the {notice.policy().label('hub')}"):
        referrals.send(answers, by=sender, key=uuid7())
