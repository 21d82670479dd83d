"""The forms of a page, read from its HTML: what a browser shows in them and would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BUTTONS = ("submit", "button", "image", "reset")


@dataclass
class Field:
    """Everything of one name in a form.

    Attributes:
        name: under which it is sent.
        kind: the type of the input, «select» or «textarea».
        values: what would be sent now.
        options: the values that may be chosen, where it is a choice.
        required: whether the page marks it as required.
    """

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    required: bool = False


@dataclass
class Form:
    """One form of a page, as it is before anybody types.

    Attributes:
        key: its id.
        action: the address it is sent to; empty for the page's own.
        fields: by name, in the order of the page.
        buttons: name and value of each button that sends it.
    """

    key: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sent(self) -> dict[str, str | list[str]]:
        """What would be sent: a text for each name, a list where there are several."""
        return {
            name: each.values[0] if len(each.values) == 1 else each.values
            for name, each in self.fields.items()
            if each.values
        }


class _Reader(HTMLParser):
    """Reads a page into its forms."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._text: Field | None = None
        self._required: set[str] = set()  # the ids that a label marks so
        self._group_required = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(given.get("id", ""), given.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        reader = getattr(self, f"_read_{tag}", None)
        if reader:
            reader(given)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "fieldset":
            self._group_required = False
        elif tag == "select":
            self._close_select()
        elif tag == "textarea" and self._text:
            self._text.values[-1] = self._text.values[-1].removeprefix("\n")
            self._text = None

    def handle_data(self, data):
        if self._text is not None:
            self._text.values[-1] += data

    def _read_label(self, given):
        if "required" in given.get("class", "").split():
            self._required.add(given.get("for", ""))

    def _read_legend(self, given):
        self._group_required = "required" in given.get("class", "").split()

    def _field(self, given, kind) -> Field:
        found = self._form.fields.setdefault(given["name"], Field(given["name"], kind))
        marked = "required" in given or given.get("id") in self._required
        found.required |= marked or self._group_required
        return found

    def _read_input(self, given):
        kind = given.get("type", "text")
        if kind in BUTTONS:
            if kind == "submit" and given.get("name"):
                self._form.buttons.append((given["name"], given.get("value", "")))
            return
        if not given.get("name") or "disabled" in given:
            return
        found = self._field(given, kind)
        value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind in ("checkbox", "radio"):
            found.options.append(value)
            if "checked" not in given:
                return
        found.values.append(value)

    def _read_button(self, given):
        if given.get("name") and given.get("type", "submit") == "submit":
            self._form.buttons.append((given["name"], given.get("value", "")))

    def _read_textarea(self, given):
        self._text = self._field(given, "textarea")
        self._text.values.append("")

    def _read_select(self, given):
        if given.get("name"):
            self._select = self._field(given, "select")
            self._select_many = "multiple" in given

    def _read_option(self, given):
        if self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.values.append(given.get("value", ""))

    def _close_select(self):
        if self._select and not (self._select.values or self._select_many):
            self._select.values = self._select.options[:1]  # a browser shows the first
        self._select = None


def read(html: str) -> list[Form]:
    """Return the forms of a page, in its order."""
    return _Reader(html).forms


def form_with(html: str, name: str) -> Form:
    """Return the form of a page that has a field of this name.

    Raises:
        LookupError: the page has no such form.
    """
    for form in read(html):
        if name in form.fields:
            return form
    raise LookupError(f"No form of the page has a field «{name}».")
