"""Of two notices' entries about the same thing, the one that keeps both: field by field, the stricter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from earlyhelp.policy.work import Clock

Merge = Callable[[Any, Any], Any]
DAYS = {"working_hours": 0.17, "working_days": 1.4, "days": 1, "weeks": 7, "months": 30.4}


def of_both(one: Any, other: Any) -> Any:
    """One entry, or single table, out of two of the same kind; the one that is there where only one is."""
    if one is None or other is None:
        return one if other is None else other
    kind = type(one)
    if kind is Clock:
        return min(one, other, key=_how_soon)
    return kind(
        **{item.name: how(kind, item.name)(getattr(one, item.name), getattr(other, item.name)) for item in fields(one)}
    )


def _how_soon(clock: Clock) -> float:
    """Roughly how many days a clock gives: enough to say which of two is the shorter."""
    return clock.amount * DAYS[clock.unit]


def how(kind: type, name: str) -> Merge:
    """How a field of an entry is made of two. Raises KeyError for one that nobody has decided about."""
    return HOW.get(f"{kind.__name__}.{name}") or HOW[name]


def first(one: Any, other: Any) -> Any:
    """The council's word: that of the notice that is named first, or of the other where it has none."""
    return other if one in ("", (), None) else one


def either(one: Any, other: Any) -> Any:
    """What either asks: a yes beats a no, and lists are added up."""
    return tuple(dict.fromkeys([*one, *other])) if isinstance(one, tuple) else one or other


def both(one: Any, other: Any) -> Any:
    """What both allow: a no beats a yes, and of lists what stands in both."""
    return tuple(word for word in one if word in other) if isinstance(one, tuple) else one and other


def narrower(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    """What both allow, where an empty list allows everything."""
    return both(one, other) if one and other else one or other


def joined(one: str, other: str) -> str:
    """Both texts, once where they are the same."""
    return "; ".join(dict.fromkeys(filter(None, (one, other))))


def apart(one: str, other: str) -> str:
    """Both texts, each a paragraph of its own."""
    return "\n".join(dict.fromkeys(filter(None, (one, other))))


def most(one: Any, other: Any) -> Any:
    """The higher number or the later day; one that is given beats none."""
    return max((value for value in (one, other) if value is not None), default=None)


def least(one: Any, other: Any) -> Any:
    """The lower number; one that is given beats none, which is written 0 or left out."""
    return min((value for value in (one, other) if value), default=one)


def strictest(*order: str) -> Merge:
    """The word that stands later in the order, which goes from the loosest to the strictest."""
    return lambda one, other: max(one, other, key=order.index)


# By field, or by entry and field where the same word asks for something else in another entry. A field that is not here fails the tests.
HOW: dict[str, Merge] = {
    # which thing it is, and how the council speaks of it
    **dict.fromkeys(("code", "label", "name", "text", "question", "because", "hint", "study", "number", "part"), first),
    **dict.fromkeys(("registration", "corporate_notice", "promises", "handles", "role", "post", "web"), first),
    **dict.fromkeys(("found_on_case", "kind", "choices", "default", "for_each", "record", "starts", "scope"), first),
    **dict.fromkeys(("reading", "contact", "opt_out_contact", "purpose", "recipient", "cohort", "condition"), first),
    **dict.fromkeys(("article_6", "article_9", "schedule_1", "law", "provision", "authority", "offered_by"), first),
    **dict.fromkeys(("for_whom", "opens", "closes", "nation", "closed", "asked_because", "meets"), first),
    **dict.fromkeys(("area", "capability", "kept_by", "evidence", "rests_on", "destroy_from", "each_child"), first),
    **dict.fromkeys(("source", "email", "telephone"), joined),
    "explanation": apart,
    "Wording.text": apart,
    "Topic.reference": joined,
    **dict.fromkeys(("dated", "earliest"), most),
    # what either asks for
    **dict.fromkeys(("special", "criminal", "notice_marks_special", "needs_involvement", "reference_required"), either),
    **dict.fromkeys(
        ("who_was_told_required", "not_sharing_needs_manager", "each_person", "told_first", "free"), either
    ),
    **dict.fromkeys(("above_threshold", "suspected_too", "mistakes_too", "accurate", "single_point"), either),
    **dict.fromkeys(("where_possible", "only_if_person_cannot", "contact_first_is_optional"), either),
    **dict.fromkeys(("ask_consent_before", "tests", "principles", "safeguards", "conditions", "only_if"), either),
    **dict.fromkeys(("powers", "serves", "readings", "linked_with", "commissioners", "kept_on", "also_for"), either),
    "Right.then": either,
    "AssessmentSection.categories": either,
    "reason_needed": strictest("", "relevance", "necessity"),
    # what both allow; a right that one notice gives without a condition has none
    "Right.condition": both,
    **dict.fromkeys(
        (
            "open_items",
            "names_are_examples",
            "parents_too",
            "while_consent_awaited",
            "extension",
            "by_itself",
            "unborn",
        ),
        both,
    ),
    **dict.fromkeys(("bases", "purposes", "categories", "within", "recipients"), both),
    **dict.fromkeys(("covers", "covered_by_reason", "covered_if_read"), both),  # asked of each notice: Policy.notices
    **dict.fromkeys(
        ("only_to", "only_for", "about", "scopes", "open_to", "names", "notice_within", "columns"), narrower
    ),
    # numbers
    **dict.fromkeys(("plus_years", "min_age", "from_age"), most),
    **dict.fromkeys(("until_birthday", "max_age", "destroy_after_years"), least),
    # words that have an order
    "state": strictest("silent", "reading", "elsewhere", "stated"),
    "listing": strictest("", "open", "closed"),
    "consent": strictest("not_mentioned", "never_asked", "one_of_the_bases", "before_stages"),
    "ask_before": strictest("sharing", "plan", "assessment", "allocation", "hub_meeting", "triage"),
    "Sharing.starts": strictest("", "at_referral", "pathway_or_team", "involvement_or_ground", "after_consent"),
    "rule": strictest("right_to_stop", "express_consent", "never"),
    "tells": strictest("where_law_requires", "any"),
    "test": strictest("damage_or_distress", "compelling_reason", "", "any_reason"),
    "force": strictest("permission", "duty"),
    "applies_to": strictest("children", "everyone"),
    "opt_out": strictest("not_said", "none", "person", "family"),
    "anonymised": strictest("not_said", "before_it_returns", "after_linking", "before_it_leaves"),
    "comes_back": strictest("not_said", "anonymised_results", "nothing_linked"),
}
