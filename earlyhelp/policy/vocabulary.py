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
    "powers": "Laws and guidance relied on",
    "special_category_condition": "Condition for special category information",
    "special_category_reason": "Why special category information is asked for",
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

CHILDHOOD = 18  # years; Children Act 1989, section 105
MOST_CLOSED = 60  # days of every year beside weekends and bank holidays: with many more no working day would come
CONTROLLER_ROLES = {"controller", "joint", "commissioner", "processor"}
CONTACTS = {
    "dpo",
    "data_protection_team",
    "rights_requests",
    "regulator",
    "programme_team",
    "corporate_notice",
    "own_worker",
}
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

# How a notice stands to consent. Agreement to take part in early help is another thing and has its own table.
CONSENT_RULES = {
    "before_stages": "consent is asked for before the stages that are named",
    "one_of_the_bases": "consent is one legal basis among others, and no stage waits for it",
    "never_asked": "the notice says that nobody is asked",
    "not_mentioned": "the notice does not speak of it",
}
COMING = {"return": "families who had help before", "step_down": "families who no longer need a specialist service"}
STAGES = {
    "triage": "triage",
    "hub_meeting": "the {hub_meeting}",
    "allocation": "allocation",
    "assessment": "the {assessment}",
    "plan": "the plan",
    "sharing": "anything is shared",
}
CHANNELS = {
    "face_to_face": "Face to face",
    "secure_email": "Secure e-mail",
    "post": "Post",
    "telephone": "Telephone",
    "online_form": "Online form",
}
PEOPLE = {"professional", "public"}
USUAL_INFORMANTS = {  # offered where a notice names none
    "referrer": "A professional",
    "parent_or_carer": "A parent or carer",
    "young_person": "The child or young person",
    "public": "A member of the public",
}
INFORMANTS = USUAL_INFORMANTS | {  # offered besides where a notice names some and leaves room for others
    "person": "The person themselves",
    "family": "The family",
    "education": "An education provider",
    "school": "A school",
    "nursery": "A nursery",
    "health": "A health professional",
    "public_health": "Public health",
    "youth_service": "A youth service",
    "specialist_service": "A specialist service",
    "work_and_pensions": "The Department for Work and Pensions",
    "voluntary_sector": "A charity",
    "police": "The police",
    "probation": "Probation",
    "housing": "A housing provider",
    "court": "A court",
    "other_council": "Another council",
    "partner": "A partner",
    "processor": "An organisation that works for the council",
}
THE_PUBLIC = {"parent_or_carer", "young_person", "public", "person", "family"}  # informants who are no professionals
SOCIAL_CARE = "social_care"  # the kind of recipient that a step-up goes to, in every file that knows one
COLLEAGUES = "council_colleague"  # and where a file knows social care only as colleagues in the council
ANOTHER_INFORMANT, STEPS_DOWN = "another", "step_down"
INFORMANT_SCOPES = {"service", "front_door"}
SUBJECTS = {"child", "parent_or_carer", "household", "referred", "advice_seeker", "assessed", "carer"}
MEDIA = {"computer", "paper"}
SAFEGUARDS = {
    "stored_securely": "it is stored securely",
    "access_by_need": "only those whose work needs it open it",
    "confidential": "it is kept confidential",
    "encrypted_email": "e-mail with it is encrypted",
    "protected_from_loss": "it is protected from accidental loss",
}
NATIONS = {"england", "wales", "scotland", "northern_ireland"}
CLOCKS = {
    "acknowledge": "The referrer hears that the referral has come",
    "triage": "The {hub} decides",
    "answer_referrer": "The referrer answers the {hub}'s question",
    "outcome_to_referrer": "The referrer hears what was decided",
    "first_contact": "The {lead_practitioner} is in touch with the family",
    "tell_family": "The family is told about the referral",
    "assessment": "The {assessment} is complete",
    "sign_off": "The manager signs the {assessment} off",
    "first_review": "The plan is reviewed for the first time",
    "next_review": "The plan is reviewed again",
    "record_note": "A visit or a call is written down",
    "confirm_details": "A family's details are confirmed again",
}
OPTIONAL_CLOCKS = {"confirm_details"}
UNITS = {"working_hours", "working_days", "days", "weeks", "months"}
ASSESSMENT_PARTS = ("strengths", "needs", "child", "family", "conclusion")
AGE_CONDITIONS = {"": "", "disability": ", for some young people with a disability"}
OFFERED_BY = {"early_help", "directorate"}
MEETINGS = {"weekly": 7, "fortnightly": 14}

ABOUT = {
    "child": "children",
    "adult": "parents and carers",
    "household": "others in the household",
    "professional": "people who work with the family",
}
REASONS = {"", "relevance", "necessity"}

PURPOSE_SCOPES = {"service", "front_door", "task", "programme", "assurance", "research"}
SHARING_STARTS = {
    "at_referral": "with the referral",
    "pathway_or_team": "when a family asks for a team or a pathway",
    "involvement_or_ground": "when a partner takes part in the support, or on a ground",
    "after_consent": "after consent",
}
SHARING_TESTS = {
    "relevant": "only what is relevant",
    "involved": "they take part in the support",
    "lawful": "it is lawful",
    "appropriate": "it is appropriate",
    "genuine_and_lawful_need": "they have a genuine need for it, and a lawful one",
    "proportionate": "it is in proportion to the need and the risk",
}
# What is asked about a test that nothing else on the page answers: whether somebody takes part and what is relevant stand there anyway.
TEST_QUESTIONS = {
    "lawful": "What makes it lawful to share this with them?",
    "appropriate": "Why is it appropriate to share this with them?",
    "genuine_and_lawful_need": "For which task that the law gives them do they need it?",
    "proportionate": "How is it in proportion to the need and the risk?",
}
TESTS_OF_EACH_ITEM = {
    "relevant",
    "genuine_and_lawful_need",
    "proportionate",
}  # what goes beyond the least has its own reason
PRINCIPLES = {"caldicott": "the Caldicott Principles"}
CONDITION_KINDS = {"confirmed", "social_care_case"}
PATHWAY_KINDS = {"team", "pathway"}
TELLINGS = {
    "before_sharing": "who receives information, and why, before it is shared",
    "information_received": "who gives us information, and why",
    "joining_programme": "that a family is on {programme}, before it is",
    "mistake": "that we made a mistake with their information",
}
FORCES = {"duty", "permission"}
AUTHORITIES = {"notice", "statute"}

COHORTS = {
    "all_early_help_families": "all families whom {service} works with",
    "programme_families": "families on {programme}",
    "qualifying_households": "households that qualify for {programme}",
}
COLUMNS = {  # of extracts for research
    "name": "name",
    "date_of_birth": "date of birth",
    "year_of_birth": "year of birth",
    "postcode": "postcode",
    "programme_id": "number in {programme}",
    "programme_start": "first day in {programme}",
    "programme_end": "last day in {programme}",
    "national_insurance_number": "National Insurance number",
    "unique_pupil_number": "Unique Pupil Number",
    "service": "service",
}
RESEARCH_RETURNS = {"not_said", "nothing_linked", "anonymised_results"}
OPT_OUTS = {"not_said", "none", "person", "family"}
ANONYMISED = {"not_said", "before_it_leaves", "after_linking", "before_it_returns"}
DESTRUCTION_STARTS = {"", "receipt", "end_of_study"}
RESEARCH_CONDITIONS = {
    "research_use_only",
    "no_decisions_about_people",
    "data_anonymised",
    "linked_data_anonymised",
    "nobody_identified_in_reports",
    "nothing_linked_comes_back",
    "lawful_transfer_and_storage",
    "unauthorised_use_prevented",
    "destroyed_on_time",
}

PLACE_KINDS = {"processing", "recipients"}
TERRITORIES = {"UK", "EU", "EEA"}
MARKETING = {
    "express_consent": "only with express consent",
    "right_to_stop": "everybody may stop it",
    "never": "none at all",
}
BREACH_TELLS = {"any": "every breach", "where_law_requires": "where the law asks for it"}
RIGHTS = {
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "automated_decisions",
    "marketing_stop",
    "research_opt_out",
    "consent_withdrawal",
    "explanation",
    "question",
    "concern",
    "complaint",
    "redress",
}
CONVERSATIONS = {"question", "concern"}  # asked of a worker or an office; no right that the law lists
RIGHT_TESTS = {
    "": "as the law has it",
    "any_reason": "for any reason",
    "compelling_reason": "unless there is a compelling reason to go on",
    "damage_or_distress": "where damage or distress is likely",
}

AREAS = {
    "notice": "What families are told",
    "data": "What is kept",
    "purpose": "What it is used for",
    "basis": "What allows it",
    "intake": "How help begins",
    "hub": "The {hub} and its meeting",
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
    "working-day": "the working day of practitioners and the {hub}",
    "notices": "policy files, promises and the notice for families",
    "access": "row-level access, restricted records and the audit",
    "retention": "every class of record to the end, backup and restore",
    "sharing": "agreements with partners, packages, extracts and the breach register",
    "rights": "requests and complaints",
    "hub": "the weekly meeting in full",
    "casework": "the wider casework, documents and paper files",
}
DELIVERED = ("skeleton", "working-day", "notices", "access")

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
STARTS_OF = {  # from what the period of each class of record can count: what is known of such a record
    "contact": {"contact_closed"},
    "case": {"case_closed", "birth"},
    "children_in_need": {"birth", "case_closed"},
    "programme": {"programme_and_case_ended"},
    "assessment": {"matter_closed"},
}
AGES = range(0, 121)  # in whole years; a higher one is a slip of the pen
THEN = {"none", "end_of_current_year", "end_of_financial_year", "end_of_calendar_year"}
RULE_SCOPES = {"all", "not_progressed"}
HOLD_SCOPES = {"children", "everyone"}
AT_END = {"dispose", "review"}
READING_KINDS = {"choice", "date", "text", "years"}
YEARS = range(1, 151)  # a longer period is a slip of the pen, and dates have to stay below the year 9999

# What a notice can be doubted for: what the Data Protection Officer reads above such doubts, and why it matters.
DOUBTS = {
    "contradiction": (
        "Two notices say different things",
        "A family under both is owed the stricter. Whoever reads only one is told something that does not hold.",
    ),
    "no_basis": (
        "Purposes without a legal basis",
        "Nothing is shared for them the ordinary way until the notice states a basis, and no page offers them.",
    ),
    "old_law": (
        "Law or guidance that something else has taken the place of",
        "A basis or a power holds by what the law says today; the notice should name that.",
    ),
    "later_law": (
        "Law that came into force after the notice was written",
        "The program follows the law of today. The notice should say so.",
    ),
    "old_rights": (
        "Rights in the words of the Data Protection Act 1998",
        "People have more than these words give them.",
    ),
    "places_without_uk": (
        "Places that leave the United Kingdom out",
        "Read by the word, the council could not keep its own records at home.",
    ),
    "offences_as_special": (
        "Offences among special category information",
        "They have an article of their own in the law, and need a condition of their own.",
    ),
    "ordinary_as_special": (
        "Special category information by promise, not by law",
        "It is protected as the notice promises. No condition of Article 9 is needed for it.",
    ),
    "old_name": (
        "Names that have changed",
        "Families look for a body or a scheme under the name that it has today.",
    ),
}
