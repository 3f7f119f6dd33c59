"""Why a file is no template."""


class NotATemplateError(ValueError):
    """A file that is no template; the message is the reason, to be read after the file's name."""
