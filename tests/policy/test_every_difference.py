"""Where the five notices disagree, topic by topic: each file says its own."""

import pytest

from earlyhelp.policy import vocabulary as words
from tests.policy.five import ALL


def rights_tests(policy):
    return next((right.test for right in policy.rights if right.code == "objection"), None)


def complaint(policy):
    found = next((right for right in policy.rights if right.code == "complaint"), None)
    return found and (found.contact, found.contact_first_is_optional)


def access(policy):
    found = next((right for right in policy.rights if right.code == "access"), None)
    return found and (found.free, found.extension)


# One row a topic on which the notices disagree: what is read from a file, and what the five files say.
DIFFERENCES = {
    "controllers": (
        lambda policy: [controller.role for controller in policy.controllers],
        {
            "AFC": ["controller", "commissioner"],
            "CAM": ["controller", "joint"],
            "DUR": ["controller"],
            "RCC": ["controller", "processor"],
            "RCE": ["controller"],
        },
    ),
    "consent": (
        lambda policy: (policy.intake.consent, policy.intake.ask_consent_before),
        {
            "AFC": ("before_stages", ("hub_meeting", "allocation")),
            "CAM": ("never_asked", ()),
            "DUR": ("not_mentioned", ()),
            "RCC": ("one_of_the_bases", ()),
            "RCE": ("not_mentioned", ()),
        },
    ),
    "article 9": (
        lambda policy: {basis.article_9 for basis in policy.bases} - {""},
        {"AFC": {"9(2)(a)"}, "CAM": {"9(2)(h)"}, "DUR": {"9(2)(h)"}, "RCC": {"9(2)(h)", "9(2)(g)"}, "RCE": set()},
    ),
    "article 6": (
        lambda policy: {basis.article_6 for basis in policy.bases},
        {
            "AFC": {"6(1)(a)"},
            "CAM": {"6(1)(e)"},
            "DUR": {"6(1)(e)"},
            "RCC": {"6(1)(a)", "6(1)(c)", "6(1)(e)"},
            "RCE": {"6(1)(c)", "6(1)(e)"},
        },
    ),
    "sharing starts": (
        lambda policy: policy.sharing.starts,
        {
            "AFC": "after_consent",
            "CAM": "pathway_or_team",
            "DUR": "involvement_or_ground",
            "RCC": "",
            "RCE": "at_referral",
        },
    ),
    "recipients": (
        lambda policy: (policy.is_open("recipients"), all(one.needs_involvement for one in policy.recipients)),
        {
            "AFC": (True, False),
            "CAM": (False, True),
            "DUR": (False, True),
            "RCC": (False, False),
            "RCE": (True, False),
        },
    ),
    "conditions of recipients": (
        lambda policy: sum(len(recipient.only_if) for recipient in policy.recipients),
        {"AFC": 0, "CAM": 0, "DUR": 0, "RCC": 8, "RCE": 0},
    ),
    "police": (
        lambda policy: next((one.purposes for one in policy.recipients if one.code == "police"), "on a ground"),
        {
            "AFC": ("clarify_referral", "hub_meeting", "allocate_service"),
            "CAM": ("find_services", "support_family"),
            "DUR": "on a ground",
            "RCC": ("risk_of_neglect_or_abuse",),
            "RCE": ("level_of_service",),
        },
    ),
    "grounds": (
        lambda policy: (policy.is_open("grounds"), {ground.force for ground in policy.grounds}),
        {
            "AFC": (True, {"duty", "permission"}),
            "CAM": (True, {"permission"}),
            "DUR": (False, {"duty", "permission"}),
            "RCC": (False, {"duty"}),
            "RCE": (True, {"duty", "permission"}),
        },
    ),
    "grounds of statute": (
        lambda policy: [ground.code for ground in policy.grounds if ground.authority == "statute"],
        {"AFC": ["safeguarding"], "CAM": [], "DUR": [], "RCC": [], "RCE": []},
    ),
    "grounds with a reference": (
        lambda policy: [ground.code for ground in policy.grounds if ground.reference_required],
        {
            "AFC": ["other_duty_or_power"],
            "CAM": [],
            "DUR": ["court_order"],
            "RCC": [],
            "RCE": ["child_welfare_in_law", "crime", "court_order"],
        },
    ),
    "laws": (
        lambda policy: (policy.topic("powers").state, policy.topic("powers").listing),
        {
            "AFC": ("silent", ""),
            "CAM": ("stated", "closed"),
            "DUR": ("silent", ""),
            "RCC": ("stated", "open"),
            "RCE": ("stated", "closed"),
        },
    ),
    "kinds that not every notice has": (
        lambda policy: (
            {category.code for category in policy.categories}
            & {"gender", "nationality", "language", "unique_pupil_number", "religion"}
        ),
        {
            "AFC": set(),
            "CAM": {"language"},
            "DUR": {"gender", "religion", "unique_pupil_number"},
            "RCC": {"gender", "religion", "unique_pupil_number"},
            "RCE": {"nationality"},
        },
    ),
    "special by the notice alone": (
        lambda policy: {one.code for one in policy.categories if one.notice_marks_special and not one.special},
        {"AFC": set(), "CAM": set(), "DUR": {"gender"}, "RCC": {"criminal_offences"}, "RCE": set()},
    ),
    "open items": (
        lambda policy: any(category.open_items for category in policy.categories),
        {"AFC": True, "CAM": True, "DUR": True, "RCC": True, "RCE": True},
    ),
    "scopes of purposes": (
        lambda policy: {purpose.scope for purpose in policy.purposes},
        {
            "AFC": {"front_door", "service", "assurance"},
            "CAM": {"service", "front_door", "assurance", "research"},
            "DUR": {"service", "task", "assurance", "research"},
            "RCC": {"service", "front_door", "task", "programme", "assurance", "research"},
            "RCE": {"service", "front_door", "programme", "research"},
        },
    ),
    "cohorts": (
        lambda policy: [study.cohort for study in policy.research],
        {
            "AFC": [],
            "CAM": ["qualifying_households"],
            "DUR": ["programme_families"],
            "RCC": ["programme_families", "all_early_help_families"],
            "RCE": ["programme_families"],
        },
    ),
    "who stays out of a study, and what comes back": (
        lambda policy: [(study.opt_out, study.comes_back) for study in policy.research],
        {
            "AFC": [],
            "CAM": [("not_said", "anonymised_results")],
            "DUR": [("person", "nothing_linked")],
            "RCC": [("not_said", "not_said")] * 2,
            "RCE": [("not_said", "not_said")],
        },
    ),
    "places": (
        lambda policy: {place.code: place.within for place in policy.places},
        {
            "AFC": {},
            "CAM": {},
            "DUR": {"processing": ("UK", "EU")},
            "RCC": {},
            "RCE": {"processing": ("UK", "EEA"), "recipients": ("UK",)},
        },
    ),
    "access: free, may be extended": (
        access,
        {"AFC": (False, True), "CAM": None, "DUR": (False, True), "RCC": (False, True), "RCE": (True, False)},
    ),
    "objection": (
        rights_tests,
        {"AFC": "damage_or_distress", "CAM": None, "DUR": "", "RCC": "compelling_reason", "RCE": "any_reason"},
    ),
    "complaint": (
        complaint,
        {
            "AFC": ("dpo", True),
            "CAM": None,
            "DUR": ("dpo", False),
            "RCC": ("regulator", False),
            "RCE": ("regulator", False),
        },
    ),
    "marketing": (
        lambda policy: policy.marketing and policy.marketing.rule,
        {"AFC": "right_to_stop", "CAM": None, "DUR": "express_consent", "RCC": "right_to_stop", "RCE": None},
    ),
    "breach": (
        lambda policy: policy.breach and (policy.breach.tells, policy.breach.suspected_too),
        {"AFC": ("where_law_requires", True), "CAM": None, "DUR": None, "RCC": None, "RCE": ("any", False)},
    ),
    "retention": (
        lambda policy: {rule.record for rule in policy.retention},
        {
            "AFC": set(),
            "CAM": {"assessment"},
            "DUR": {"contact", "case", "children_in_need", "programme"},
            "RCC": set(),
            "RCE": set(),
        },
    ),
    "holds": (
        lambda policy: [hold.applies_to for hold in policy.holds],
        {"AFC": [], "CAM": [], "DUR": ["children"], "RCC": [], "RCE": []},
    ),
    "who may come": (
        lambda policy: (
            policy.intake.open_to or {code.code: code.open_to for code in policy.channels}.get("online_form")
        ),
        {"AFC": None, "CAM": None, "DUR": ("professional",), "RCC": ("professional", "public"), "RCE": None},
    ),
    "ages": (
        lambda policy: [(age.unborn, age.until_birthday) for age in policy.ages],
        {"AFC": [], "CAM": [], "DUR": [(True, 19), (True, 25)], "RCC": [], "RCE": [(False, 25)]},
    ),
    "levels": (
        lambda policy: [level.number for level in policy.levels if level.above_threshold],
        {"AFC": [3], "CAM": [], "DUR": [], "RCC": [], "RCE": []},
    ),
    "the programme's name": (
        lambda policy: policy.label("programme"),
        {
            "AFC": "Supporting Families",
            "CAM": "Troubled Families",
            "DUR": "Stronger Families",
            "RCC": "Supporting Families Programme",
            "RCE": "Troubled Families",
        },
    ),
    "who leads": (
        lambda policy: policy.label("lead_practitioner"),
        {
            "AFC": "lead practitioner",
            "CAM": "allocated worker",
            "DUR": "lead worker",
            "RCC": "Intervention Worker",
            "RCE": "key worker",
        },
    ),
    "what staff accept": (
        lambda policy: "staff_duty" in [wording.code for wording in policy.wordings],
        {"AFC": True, "CAM": False, "DUR": False, "RCC": True, "RCE": True},
    ),
}


@pytest.mark.parametrize("notice", ALL)
@pytest.mark.parametrize("topic", DIFFERENCES)
def test_where_the_notices_disagree_each_file_says_its_own(topic, notice):
    read, said = DIFFERENCES[topic]

    assert read(ALL[notice]) == said[notice]


def test_no_topic_is_in_a_fifth_state_and_what_is_elsewhere_has_a_contact_that_answers():
    for policy in ALL.values():
        for topic in policy.topics:
            assert topic.state in words.STATES
            if topic.state == "elsewhere":
                assert topic.reference and policy.contact(topic.contact).ways
