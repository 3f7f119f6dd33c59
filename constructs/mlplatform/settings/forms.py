"""The forms that more than one model uses."""

from typing import Annotated

from . import names, regions
from .form import Form

RESERVED_PREFIXES = ("aws", "sagemaker")
"""AWS keeps names that start like these for itself (tags, key aliases, jobs of its own)."""

_WORDS = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


def _explain_name(name: str) -> str | None:
    if name.startswith(RESERVED_PREFIXES):
        return f"choose another name: AWS keeps names that start with {' or '.join(RESERVED_PREFIXES)} for itself"
    if name != name.lower():
        return f"write it in lower case: {name.lower()}"
    return None


def short_name(shortest: int, longest: int) -> Form:
    """The form of a name that becomes part of derived names."""
    return Form(
        pattern=rf"(?!{'|'.join(RESERVED_PREFIXES)})(?=.{{{shortest},{longest}}}$){_WORDS}",
        expected=f"{shortest} to {longest} characters of a-z, 0-9 and single dashes, a letter first",
        fix="choose a name of that form: names of roles, stacks and jobs are derived from it, and AWS limits those",
        explain=_explain_name,
    )


ORGANISATION_NAME = short_name(2, names.MAX_ORGANISATION)
ENVIRONMENT_NAME = short_name(2, names.MAX_ENVIRONMENT)
TEAM_NAME = short_name(2, names.MAX_TEAM)
PROJECT_NAME = short_name(2, names.MAX_PROJECT)

EMAIL = Form(
    pattern=r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    expected="an e-mail address",
    fix="write one address, for example ml-platform@example.com; a mailing list reaches several people",
)

ACCOUNT = Form(
    pattern=r"[0-9]{12}",
    expected="an AWS account id: 12 digits in quotes",
    fix='write all 12 digits in quotes, without dashes, for example "111122223333"',
)

REGION = Form(
    pattern=regions.PATTERN,
    expected="an AWS region such as eu-west-1",
    fix="write the region's code, not its name; `aws account list-regions` lists those of your account",
    explain=regions.explain,
)

Account = Annotated[str, ACCOUNT]
Region = Annotated[str, REGION]
