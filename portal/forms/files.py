"""A form field for several files; what is wrong with one of them is said by the service that takes them in."""

from typing import Any

from django.forms import FileField, FileInput

from portal.services.uploads import ENDINGS


class SeveralFilesInput(FileInput):
    """A picker for several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files sent under the name."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class SeveralFilesField(FileField):
    """Several files; each is judged by `files_take`, so that good ones are kept beside bad ones."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(f".{ending}" for ending in ENDINGS)
        super().__init__(
            required=False, widget=SeveralFilesInput(attrs={"multiple": True, "accept": accept}), **options
        )

    def clean(self, value: Any, initial: Any = None) -> Any:
        """Take the list as it is."""
        return value or []
