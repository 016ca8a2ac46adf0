"""The form that closes a decision: what was done, with files."""

from django.forms import Form, Textarea

from meetings.forms.fields import SeveralFilesField, TextField
from meetings.services.decisions import NOTE_LENGTH
from portal.models import StoredFile


class ClosingForm(Form):
    """What was done about a decision; `stored` are files that are there already."""

    note = TextField(label="落实情况", most=NOTE_LENGTH, required=False, widget=Textarea(attrs={"rows": 3}))
    evidence = SeveralFilesField(label="落实材料")
    stored: list[StoredFile]
