"""The form that takes a problem off the list: when and how it was solved, with files."""

from django.forms import Form, Textarea

from meetings.forms.fields import DayField, SeveralFilesField, TextField

NOTE_LENGTH = 2000


class SolvingForm(Form):
    """When and how a problem was solved."""

    solved_on = DayField(label="解决日期")
    note = TextField(
        label="解决情况",
        most=NOTE_LENGTH,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text="写做了什么、效果怎样;不写个人和家庭情况",
    )
    evidence = SeveralFilesField(label="解决材料")
