"""The words that a council's file may use as values. Another notice that says something new adds a word here, not a branch."""

STATES = {
    "stated": "the notice says it",
    "silent": "the notice says nothing",
    "elsewhere": "the notice points to another document",
    "reading": "the notice leaves it to the council",
}

# Every file takes a position on each of these, so that silence is a decision of its author and never an omission.
TOPICS = {
    "controller": "Who is responsible",
    "consent": "When consent is asked for",
    "lawful_bases": "Legal bases",
    "special_category_condition": "Condition for special category information",
    "criminal_offence_condition": "Condition for criminal offence information",
    "channels": "How information arrives",
    "informants": "From whom information comes",
    "ages": "Ages that the service is for",
    "level_of_need": "Levels of need",
    "hub_meeting": "Meetings that discuss referrals",
    "categories": "Kinds of information",
    "purposes": "What information is used for",
    "sharing_starts": "When sharing may start",
    "recipients": "Who may receive information",
    "grounds": "Other grounds for sharing",
    "research": "Research",
    "places": "Where information is processed",
    "marketing": "Marketing",
    "breach": "When something goes wrong",
    "rights": "Rights",
    "retention": "How long records are kept",
    "holds": "Holds on destruction",
    "staff_duty": "The duty of staff",
    "recipient_terms": "Terms for those who receive information",
}

LISTINGS = {"": "not a list", "open": "others may be added with a reason", "closed": "nobody else"}

CONTROLLER_ROLES = {"controller", "joint", "commissioner", "processor"}
CONTACTS = {"dpo", "data_protection_team", "rights_requests", "regulator", "programme_team"}
REQUIRED_CONTACTS = ("dpo", "regulator")

LABELS = {
    "service",
    "front_door",
    "hub",
    "hub_meeting",
    "lead_practitioner",
    "assessment",
    "team_around_family",
    "programme",
}

STAGES = {"triage", "hub_meeting", "allocation", "assessment", "plan", "sharing"}
CHANNELS = {
    "face_to_face": "Face to face",
    "secure_email": "Secure e-mail",
    "post": "Post",
    "telephone": "Telephone",
    "online_form": "Online form",
}
PEOPLE = {"professional", "public"}
INFORMANTS = {"referrer", "parent_or_carer", "young_person"}
NATIONS = {"england", "wales", "scotland", "northern_ireland"}
CLOCKS = {
    "acknowledge": "The referrer hears that the referral has come",
    "triage": "The hub decides",
    "answer_referrer": "The referrer answers the hub's question",
    "outcome_to_referrer": "The referrer hears what was decided",
    "first_contact": "The lead practitioner is in touch with the family",
    "tell_family": "The family is told about the referral",
    "assessment": "The assessment is complete",
    "sign_off": "The manager signs the assessment off",
    "first_review": "The plan is reviewed for the first time",
    "next_review": "The plan is reviewed again",
    "record_note": "A visit or a call is written down",
}
UNITS = {"working_hours", "working_days", "days", "weeks", "months"}
ASSESSMENT_PARTS = ("strengths", "needs", "child", "family", "conclusion")
AGE_CONDITIONS = {"", "disability"}
MEETINGS = {"weekly": 7, "fortnightly": 14}

# What the law says about a kind of information; a notice's own mark stands beside it and never replaces it.
CATEGORIES = {
    "identity": "ordinary",
    "contact_details": "ordinary",
    "nhs_number": "ordinary",
    "family_members": "ordinary",
    "household": "ordinary",
    "private_fostering": "ordinary",
    "housing": "ordinary",
    "education": "ordinary",
    "attendance": "ordinary",
    "behaviour": "ordinary",
    "safeguarding": "ordinary",
    "court_orders": "ordinary",
    "professionals": "ordinary",
    "gender": "ordinary",
    "nationality": "ordinary",
    "language": "ordinary",
    "national_insurance_number": "ordinary",
    "unique_pupil_number": "ordinary",
    "ethnicity": "special",
    "religion": "special",
    "health": "special",
    "mental_health": "special",
    "specialist_services": "special",
    "police_reports": "criminal",
    "youth_offending": "criminal",
}

PURPOSE_SCOPES = {"service", "front_door", "task", "assurance", "research"}
SHARING_STARTS = {"at_referral", "pathway_or_team", "involvement_or_ground", "after_consent"}
FORCES = {"duty", "permission"}
AUTHORITIES = {"notice", "statute"}

COHORTS = {"programme_families", "qualifying_households", "all_early_help_families"}
RESEARCH_RETURNS = {"nothing_linked", "anonymised_results"}
OPT_OUTS = {"none", "person", "family"}
RESEARCH_CONDITIONS = {
    "research_use_only",
    "no_decisions_about_people",
    "linked_data_anonymised",
    "nobody_identified_in_reports",
    "nothing_linked_comes_back",
    "lawful_transfer_and_storage",
    "unauthorised_use_prevented",
    "destroyed_on_time",
}

PLACE_KINDS = {"processing", "recipients"}
TERRITORIES = {"UK", "EU", "EEA"}
MARKETING = {"express_consent", "right_to_stop", "never"}
BREACH_TELLS = {"any", "where_law_requires"}
RIGHTS = {
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "automated_decisions",
    "marketing_stop",
    "research_opt_out",
    "question",
    "complaint",
    "redress",
}

AREAS = {
    "notice": "What families are told",
    "data": "What is kept",
    "purpose": "What it is used for",
    "basis": "What allows it",
    "intake": "How help begins",
    "hub": "The hub and its meeting",
    "quality": "Accuracy",
    "sharing": "Sharing",
    "research": "Research",
    "rights": "Rights",
    "breach": "When something goes wrong",
    "access": "Who may look",
    "security": "Security",
    "retention": "How long records are kept",
}

# The parts of the product by which promises are kept. One that is not delivered keeps none.
CAPABILITIES = {
    "skeleton": "one family’s record from referral to certificate",
    "working-day": "the working day of practitioners and hub",
    "notices": "policy files, promises and the notice for families",
    "access": "row-level access, restricted records and the audit",
    "retention": "every class of record to the end, backup and restore",
    "sharing": "agreements with partners, packages, extracts and the breach register",
    "rights": "requests and complaints",
    "hub": "the weekly meeting in full",
    "casework": "the wider casework, documents and paper files",
}
DELIVERED = ("skeleton", "working-day", "notices")

# What is counted of live records each night. The app whose records they are fills it in (access/slots.py).
EVIDENCE = {
    "bases": "cases and disclosures rest on bases of the notice",
    "consent": "nobody is allocated without the consent that the notice relies on",
    "recipients": "recipients are ones that the notice names",
    "purposes": "disclosures serve purposes that the notice names",
    "categories": "information is of kinds that the notice lists",
    "told": "families have been told",
    "period": "no record is kept past its period",
    "places": "information is processed where the notice says",
}

WORDINGS = {"staff_duty", "recipient_terms"}

RECORDS = {"contact", "case", "children_in_need", "programme", "assessment"}
STARTS = {"contact_closed", "case_closed", "programme_and_case_ended", "matter_closed", "birth"}
THEN = {"none", "end_of_current_year", "end_of_financial_year", "end_of_calendar_year"}
RULE_SCOPES = {"all", "not_progressed"}
HOLD_SCOPES = {"children", "everyone"}
AT_END = {"dispose", "review"}
READING_KINDS = {"choice", "date"}
YEARS = range(1, 151)  # a longer period is a slip of the pen, and dates have to stay below the year 9999

# Article 6 to the Article 9 conditions that can stand beside it in one act of processing. Points (ea) and (f) are
# closed to a public authority's own tasks. Consent excludes substantial public interest: its safeguarding condition
# is for processing without consent.
PAIRS = {
    "6(1)(a)": {"", "9(2)(a)", "9(2)(h)"},
    "6(1)(c)": {"", "9(2)(a)", "9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"},
    "6(1)(d)": {"", "9(2)(c)"},
    "6(1)(e)": {"", "9(2)(a)", "9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"},
}

# The Article 9 conditions that need one of Schedule 1 to the Data Protection Act 2018 as well.
SCHEDULE_1 = {
    "9(2)(b)": {"Part 1, paragraph 1"},
    "9(2)(g)": {f"Part 2, paragraph {number}" for number in range(6, 29)},
    "9(2)(h)": {"Part 1, paragraph 2"},
    "9(2)(i)": {"Part 1, paragraph 3"},
    "9(2)(j)": {"Part 1, paragraph 4"},
}
