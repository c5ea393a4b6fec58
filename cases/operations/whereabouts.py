"""Whose whereabouts an address would tell, beside whoever lives there. What is withheld then, the database says (earlyhelp_withheld)."""

from django.db.models import BooleanField, F, Func, Value

from cases.models import Address, Case, Person


def shares(case: Case, person: Person, lines: str, postcode: str) -> str:
    """A warning for whoever records where somebody lives, where one of the family is protected there, or was; else empty."""
    same = Func(
        Value(lines),
        Value(postcode),
        F("lines"),
        F("postcode"),
        function="earlyhelp_same_place",
        output_field=BooleanField(),
    )
    theirs = Address.objects.filter(person__memberships__family=case.family_id, person__whereabouts_protected=True)
    names = theirs.exclude(person=person).annotate(same=same).filter(same=True).values_list("person__full_name")
    told = " and ".join(sorted({name for (name,) in names}))
    if not told or person.whereabouts_protected:
        return ""
    return (
        f"This tells where {told} is or was, whose whereabouts are protected. If it is right, keep it: it is then withheld of {person} too,"
        " everywhere but on the People page."
    )
