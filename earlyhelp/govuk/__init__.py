"""The design system as Django sees it: tags for its components, the form renderer, the three-box date, the frame."""

from earlyhelp.govuk import fields, words
from earlyhelp.govuk.components import govuk, pages, register, table
from earlyhelp.govuk.dates import DateField, ThreeBoxes
from earlyhelp.govuk.fields import Renderer, error_summary, govuk_field, not_optional
from earlyhelp.govuk.frame import frame

__all__ = [
    "DateField",
    "Renderer",
    "ThreeBoxes",
    "error_summary",
    "fields",
    "frame",
    "govuk",
    "govuk_field",
    "not_optional",
    "pages",
    "register",
    "table",
    "words",
]
