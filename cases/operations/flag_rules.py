"""The rules by which readings stand out, as data: the rule in words, its numbers, why it may be fine, and what it asks.

A rule says what was seen, never what somebody is. Each looks at one day, by the UK's calendar. What is sealed is counted nowhere:
its owner answers for it. Staff have no address in this program, so a shared address cannot be seen; a shared surname can.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Rule:
    """One rule. `ask` gives rows of account, case (or NULL), and the numbers of the evidence, which `says` puts into words.

    It is asked with the day, its first moment and the first after it, and with the rule's own numbers.
    """

    code: str
    name: str
    said: str  # the rule, with its numbers in braces
    may_be_fine: str
    says: str
    ask: str
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    quiet: int = 0  # days in which the same person and case are not found again

    @property
    def words(self) -> str:
        """The rule in words, with its numbers."""
        return self.said.format(**self.numbers)


FAR_ABOVE = Rule(
    code="far_above",
    name="Far more families than usual",
    said=(
        "Somebody opened at least {least} cases on one day, and more than {factor} times as many as on the middle one of their own"
        " days in the {weeks} weeks before. Only where there were at least {days_before} such days."
    ),
    numbers={"least": 20, "factor": 3, "weeks": 12, "days_before": 10},
    may_be_fine="They took over a colleague’s cases, got ready for supervision or an audit, or came back from leave.",
    says="{cases} cases on this day; {usual} on the middle one of {days} days before.",
    ask="""
        WITH days AS (
          SELECT user_key, (at AT TIME ZONE 'Europe/London')::date AS day, count(DISTINCT case_key) AS cases FROM access_accessevent
          WHERE at >= %(begins)s - make_interval(weeks => %(weeks)s) AND at < %(ends)s AND outcome = 'shown'
            AND user_key IS NOT NULL AND case_key IS NOT NULL AND case_key <> ALL((SELECT earlyhelp_sealed_keys())::uuid[]) GROUP BY 1, 2),
        usual AS (
          SELECT user_key, percentile_cont(0.5) WITHIN GROUP (ORDER BY cases) AS middle, count(*) AS days
          FROM days WHERE day < %(day)s GROUP BY 1)
        SELECT d.user_key, NULL::uuid, jsonb_build_object('cases', d.cases, 'usual', u.middle, 'days', u.days)
        FROM days d JOIN usual u USING (user_key)
        WHERE d.day = %(day)s AND d.cases >= %(least)s AND u.days >= %(days_before)s AND d.cases > %(factor)s * u.middle""",
)
SAME_SURNAME = Rule(
    code="same_surname",
    name="A family with the same surname",
    said="Somebody opened the case of a family in which a person bears their surname, or bore it before.",
    may_be_fine="Many people share a surname and are not related. Whoever is may have said so already, and been kept out.",
    says="Pages of the case that were opened on this day: {pages}.",
    quiet=84,
    ask="""
        SELECT who, key, jsonb_build_object('pages', pages) FROM earlyhelp_of_ones_name(%(begins)s, %(ends)s)
        WHERE key <> ALL((SELECT earlyhelp_sealed_keys())::uuid[])""",
)
NEVER_THEIRS = Rule(
    code="never_theirs",
    name="A case that was never theirs",
    said="Somebody opened a case as their own work that they never held: by no grant, team, allocation or break-glass.",
    may_be_fine="There is hardly a good reason: this program should not let it happen. Tell whoever looks after it.",
    says="Pages of the case that were opened on this day: {pages}.",
    ask="""
        WITH opened AS (
          SELECT user_key, case_key, count(*) AS pages FROM access_accessevent
          WHERE at >= %(begins)s AND at < %(ends)s AND outcome = 'shown' AND purpose = 'casework'
            AND user_key IS NOT NULL AND case_key <> ALL((SELECT earlyhelp_sealed_keys())::uuid[]) GROUP BY 1, 2),
        people AS (SELECT user_key, array_agg(case_key) AS keys FROM opened GROUP BY 1)
        SELECT o.user_key, o.case_key, jsonb_build_object('pages', o.pages)
        FROM people p CROSS JOIN LATERAL earlyhelp_held(p.user_key, p.keys) AS h
        JOIN opened o ON o.case_key = h.key AND o.user_key = p.user_key JOIN cases_case c ON c.id = o.case_key WHERE h.how = ''""",
)
REFUSED_OFTEN = Rule(
    code="refused_often",
    name="Many refusals",
    said="Somebody was refused at least {least} pages on one day that are not there, or not theirs.",
    numbers={"least": 10},
    may_be_fine="Old bookmarks, links in e-mails about cases that have moved, or a team that changed on that day.",
    says="{times} pages were refused on this day.",
    ask="""
        SELECT user_key, NULL::uuid, jsonb_build_object('times', count(*)) FROM access_accessevent
        WHERE at >= %(begins)s AND at < %(ends)s AND outcome = 'refused' AND because = 'not there or not theirs'
          AND user_key IS NOT NULL GROUP BY user_key HAVING count(*) >= %(least)s""",
)
SEARCHED_AGAIN = Rule(
    code="searched_again",
    name="The same family found again and again",
    said="Somebody’s searches showed one case at least {least} times on one day, and it was never theirs.",
    numbers={"least": 5},
    may_be_fine="They were sending a referral and looked whether the family is known, or tried several spellings of a name.",
    says="The case was found by {times} searches on this day.",
    quiet=28,
    ask="""
        WITH found AS (
          SELECT e.user_key, c.id AS case_key, count(*) AS times
          FROM access_accessevent e CROSS JOIN LATERAL jsonb_array_elements_text(e.fields) AS named(reference)
          JOIN cases_case c ON c.reference = named.reference
          WHERE e.at >= %(begins)s AND e.at < %(ends)s AND e.kind = 'search' AND e.user_key IS NOT NULL
            AND c.id <> ALL((SELECT earlyhelp_sealed_keys())::uuid[])
          GROUP BY 1, 2 HAVING count(*) >= %(least)s)
        SELECT f.user_key, f.case_key, jsonb_build_object('times', f.times)
        FROM found f CROSS JOIN LATERAL earlyhelp_held(f.user_key, ARRAY[f.case_key]) AS h WHERE h.how NOT IN ('held', 'gone')""",
)
AT_NIGHT = Rule(
    code="at_night",
    name="Many families at night",
    said="Somebody opened at least {least} cases on one day before {morning}am or after 10pm.",
    numbers={"least": 10, "morning": 6, "evening": 22},
    may_be_fine="They are on call or work late by agreement, or an emergency kept them.",
    says="{cases} cases were opened at night on this day.",
    ask="""
        SELECT user_key, NULL::uuid, jsonb_build_object('cases', count(DISTINCT case_key)) FROM access_accessevent
        WHERE at >= %(begins)s AND at < %(ends)s AND outcome = 'shown' AND user_key IS NOT NULL
          AND case_key <> ALL((SELECT earlyhelp_sealed_keys())::uuid[])
          AND (extract(hour FROM at AT TIME ZONE 'Europe/London') < %(morning)s
               OR extract(hour FROM at AT TIME ZONE 'Europe/London') >= %(evening)s)
        GROUP BY user_key HAVING count(DISTINCT case_key) >= %(least)s""",
)

RULES: Mapping[str, Rule] = {
    rule.code: rule for rule in (NEVER_THEIRS, SAME_SURNAME, SEARCHED_AGAIN, FAR_ABOVE, AT_NIGHT, REFUSED_OFTEN)
}
