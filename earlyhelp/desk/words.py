"""How the notice for families says what a policy file holds as codes."""

from earlyhelp.policy import vocabulary

# The words for the values that a policy file may hold. A test asks for every word of the vocabulary.
WORDS: dict[str, dict[str, str]] = {
    "STAGES": {
        "triage": "the first look at a referral",
        "hub_meeting": "the meeting that discusses referrals",
        "allocation": "somebody is asked to work with you",
        "assessment": "the {assessment}",
        "plan": "the plan",
        "sharing": "we share anything",
    },
    "SHARING_STARTS": {
        "at_referral": "Sharing with partners may begin when a referral reaches us, to judge what help is needed.",
        "pathway_or_team": "Sharing with partners begins once a kind of help or a team has been chosen.",
        "involvement_or_ground": "We share with a service once it is involved in your support, or where one of the reasons below applies.",
        "after_consent": "We share with partners only after you have given your consent, or where the law says that we must.",
    },
    "SHARING_TESTS": {
        "relevant": "only what is relevant is shared",
        "involved": "whoever receives it takes part in your support",
        "lawful": "it is lawful",
        "appropriate": "it is appropriate",
        "genuine_and_lawful_need": "whoever receives it has a genuine need for it, and a lawful one",
        "proportionate": "it is in proportion to the need and the risk",
    },
    "CONSENT_RULES": {
        "before_stages": "We ask for your consent before {}. Without it things may take longer. You can take it back at any time.",
        "one_of_the_bases": "Some uses rest on your consent. Where one does we ask you first, and you can take it back at any time.",
        "never_asked": "We do not ask for consent to use your information, or to share it with those who help you: our duties as a council allow it.",
        "not_mentioned": "The notice does not speak of consent. It names other reasons in law why we may use your information, and nothing that we do waits for your consent.",
    },
    "PURPOSE_SCOPES": {
        "service": "For the help itself",
        "front_door": "When a referral first reaches us",
        "task": "For the task of one partner",
        "programme": "For families on {programme}",
        "assurance": "To check that our work is good",
        "research": "For research",
    },
    "RECORDS": {
        "contact": "A contact that went no further",
        "case": "A family’s record",
        "children_in_need": "A record that moved on to Children in Need",
        "programme": "A family’s place on {programme}",
        "assessment": "A form of the {assessment}",
    },
    "STARTS": {
        "contact_closed": "from the day on which the contact was closed",
        "case_closed": "from the day on which the case was closed",
        "programme_and_case_ended": "from the day on which both the case and {programme} had ended",
        "matter_closed": "from the day on which the matter was closed",
        "birth": "from the child’s date of birth",
    },
    "THEN": {
        "none": "",
        "end_of_current_year": ", and the rest of the year then running",
        "end_of_financial_year": ", and on to the next 31 March",
        "end_of_calendar_year": ", and on to the next 31 December",
    },
    "RIGHT_TESTS": {
        "": "",
        "any_reason": "for any reason",
        "compelling_reason": "unless there is a compelling reason to go on",
        "damage_or_distress": "the notice says: where it would be likely to harm or distress you",
    },
    "ANONYMISED": {
        "not_said": "The notice does not say when names are taken out.",
        "before_it_leaves": "Names are taken out before anything leaves us.",
        "after_linking": "Names are taken out once it has been linked.",
        "before_it_returns": "Names are taken out before anything comes back.",
    },
    "TELLINGS": {
        "before_sharing": "We tell you who receives information, and why, before we share it.",
        "information_received": "We tell you who gives us information about you, and why.",
        "joining_programme": "We tell you that you are on {programme} before you are.",
        "mistake": "We tell you when we have made a mistake with your information.",
    },
    "COHORTS": vocabulary.COHORTS,
    "RESEARCH_RETURNS": {
        "not_said": "The notice does not say what comes back to us.",
        "nothing_linked": "Nothing that was linked comes back to us.",
        "anonymised_results": "Only results that name nobody come back to us.",
    },
    "DESTRUCTION_STARTS": {
        "": "",
        "receipt": "It is destroyed {years} years after it is received.",
        "end_of_study": "It is destroyed {years} years after the study has ended.",
    },
    "OPT_OUTS": {
        "not_said": "The notice does not say how to stay out of it. Ask us.",
        "none": "The notice offers no way to stay out of it.",
        "person": "You can stay out of it: say so to your worker, or to the people named below.",
        "family": "Your family can stay out of it: say so to your worker, or to the people named below.",
    },
    "RESEARCH_CONDITIONS": {
        "research_use_only": "it is used for this research and nothing else",
        "no_decisions_about_people": "nobody decides anything about you because of it",
        "data_anonymised": "it carries no names",
        "linked_data_anonymised": "what is linked carries no names",
        "nobody_identified_in_reports": "nobody can be recognised in what is published",
        "nothing_linked_comes_back": "nothing linked is sent back to us",
        "lawful_transfer_and_storage": "it is sent and stored as the law asks",
        "unauthorised_use_prevented": "nobody else can use it",
        "destroyed_on_time": "it is destroyed on time",
    },
    "PLACE_KINDS": {
        "processing": "We keep and work with your information only in",
        "recipients": "Whoever receives it has to be in",
    },
    "TERRITORIES": {
        "UK": "the United Kingdom",
        "EU": "the European Union",
        "EEA": "the European Economic Area",
    },
    "MARKETING": {
        "express_consent": "Your information is never used for marketing or trade unless you have clearly said yes.",
        "right_to_stop": "You can tell us at any time not to use your information for marketing, and then we do not.",
        "never": "Your information is never used for marketing.",
    },
    "BREACH_TELLS": {
        "any": "If information goes astray we tell the Information Commissioner, and we tell people of our mistakes.",
        "where_law_requires": "If information goes astray we tell you and the Information Commissioner where the law requires it.",
    },
    "AGE_CONDITIONS": vocabulary.AGE_CONDITIONS,
    "FORCES": {"duty": "we must", "permission": "we may"},
    "CONTROLLER_ROLES": {
        "controller": "answers for your information",
        "joint": "answers for your information together with the others named here",
        "commissioner": "pays for the service and may receive information about it",
        "processor": "collects information for us and on our instructions",
    },
    "HOLD_SCOPES": {"children": "children’s records", "everyone": "records"},
    "MEETINGS": {"weekly": "every week", "fortnightly": "every second week"},
}
NOTHING_LISTED = "The notice does not list what is sent, so nothing is sent until it does."
# Of whom something is kept that is kept for one class of record alone. A test asks for every class.
ONLY_FOR = {
    "contact": "those who were in touch with us once",
    "case": "families whom {service} works with",
    "children_in_need": "children who moved on to Children in Need",
    "programme": "members of {programme}",
    "assessment": "those whose needs have been assessed",
}
