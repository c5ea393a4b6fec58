"""What a referrer types on the pages of a referral, and walking them with the test client."""

import re

from django.urls import reverse

from access.models import Draft

PEOPLE = {
    "child_name": "Tamsin Invented",
    "child_born_day": "29",
    "child_born_month": "2",
    "child_born_year": "2016",
    "carer_name": "Rory Invented",
    "address": "1 Invented Street",
    "postcode": " zz1  1zz ",
}
TOLD = {"told_told": "yes", "told_how": "talked"}
STORY = {"happening": "Mornings are hard."}
HELP = {"help_wanted": "Somebody to talk to."}
WHOLE = {"people": PEOPLE, "match": {}, "told": TOLD, "story": STORY, "help": HELP}


def start(client) -> str:
    """Start a draft; its address, with a slash at the end."""
    page = client.get(reverse("cases:new_referral")).content.decode()
    once = re.search(r'name="once" value="([0-9a-f-]+)"', page)[1]
    first = client.post(reverse("cases:new_referral"), {"once": once}).url
    return first.rsplit("/", 1)[0] + "/"


def save(client, draft, page, typed):
    """Fill a page in as it stands, with its stamp, and save it."""
    html = client.get(draft + page).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(stamp|number)" value="([^"]*)">', html))
    return client.post(draft + page, typed | hidden)


def fill(client, draft, **instead):
    """Every page up to the check."""
    for page, typed in (WHOLE | instead).items():
        answer = save(client, draft, page, typed)
        assert answer.status_code == 302, (page, answer.content.decode())


def send(client, draft):
    """Open the check page and send what it shows."""
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(draft + "check").content.decode())
    return client.post(draft + "check", {"seen": seen[1]} if seen else {})


def open_drafts():
    return Draft.objects.filter(kind="referral")
