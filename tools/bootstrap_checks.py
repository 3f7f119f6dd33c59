"""What speaks against bootstrapping an account: it is another one, or other things are deployed by the CDK there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlparse

from botocore.exceptions import ClientError

from mlplatform.settings import Environment, Organisation

TOOLKIT = "CDKToolkit"
"""The stack that `cdk bootstrap` makes; every CDK app of the account and region is deployed through its roles."""

QUALIFIER = "hnb659fds"
"""What the names of its roles carry, unless `cdk bootstrap` is told otherwise."""


class BootstrapError(RuntimeError):
    """Nothing was changed; the message says what speaks against it and how to go on."""


PLACEHOLDERS = frozenset(
    {"123456789012", "111122223333", "444455556666", "777788889999", *(f"{digit}" * 12 for digit in range(10))}
)
"""Account ids that documentation uses for nobody's account, and that the samples carry."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def refuse_placeholders(organisation: Organisation, *, endpoint: str) -> None:
    """Stop where a sample that nobody has adapted would go anywhere but to a local AWS."""
    if urlparse(endpoint).hostname in LOOPBACK:
        return
    found = [e for e in organisation.environments if e.account in PLACEHOLDERS]
    if found:
        raise BootstrapError(
            _stopped(
                "the file has placeholder accounts, which are nobody's.",
                *(f"environment {environment.name}: {environment.account}" for environment in found),
                "Write the ids of your own accounts, or deploy to the local AWS: make demo.",
            )
        )


def not_one_of_ours(organisation: Organisation, account: str) -> str:
    """The words for credentials of an account that is no environment's."""
    return _stopped(
        f"your credentials are of account {account}, which is no environment's.",
        *(f"environment {e.name}: {e.account}" for e in organisation.environments),
        "Use credentials of one of these accounts (AWS_PROFILE).",
    )


def refuse_another_place(environment: Environment, *, account: str, region: str) -> None:
    """Stop where the organisation's file names another account or region than the one that would be bootstrapped."""
    mistakes = []
    if environment.account not in (None, account):
        mistakes.append(
            f"The file says account {environment.account}, your credentials are of {account}. Use credentials of "
            f"{environment.account} (AWS_PROFILE), or change its account in the file."
        )
    if environment.region not in (None, region):
        mistakes.append(
            f"The file says region {environment.region}, yours is {region}. Set AWS_REGION={environment.region}, or "
            f"change its region in the file."
        )
    if mistakes:
        raise BootstrapError(_stopped(f"environment {environment.name} is elsewhere.", *mistakes))


def refuse_another_toolkit(cloudformation: Any, wanted: Mapping[str, str], *, earlier: Mapping[str, str]) -> None:
    """Stop where a toolkit stack stands with other parameters: what deploys through it would be held to ours.

    `earlier` is what releases before gave: such a toolkit is ours, and is brought up to date.
    """
    if (stack := find_stack(cloudformation, TOOLKIT)) is None:
        return
    found = {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in stack.get("Parameters", [])}
    differences = [
        f"{name} is {found.get(name) or 'empty'}, and would become {value}."
        for name, value in wanted.items()
        if found.get(name, "") not in (value, earlier.get(name, value))
    ]
    if differences:
        raise BootstrapError(
            _stopped(
                f"the stack {TOOLKIT} is there, with other parameters.",
                *differences,
                "Everything that is deployed by the CDK in this account and region would be held to the deployer "
                "boundary, which allows what the platform needs and no more.",
                "Where that is what you want: make bootstrap FORCE=1 (python -m tools.bootstrap --force).",
            )
        )


def find_stack(cloudformation: Any, name: str) -> dict[str, Any] | None:
    """A stack, described; None where there is none."""
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return found


def _stopped(why: str, *lines: str) -> str:
    return "\n  ".join((f"Not bootstrapped, nothing was changed: {why}", *lines))
