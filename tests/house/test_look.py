"""The look: components, forms that print themselves, dates and words, and what every template and static file keeps to."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.urls import get_resolver
from django.utils.safestring import mark_safe

from earlyhelp.govuk import DateField, govuk, govuk_field, words

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
READABLE = 4.5  # WCAG 1.4.3


class Everything(forms.Form):
    """One field of each kind."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label="Full name", max_length=60, help_text="One is enough")
    rooms = forms.IntegerField(label="Rooms")
    born = DateField(label="Date of birth")
    told = DateField(label="When were they told?", required=False)
    kind = forms.ChoiceField(label="What was it?", choices=[("v", "Visit"), ("c", "Call")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[("p", "Parenting"), ("h", "Housing")], widget=forms.CheckboxSelectMultiple
    )
    team = forms.ChoiceField(label="Team", choices=[("", "Choose"), ("North", [("n1", "First"), ("n2", "Second")])])
    story = forms.CharField(label="Story", widget=forms.Textarea, max_length=2_000)
    address = forms.CharField(label="Address", widget=forms.Textarea, max_length=300)
    email = forms.EmailField(
        label="Email", widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "x"})
    )
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    paper = forms.FileField(label="Document", required=False)
    sure = forms.BooleanField(label="The family knows")

    def clean(self):
        if self.data.get("closed"):
            raise ValidationError("The case is closed")
        return super().clean()


ANSWERS = {
    "name": "<b>Asha</b>",
    "rooms": "three",
    "born_day": "31",
    "born_month": "2",
    "born_year": "2016",
    "kind": "c",
    "needs": ["h"],
    "team": "n2",
    "story": "Words & words",
    "password": "secret words",
    "sure": "on",
}


def printed(source: str, **context) -> str:
    return Template(source).render(Context(context))


def elements(html: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}\b[^>]*>", html)


# --- components -----------------------------------------------------------------------------------------------------------


def test_what_people_typed_never_becomes_markup():
    assert "<i>" not in govuk("button", text="<i>")
    assert "<i>" not in govuk("inset-text", html="<i>")
    assert "<i>" not in govuk("summary-list", rows=[{"key": {"text": "a"}, "value": {"html": "<i>"}}])
    assert "<i>" in govuk("inset-text", html=mark_safe("<i>our own</i>"))


def test_an_option_of_an_option_can_be_given_in_a_template():
    html = printed('{% govuk "input" params label__text="Postcode" id="p" %}', params={"name": "postcode"})
    assert 'name="postcode"' in html
    assert "Postcode" in html


def test_a_table_cell_names_its_column_and_a_link_says_where_it_leads():
    row = ["EH-1", {"text": "Decide", "href": "/x", "hidden": "on <EH-1>"}]
    html = printed("{% table caption='Waiting' head=head rows=rows %}", head=["Case", "Next"], rows=[row])
    assert '<th scope="row"' in html
    assert 'data-label="Next"' in html
    assert (
        '<a class="govuk-link" href="/x">Decide<span class="govuk-visually-hidden"> on &lt;EH-1&gt;</span></a>' in html
    )


def test_paging_shows_only_the_ways_that_there_are():
    assert printed("{% pages %}") == ""
    assert "Next" not in printed("{% pages earlier='?a' %}")
    assert 'href="?b"' in printed("{% pages later='?b' %}")


def test_links_above_the_page_stand_in_a_landmark_and_nothing_stands_in_none():
    assert printed("{% landmark 'Where' %}{% endlandmark %}") == ""
    assert printed("{% landmark 'Where' %}<a>b</a>{% endlandmark %}") == '<nav aria-label="Where"><a>b</a></nav>'


# --- forms ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("name", 'class="govuk-input"'),
        ("rooms", 'inputmode="numeric"'),
        ("born", "govuk-date-input"),
        ("kind", "govuk-radios"),
        ("needs", "govuk-checkboxes"),
        ("team", "govuk-select"),
        ("story", "govuk-character-count"),
        ("address", "govuk-textarea"),
        ("email", 'type="email"'),
        ("password", "govuk-password-input"),
        ("paper", "govuk-file-upload"),
        ("sure", "govuk-checkboxes"),
        ("once", 'type="hidden"'),
    ],
)
def test_each_kind_of_field_prints_itself_as_its_component(name, mark):
    assert mark in Everything()[name].as_field_group()


def test_a_hidden_field_shows_nothing():
    assert "<label" not in Everything()["once"].as_field_group()


def test_a_widget_without_a_component_is_a_loud_mistake():
    class Odd(forms.Form):
        odd = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)

    with pytest.raises(TypeError, match="add a row to COMPONENTS"):
        govuk_field(Odd()["odd"])


def test_what_was_typed_survives_a_mistake_and_a_password_does_not():
    html = str(Everything(ANSWERS))
    for kept in ('value="&lt;b&gt;Asha&lt;/b&gt;"', 'value="three"', 'value="31"', "Words &amp; words"):
        assert kept in html
    for ticked in ('value="c" checked', 'value="h" checked', 'value="n2" selected'):
        assert ticked in html
    assert "secret words" not in html


def test_the_summary_and_the_field_say_the_same_and_the_link_leads_to_the_first_box():
    form = Everything({"told_day": "1"})
    summary, page = printed("{% error_summary form %}", form=form), str(form)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    assert {"id_born", "id_kind", "id_needs", "id_sure", "id_told"} <= {target for target, _ in links}
    for target, sentence in links:
        if target != "main":
            tags = [tag for tag in re.findall(r"<[^>]+>", page) if f'id="{target}"' in tag]
            assert [tag.split()[0] for tag in tags] in (["<input"], ["<select"], ["<textarea"]), target
            assert page.count(sentence) >= 1


def test_mistakes_that_belong_to_no_field_are_in_the_summary_too():
    summary = printed("{% error_summary form %}", form=Everything(ANSWERS | {"closed": "1", "once": "not a key"}))
    assert "The case is closed" in summary
    assert "This page was changed on its way here" in summary
    assert printed("{% error_summary form %}", form=Everything()) == ""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("name", "Enter full name"),
        ("kind", "Answer “What was it?”"),
        ("team", "Choose team"),
        ("sure", "Tick “The family knows”"),
    ],
)
def test_an_empty_answer_says_what_to_do(name, sentence):
    assert f"</span> {sentence}" in Everything({})[name].as_field_group()


def test_browsers_are_not_to_remember_other_peoples_data():
    form = Everything()
    assert 'autocomplete="off"' in form["name"].as_field_group()
    assert form["born"].as_field_group().count('autocomplete="off"') == 3
    assert 'autocomplete="email"' in form["email"].as_field_group()
    assert 'autocomplete="current-password"' in form["password"].as_field_group()


def test_nothing_cuts_a_pasted_text_short_and_no_placeholder_stands_for_a_label():
    html = str(Everything())
    assert " maxlength=" not in html
    assert "placeholder" not in html


# --- dates and words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["", "", ""], "Enter the date"),
        (["27", "", ""], "The date must include a month and a year"),
        (["", "3", "2026"], "The date must include a day"),
        (["27", "March", "2026"], "as numbers"),
        (["²7", "3", "2026"], "as numbers"),
        (["-1", "3", "2026"], "as numbers"),
        (["27", "3", "26"], "The year must have four numbers"),
        (["27", "13", "2026"], "The month must be between 1 and 12"),
        (["0", "3", "2026"], "The day must be between 1 and 31"),
        (["32", "3", "2026"], "The day must be between 1 and 31"),
        (["31", "2", "2026"], "There is no 31 February 2026"),
        (["29", "2", "2100"], "There is no 29 February 2100"),
        (["1", "1", "0000"], "The year must be between"),
    ],
)
def test_each_mistake_in_a_date_has_its_sentence(typed, sentence):
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        DateField().clean(typed)


def test_a_real_date_is_a_date_and_an_empty_one_may_be_left_out():
    assert DateField().clean([" 29", "02", "2024 "]) == date(2024, 2, 29)
    assert DateField(required=False).clean(["", "", ""]) is None
    with pytest.raises(ValidationError):
        DateField(required=False).clean(["1", "", ""])


@pytest.mark.parametrize(
    ("filtered", "said"),
    [
        ("{{ d|day }}", "22 November 2026"),
        ("{{ none|day }}", "not recorded"),
        ("{{ late|day }}", "1 July 2026"),
        ("{{ late|time_of_day }}", "12:30am"),
        ("{{ noon|time_of_day }}", "2:30pm"),
        ("{{ noon|moment }}", "22 November 2026 at 2:30pm"),
        ("{{ none|not_recorded }}", "not recorded"),
        ("{{ zero|not_recorded }}", "0"),
    ],
)
def test_dates_times_and_blanks_in_words(filtered, said):
    moments = {
        "noon": datetime(2026, 11, 22, 14, 30, tzinfo=UTC),
        "late": datetime(2026, 6, 30, 23, 30, tzinfo=UTC),  # half past midnight of the next day, in summer
    }
    assert printed(filtered, d=date(2026, 11, 22), none=None, zero=0, **moments) == said


@pytest.mark.parametrize(
    ("years", "said"), [(None, "age not known"), (0, "under 1 year"), (1, "1 year"), (12, "12 years")]
)
def test_ages_in_words(years, said):
    assert words.age(years) == said


# --- pages ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_database_and_no_context(name):
    html = get_template(name).render()
    assert len(elements(html, "h1")) == 1
    assert html.count("<main") == 1
    assert settings.DUTY_PHONE in html or name not in ("500.html", "503.html")


def test_the_title_says_when_something_is_wrong():
    fine, wrong = (
        render_to_string("govuk/operation.html", {"form": form, "heading": "Add a note", "service_name": "Early Help"})
        for form in (Everything(), Everything({}))
    )
    assert "<title>Add a note – Early Help</title>" in fine
    assert "<title>Error: Add a note – Early Help</title>" in wrong


def test_the_frame_shows_where_one_is_and_who_one_is():
    links = [{"text": "Today", "href": "/", "active": True}, {"text": "Cases", "href": "/cases/", "active": False}]
    html = render_to_string("base.html", {"navigation": links, "signed_in": "Rowan <Castellane>"})
    assert html.count('aria-current="page"') == 1
    assert "Rowan &lt;Castellane&gt;" in html
    assert 'method="post" action="/account/logout/"' in html


def test_the_family_banner_leaves_nothing_blank_and_shows_a_stranger_no_family():
    banner = {
        "reference": "EH-1",
        "status": "Open",
        "children": [{"name": "Asha KHAN", "born": None}],
        "alerts": list("abcd"),
    }
    html = render_to_string("govuk/banner.html", {"banner": banner, "called": {"Lead_practitioner": "Lead worker"}})
    assert "date of birth not recorded" in html
    assert "4 alerts in all" in html
    assert re.search(r"Lead worker</dt><dd>not recorded", html)
    across = render_to_string("govuk/banner.html", {"banner": {"reference": "EH-1", "status": "Open", "children": []}})
    assert "Lead worker" not in across


def test_a_list_without_rows_says_why_and_what_next():
    context = {
        "heading": "Queue",
        "empty": "The queue is clear.",
        "next_step": {"text": "Log a referral", "href": "/new"},
    }
    html = render_to_string("govuk/list.html", context)
    assert "The queue is clear." in html
    assert 'href="/new"' in html
    assert not elements(html, "table")


def test_a_check_page_shows_what_is_not_recorded_and_carries_the_one_time_key():
    rows = [{"key": "Told", "value": "", "change": "/told"}, {"key": "Basis", "value": "Public task"}]
    html = render_to_string("govuk/check.html", {"heading": "Check", "rows": rows, "form": Everything()})
    assert "not recorded" in html
    assert html.count("Change<span") == 1
    assert 'name="once"' in html


OF_FUNCTIONS = {"socialaccount/login.html"}  # of the two addresses of the council's own sign-in


def signing_in_templates() -> set[str]:
    """The template of every page of signing in that the service has."""
    inside = next(part for part in get_resolver().url_patterns if str(part.pattern) == "account/")
    views = [getattr(pattern.callback, "view_class", None) for pattern in inside.url_patterns]
    return {view.template_name for view in views if view is not None and view.template_name} | OF_FUNCTIONS


def test_every_page_of_signing_in_is_ours():
    for name in sorted(signing_in_templates() - {"mfa/recovery_codes/download.txt"}):
        origin = Path(get_template(name).origin.name)
        assert TEMPLATES in origin.parents, f"{name} has the package's own look: write templates/{name}"
        assert '{% extends "base.html" %}' in origin.read_text(), name


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_script_style_or_an_address_of_another_host(path):
    source = path.read_text()
    for script in elements(source, "script"):
        assert 'type="module" src="{% static' in script, script
    assert not elements(source, "style")
    assert not re.search(r"""\s(style|on[a-z]+)=["']""", source)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", source)
    assert not re.search(r"{%\s*autoescape off", source)
