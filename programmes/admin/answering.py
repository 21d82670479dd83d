"""Answers to questions without one: a synonym or a word of a programme, and what that would do."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from portal.database import consistent_reading

from ..catalogue import current, in_order, today
from ..derived import refresh
from ..models import Programme, SynonymGroup
from ..questions import ledger
from ..questions.models import Question, Standing
from ..questions.trying import Effect, answer_to, effect
from ..revisions import review
from ..search import lemmas, normalise
from ..search import words as split
from .desk import CleanCharField
from .finding import MAX_WORDS, Finder
from .guard import revision as state_of
from .proposing import propose
from .synonyms import NEW_GROUP

MAX_PHRASE_CHARACTERS = 120
MAX_NEAR = 5  # programmes that a question is near to


def forms_of(text: str) -> tuple[str, ...]:
    """Return the dictionary forms of a phrase: the same for the same words in other cases."""
    return tuple(lemmas(word.normal)[0] for word in split(text))


def group_with(phrase: str) -> SynonymGroup | None:
    """Return the group that has a phrase, one that the search knows before any other."""
    wanted = forms_of(phrase)
    for group in SynonymGroup.objects.order_by("-in_use", "slug"):
        if wanted in map(forms_of, group.phrases):
            return group
    return None


class SynonymForm(forms.Form):
    """A word of a question, and what it means."""

    word = CleanCharField(
        label="Слово вопроса",
        max_length=MAX_PHRASE_CHARACTERS,
        help_text="Слово или выражение, как его пишут посетители.",
    )
    meaning = CleanCharField(
        label="Что оно значит",
        max_length=MAX_PHRASE_CHARACTERS,
        help_text="Слово или выражение, которое в каталоге есть.",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_word(self):
        return clean_line(SynonymGroup, "words", self.cleaned_data["word"])

    def clean_meaning(self):
        return clean_line(SynonymGroup, "words", self.cleaned_data["meaning"])

    def clean(self):
        """Find the group that has the meaning, and refuse what would change nothing."""
        found = super().clean()
        word, meaning = found.get("word"), found.get("meaning")
        if not (word and meaning):
            return found
        self.group = group_with(meaning)
        self.phrases = [*self.group.phrases, word] if self.group else [meaning, word]
        known = self.group.phrases if self.group else [meaning]
        if forms_of(word) in map(forms_of, known):
            is_one = forms_of(word) == forms_of(meaning)
            same = "Это то же самое слово." if is_one else f"Это слово уже есть: «{self.group}»."
            self.add_error("word", same)
        return found

    @property
    def token(self) -> str:
        """What is confirmed: these words, and the group as it was shown."""
        state = f"{self.group.pk}-{state_of(self.group)}" if self.group else NEW_GROUP
        return f"{state}:{'|'.join(self.phrases[-2:])}"

    def effect(self) -> Effect:
        """Return what the group would change."""
        return effect(self.group.slug if self.group else NEW_GROUP, self.phrases, today())


class KeywordForm(forms.Form):
    """A programme, called by words, and what it shall be found by."""

    programme = CleanCharField(
        label="Программа",
        max_length=MAX_WORDS,
        help_text="Её название или код.",
        widget=forms.TextInput({"list": "near", "autocomplete": "off"}),
    )
    word = CleanCharField(
        label="Слово для поиска",
        max_length=MAX_PHRASE_CHARACTERS,
        help_text="Как спросит тот, кто страницы не читал: «взять станок в лизинг».",
    )

    def __init__(self, *args, finder: Finder, **kwargs):
        super().__init__(*args, **kwargs)
        self.finder, self.found = finder, None

    def clean_programme(self):
        self.found = self.finder.one(self.cleaned_data["programme"])
        return self.cleaned_data["programme"]

    def clean_word(self):
        return clean_line(Programme, "keywords", self.cleaned_data["word"])

    def clean(self):
        """Refuse a word that the programme has."""
        found = super().clean()
        if self.found and has_line(self.found.keywords, found.get("word", "")):
            self.add_error("word", "У программы это слово уже есть.")
        return found


def clean_line(model, field: str, text: str) -> str:
    """Return a line as a field of a model takes it.

    Raises:
        ValidationError: it does not.
    """
    if "\n" in text:
        raise ValidationError("Напишите одну строку.")
    return model._meta.get_field(field).clean(text, None)


def has_line(lines: str, line: str) -> bool:
    """Tell whether a text has a line, whatever its case."""
    return normalise(line) in map(normalise, lines.splitlines())


def with_line(text: dict, field: str, line: str) -> dict:
    """Return the text of a record with a line more in one of its fields."""
    if has_line(text[field], line):
        return text
    return {**text, field: "\n".join(filter(None, [text[field], line]))}


class Answering:
    """Pages that answer a question; for the ``ModelAdmin`` of questions."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "questions_question"
        own = [
            path("<int:pk>/synonym/", view(self.synonym_page), name=f"{name}_synonym"),
            path("<int:pk>/keyword/", view(self.keyword_page), name=f"{name}_keyword"),
        ]
        return [*own, *super().get_urls()]

    def may_add_synonyms(self, request) -> bool:
        """Tell whether the signed-in person may write groups of synonyms, or propose them."""
        rights = ("add_synonymgroup", "change_synonymgroup")
        return self.has_settle_permission(request) and all(
            request.user.has_perm(f"programmes.{right}") for right in rights
        )

    def may_add_keywords(self, request) -> bool:
        """Tell whether the signed-in person may write programmes, or propose corrections."""
        may_write = request.user.has_perm("programmes.change_programme")
        return self.has_settle_permission(request) and may_write

    def asked(self, pk: int, is_allowed: bool) -> Question:
        """Return a question that the signed-in person may answer.

        Raises:
            Http404: there is none.
            PermissionDenied: he may not.
        """
        if not is_allowed:
            raise PermissionDenied
        question = Question.objects.filter(pk=pk).first()
        if question is None:
            raise Http404
        return question

    # --- A synonym ------------------------------------------------------------------------------

    def synonym_page(self, request, pk):
        """Ask what a word means, show what that would change, and write it once confirmed."""
        question = self.asked(pk, self.may_add_synonyms(request))
        unknown, _ = self.read(question)
        form = SynonymForm(request.POST or None, initial={"word": unknown})
        shown = None
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["confirmed"] == form.token:
                with refresh.refresh_once(), transaction.atomic():
                    done = self.add_synonym(request, form)
                    if done:
                        self.settle_one(request, question)
                if done:
                    return HttpResponseRedirect(self.address("changelist"))
            shown = form.effect()
            form = SynonymForm({**form.cleaned_data, "confirmed": form.token})
            form.is_valid()
        context = self.page(request, question, f"Что значит «{question}»?")
        context |= {"form": form, "effect": shown}
        return TemplateResponse(request, "admin/questions/synonym.html", context)

    def add_synonym(self, request, form: SynonymForm) -> bool:
        """Write the group, or propose it; say what was done."""
        desk = self.admin_site.get_model_admin(SynonymGroup)
        if form.group is None:
            group = SynonymGroup(words="\n".join(form.phrases))
            written: set[int] = set()
            with review.written_down(SynonymGroup, written, request.user):
                desk.save_model(request, group, None, False)
                written.add(group.pk)
            desk.log_addition(request, group, [{"added": {}}])
            said = "действует" if group.in_use else "заработает, когда её отметит издатель"
            text = f"Группа синонимов добавлена: «{group}», {said}."
            self.message_user(request, text, messages.SUCCESS)
            return True
        desk.hold(form.group)
        group = SynonymGroup.objects.get(pk=form.group.pk)
        word = form.cleaned_data["word"]
        return propose(desk, request, group, lambda text: with_line(text, "words", word))

    # --- A word of a programme ------------------------------------------------------------------

    def keyword_page(self, request, pk):
        """Ask which programme a question means, and let it be found by it."""
        question = self.asked(pk, self.may_add_keywords(request))
        desk = self.admin_site.get_model_admin(Programme)
        form = KeywordForm(
            request.POST or None, initial={"word": question.words}, finder=Finder(Programme, desk)
        )
        if request.method == "POST" and form.is_valid():
            with refresh.refresh_once(), transaction.atomic():
                desk.hold(form.found)
                programme = Programme.objects.get(pk=form.found.pk)
                word = form.cleaned_data["word"]
                done = propose(
                    desk, request, programme, lambda text: with_line(text, "keywords", word)
                )
                if done:
                    self.settle_one(request, question)
            if done:
                return HttpResponseRedirect(self.address("changelist"))
        _, near = self.read(question)
        context = self.page(request, question, f"Какая программа отвечает на «{question}»?")
        context |= {"form": form, "near": near}
        return TemplateResponse(request, "admin/questions/keyword.html", context)

    def read(self, question: Question) -> tuple[str, list[Programme]]:
        """Return the words of a question that nothing has, and programmes that are near to it."""
        with consistent_reading():
            answer = answer_to(question.words, current(today()), MAX_NEAR)
            unknown = answer.understanding.unknown if answer.understanding else ()
            pks = [*answer.page_pks, *answer.similar][:MAX_NEAR]
            near = in_order(Programme.objects.published(), pks)
        return " ".join(unknown) or question.words, near

    def settle_one(self, request, question: Question) -> None:
        """Note that a question was dealt with."""
        ledger.settle([question], Standing.SETTLED, today())
        self.log_change(request, question, "Разобран.")

    def page(self, request, question: Question, title: str) -> dict:
        """Return what all pages of a question need."""
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "question": question,
        }
