"""Stacks in an account that should not be there: another organisation's, or another environment's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tools.deployed.stacks import Deployed
from tools.preflight.checked import Finding, stop


def strangers(
    stacks: Iterable[Deployed], *, organisation: str, environment: str, account: str, places: Mapping[str, str]
) -> Iterator[Finding]:
    """Stacks of such a platform that are not this environment's, and stacks that only bear its name.

    Args:
        stacks: All of the account, but for those that pipelines deploy.
        places: Environments of the organisation's file, and their accounts.
    """
    elsewhere: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stack in stacks:
        if stack.origin is None or stack.origin == (organisation, environment):
            continue
        if stack.is_of(organisation, environment):
            yield _usurped(stack.name, *stack.origin)
        else:
            elsewhere[stack.origin].append(stack.name)
    for (theirs, of), names in elsewhere.items():
        if theirs != organisation:
            yield _another_organisation(theirs, of, names, account)
        elif places.get(of) != account:
            yield _misplaced(of, names, account, places)


def _usurped(stack: str, organisation: str, environment: str) -> Finding:
    return stop(
        stack,
        f"was deployed from the environment {environment} of the organisation {organisation}, and bears a name of "
        "this one: a deployment would overwrite it.",
        "Give this organisation or environment another name, or destroy that platform with its own file first.",
    )


def _another_organisation(organisation: str, environment: str, names: Sequence[str], account: str) -> Finding:
    return stop(
        f"account {account}",
        f"holds stacks of another organisation, {organisation}, environment {environment}: {_several(names)}. What an "
        "account has once, the image registry's policy and the data catalogue's encryption, both would set.",
        "An account is one environment's. Move one of the two, or destroy it with its own file.",
    )


def _misplaced(environment: str, names: Sequence[str], account: str, places: Mapping[str, str]) -> Finding:
    says = f"the file has it in account {places[environment]}" if environment in places else "the file has none of it"
    return stop(
        f"account {account}",
        f"holds stacks of the environment {environment}, and {says}: {_several(names)}. They are paid for, and no "
        "deployment of this file reaches them.",
        "Correct the account in the file, or destroy those stacks with the file that still has them.",
    )


def _several(names: Sequence[str]) -> str:
    return f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
