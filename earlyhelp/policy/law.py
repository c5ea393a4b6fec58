"""What the law says, whatever a notice says: kinds of information, laws and guidance, and which conditions stand together."""

# What a notice may name as the law or guidance behind its work. What has been replaced stands in superseded.toml.
POWER_KINDS = {"duty", "power", "law", "guidance"}  # “law” where the notice names one and says not what it asks
LAWS = {
    "uk_gdpr": "UK GDPR",
    "gdpr": "General Data Protection Regulation",
    "data_protection_act_1998": "Data Protection Act 1998",
    "data_protection_act_2018": "Data Protection Act 2018",
    "children_act_1989": "Children Act 1989",
    "children_act_2004": "Children Act 2004",
    "childcare_act_2006": "Childcare Act 2006",
    "children_and_families_act_2014": "Children and Families Act 2014",
    "children_and_social_work_act_2017": "Children and Social Work Act 2017",
    "send_code_of_practice": "Special educational needs and disability code of practice",
    "working_together": "Working Together to Safeguard Children",
    "working_together_2015": "Working Together to Safeguard Children 2015",
    "working_together_2018": "Working Together to Safeguard Children 2018",
    "working_together_2023": "Working Together to Safeguard Children 2023",
}

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
    "records_of_contact": "ordinary",
    "circumstances": "ordinary",
    "assessments": "ordinary",
    "services_received": "ordinary",
    "financial": "ordinary",
    "direct_payments": "ordinary",
    "further": "ordinary",
    "ethnicity": "special",
    "religion": "special",
    "health": "special",
    "mental_health": "special",
    "specialist_services": "special",
    "special_educational_needs": "special",  # tells of disability, which the law counts as health
    "genetic": "special",
    "sexual_orientation": "special",
    "police_reports": "criminal",
    "youth_offending": "criminal",
    "criminal_offences": "criminal",
}
