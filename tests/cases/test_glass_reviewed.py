"""After the glass was broken: who hears of it at once, and who looks at it until it is no longer red."""

from html import unescape

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import outbox
from access.errors import Refused
from access.models import AccessEvent, Notification
from access.records import acting
from cases.models import BreakGlass
from cases.operations import openings
from tests.cases.glass import open_it
from tests.conftest import as_, as_robot, become
from tests.factories import TeamFactory, somebody
from tests.factories.retention import days_pass
from tests.factories.states import GLASS, broken, keep_out, shut


def test_the_officer_hears_of_it_at_once_without_any_worker(
    case, stranger, officer, settings, django_capture_on_commit_callbacks
):
    """Goal A9: within a minute, whatever else is broken: by the web process itself, news and an e-mail that says nothing."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        open_it(case, stranger)
    (letter,) = mail.outbox
    said = letter.subject + letter.body
    assert letter.to == [officer.email] and case.reference not in said and stranger.name not in said
    with as_(officer):
        assert [one.kind for one in Notification.objects.all()] == ["glass.broken"]
    with as_robot():
        outbox.work_off()  # a worker that is up sends it too, with the same Message-ID: a mail server keeps one
    assert {one.extra_headers["Message-ID"] for one in mail.outbox} == {letter.extra_headers["Message-ID"]}


def test_it_is_red_until_somebody_outside_the_line_has_looked_at_it(case, stranger, officer, signed_in):
    glass = open_it(case, stranger)
    page = signed_in(officer).get(reverse("cases:glass_list")).content.decode()
    assert case.reference in page and "Not looked at" in page and "govuk-tag--red" in page
    assert "opening by break-glass to look at" in signed_in(officer).get("/").content.decode()
    days_pass(8)
    assert "Overdue" in signed_in(officer).get(reverse("cases:glass_list")).content.decode()
    answer = signed_in(officer).post(
        reverse("cases:review_glass", args=[glass.pk]), {"finding": "right", "because": "The school confirms it."}
    )
    assert answer.status_code == 302
    assert "govuk-tag--red" not in signed_in(officer).get(reverse("cases:glass_list")).content.decode()


def test_what_was_looked_at_stands_and_other_words_are_kept_beside_it(case, stranger, officer, signed_in):
    """From another tab, or after a colleague. Seen to fail: “Page not found”, and the words were gone."""
    client, page = signed_in(officer), reverse("cases:review_glass", args=[open_it(case, stranger).pk])
    for _ in range(2):
        assert client.post(page, {"finding": "right", "because": "The school confirms it."}).status_code == 302
    again = client.post(page, {"finding": "wrong", "because": "He was at home."})
    html = unescape(again.content.decode())
    assert again.status_code == 422 and "has looked at it already" in html and "He was at home." in html
    back = client.get(page, follow=True)
    assert back.redirect_chain == [(reverse("cases:glass_list"), 302)]
    assert "It is recorded already" in back.content.decode()


def test_a_seal_ends_no_review(case, stranger, officer, signed_in):
    """Opened, and sealed because of it: the officer still hears who and when, and reviews it. Seen to fail: the row was gone."""
    glass = open_it(case, stranger)
    shut(case, level="sealed")
    client, url = signed_in(officer), reverse("cases:review_glass", args=[glass.pk])
    for page in (reverse("cases:glass_list"), url):
        html = client.get(page).content.decode()
        assert "A record that is sealed now" in html and stranger.name in html
        assert case.reference not in html and GLASS not in html
    seen = AccessEvent.objects.filter(route="cases:review_glass", user_key=officer.pk)
    assert [(one.case_key, one.fields) for one in seen] == [(None, [])], "noted, and not of which case"
    assert "colleague who opened what is sealed now" in client.get("/").content.decode()
    assert client.post(url, {"finding": "wrong", "because": "It was their own brother’s."}).status_code == 302
    glass.refresh_from_db()
    assert (glass.finding, glass.reviewed_by, glass.history.first().history_user) == ("wrong", officer, officer)
    assert "sealed now" not in client.get(reverse("cases:glass_list")).content.decode()
    assert client.get(url).status_code == 404


def test_of_a_sealed_record_nobody_else_hears_or_reviews_an_opening(case, stranger, officer, signed_in):
    """Not the opener, nor one of their team, nor an officer who is kept out of it, nor anybody without the role."""
    glass = open_it(case, stranger)
    kept_out = somebody("dpo")
    keep_out(case, kept_out)
    of_the_team = somebody("dpo", team=stranger.memberships.get().group.team)
    shut(case, level="sealed")
    url = reverse("cases:review_glass", args=[glass.pk])
    for user in (stranger, kept_out, of_the_team, somebody("hub"), somebody("records_manager")):
        assert signed_in(user).get(url).status_code in (403, 404)
        assert signed_in(user).post(url, {"finding": "right", "because": "It was right."}).status_code in (403, 404)
    assert "sealed now" not in signed_in(kept_out).get(reverse("cases:glass_list")).content.decode()
    for user in (kept_out, stranger, somebody("hub")):
        with as_(user), acting(user, "by hand"), connection.cursor() as cursor:
            cursor.execute("SELECT earlyhelp_review_hidden_glass(%s, 'right', 'x')", [glass.pk])
    become("owner")
    glass.refresh_from_db()
    assert glass.reviewed_at is None


def test_whoever_opened_it_or_is_of_their_team_does_not_review_it(case, officer):
    team = TeamFactory()
    opener, colleague = somebody("practitioner", "dpo", team=team), somebody("dpo", team=team)
    glass = broken(case, opener)
    for by in (opener, colleague):
        with as_(by), pytest.raises((Refused, BreakGlass.DoesNotExist)):
            openings.review(glass, finding="right", because="All right.", by=by)
        with (
            as_(by),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            acting(by, "by hand"),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE cases_breakglass SET finding = 'right', reviewed_by_id = %s, reviewed_at = app_now() WHERE id = %s",
                [by.pk, glass.pk],
            )
            if cursor.rowcount == 0:
                raise DatabaseError("no row to change")
