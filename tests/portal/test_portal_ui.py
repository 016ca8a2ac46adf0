import pytest
from django import forms
from django.template import Context, Template

from duties.ledger.status import Status
from portal.models import Word


def render(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


class NoteForm(forms.Form):
    title = forms.CharField(label="标题", help_text="不超过40字")
    kinds = forms.MultipleChoiceField(
        label="类型", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple
    )
    urgent = forms.BooleanField(label="加急", required=False)

    def clean(self) -> None:
        raise forms.ValidationError("<b>整体有误</b>")


@pytest.mark.parametrize("status", list(Status))
def test_a_status_has_colour_sign_and_word(status: Status) -> None:
    html = render("{% status value %}", value=status)
    assert f"state-{status.value.replace('_', '-')}" in html
    assert status.sign in html
    assert status.label in html


def test_a_status_takes_another_word_and_escapes_it() -> None:
    assert "&lt;6天" in render("{% status value word %}", value=Status.OVERDUE, word="<6天")


def test_a_fraction_has_figures_and_a_bar_that_ends_at_its_end() -> None:
    html = render("{% fraction 15 13 value %}", value=Status.MET)
    assert "<b>15</b>/13" in html
    assert 'value="13" max="13"' in html


def test_a_fraction_of_nothing_has_a_bar_without_length() -> None:
    assert 'value="0" max="1"' in render("{% fraction 0 0 %}")


@pytest.mark.django_db
def test_a_word_comes_from_the_regulation_and_an_unknown_code_stays() -> None:
    Word.objects.create(group="roles", code="party_secretary", name="党委主要负责人")
    assert render("{% word 'roles' 'party_secretary' %}") == "党委主要负责人"
    assert render("{% word 'roles' 'nobody' %}") == "nobody"


def test_a_field_has_label_control_and_hint() -> None:
    html = render("{% field form.title %}", form=NoteForm())
    assert '<label class="form-label required" for="id_title">标题</label>' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert "form-control" in html


def test_an_error_stands_at_the_field_and_is_named_by_it() -> None:
    html = render("{% field form.title %}", form=NoteForm({"kinds": ["a"]}))
    assert 'aria-invalid="true"' in html
    assert "id_title_error" in html.split("field-errors")[0]
    assert "is-invalid" in html


def test_a_prefilled_field_says_from_where() -> None:
    html = render("{% field form.title source='来自纪要' %}", form=NoteForm())
    assert "is-prefilled" in html
    assert 'aria-describedby="id_title_helptext id_title_source"' in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = render("{% field form.kinds chips=True %}", form=NoteForm())
    assert "<legend" in html
    assert 'class="chips"' in html


def test_a_single_box_stands_before_its_label() -> None:
    html = render("{% field form.urgent %}", form=NoteForm())
    assert html.index("<input") < html.index("<label")


def test_errors_of_a_form_are_escaped() -> None:
    form = NoteForm({"title": "x", "kinds": ["a"]})
    assert "&lt;b&gt;整体有误" in render("{% form_errors form %}", form=form)


def test_page_head_and_empty_state_escape_what_they_are_given() -> None:
    assert "&lt;i&gt;" in render("{% page_head title=text %}", text="<i>")
    assert "&lt;i&gt;" in render("{% empty text hint=text url='/x/' label=text %}", text="<i>")
