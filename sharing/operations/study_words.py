"""What a notice may say of a study, in the words of those who answer for it; families read others (earlyhelp/desk/words.py)."""

ANONYMISED = {  # who takes the names away, and when
    "not_said": "not said",
    "before_it_leaves": "the council, before anything leaves",
    "after_linking": "whoever links it, once it is linked",
    "before_it_returns": "the recipient, before anything comes back",
}
RESEARCH_RETURNS = {
    "not_said": "not said",
    "nothing_linked": "nothing that was linked",
    "anonymised_results": "results that name nobody",
}
OPT_OUTS = {
    "not_said": "not said",
    "none": "nobody can stay out",
    "person": "each person",
    "family": "a family as a whole",
}
RESEARCH_CONDITIONS = {
    "research_use_only": "used for this research alone",
    "no_decisions_about_people": "no decision about anybody because of it",
    "data_anonymised": "without names",
    "linked_data_anonymised": "what is linked has no names",
    "nobody_identified_in_reports": "nobody recognisable in what is published",
    "nothing_linked_comes_back": "nothing linked comes back",
    "lawful_transfer_and_storage": "sent and stored as the law asks",
    "unauthorised_use_prevented": "no use by anybody else",
    "destroyed_on_time": "destroyed on time",
}
STARTS = {"receipt": "it is received", "end_of_study": "the study ends"}
