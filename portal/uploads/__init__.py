"""What an uploaded file really is: read from its bytes, refused where it is not what its name says. Free of Django."""


class RefusedError(Exception):
    """A file that is not taken in; its text says why and what to do instead."""


class MismatchError(RefusedError):
    """Its content is not what its ending says."""
