"""Words: closed vocabularies, Russian around data, what a text, a link or a code may be."""

from . import contacts, russian
from .choices import (
    NOT_STATED,
    SIZES,
    About,
    Bound,
    CheckInterval,
    ContactKind,
    Cost,
    DatePrecision,
    Format,
    Intake,
    IntakeStatus,
    Kind,
    Reliability,
    Side,
    Stage,
    State,
)
from .codes import code_from, unused
from .contacts import validate_link
from .dates import read_date
from .russian import NBSP, calendar_span, lower_first, number, title_key
from .validators import (
    FORMULA_STARTS,
    clean_text,
    name_key,
    no_hidden_characters,
    one_item_a_line,
    one_line,
    plain_beginning,
    typed_words,
)

__all__ = [
    "FORMULA_STARTS",
    "NBSP",
    "NOT_STATED",
    "SIZES",
    "About",
    "Bound",
    "CheckInterval",
    "ContactKind",
    "Cost",
    "DatePrecision",
    "Format",
    "Intake",
    "IntakeStatus",
    "Kind",
    "Reliability",
    "Side",
    "Stage",
    "State",
    "calendar_span",
    "clean_text",
    "code_from",
    "contacts",
    "lower_first",
    "name_key",
    "no_hidden_characters",
    "number",
    "one_item_a_line",
    "one_line",
    "plain_beginning",
    "read_date",
    "russian",
    "title_key",
    "typed_words",
    "unused",
    "validate_link",
]
