"""Forms of saved views."""

from django import forms

from portal.forms.plain import TextField

LONGEST_TITLE = 40


class ViewForm(forms.Form):
    """The title of a view and whether it is shared; `version` tells a stale form."""

    title = TextField(label="名称", most=LONGEST_TITLE)
    shared = forms.BooleanField(label="共享给本辖区", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class NewViewForm(ViewForm):
    """A view to be kept: of which page, in which state."""

    page = forms.CharField(widget=forms.HiddenInput, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)
