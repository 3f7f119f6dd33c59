"""Environments: what they cover between them, and how they stand to each other."""

from typing import get_args

from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Environment, Kind
from mlplatform.settings.one_of import listed
from mlplatform.settings.regions import partition


def check(draft: Draft) -> None:
    """One hub, every kind somewhere; several environments name account and region and can reach each other."""
    _names_differ(draft)
    node = draft.document.node(("environments",))
    count = len((node.items if node else None) or ())
    if len(draft.environments) < count:
        return  # what an environment with a mistake is for would be a guess
    _every_kind(draft)
    hubs = [(index, environment) for index, environment in draft.environments if environment.is_hub]
    for index, _ in hubs[1:]:
        draft.document.report(
            ("environments", index, "kinds"),
            found=f"a second hub; environments[{hubs[0][0]}] is one",
            expected="one hub: images, packages and pipelines have one place",
            fix="take hub out of one of the two",
        )
    if count > 1:
        _placed(draft)
        _accounts_differ(draft)
        if hubs:
            _beside_the_hub(draft, hubs[0][1])


def _every_kind(draft: Draft) -> None:
    covered = {kind for _, environment in draft.environments for kind in environment.kinds}
    missing = [kind for kind in get_args(Kind) if kind not in covered]
    if missing and covered:
        draft.document.report(
            ("environments",),
            found=f"no {listed(missing, 'and no')}",
            expected="hub, workbench and serving: between them the environments cover all three",
            fix=f"add {listed(missing, 'and')} to the kinds of an environment, or an environment of that kind",
        )


def _placed(draft: Draft) -> None:
    for index, _ in draft.environments:
        path = ("environments", index)
        lacking = [key for key in ("account", "region") if draft.document.node((*path, key)) is None]
        if lacking:
            draft.document.report(
                path,
                found=f"no {listed(lacking, 'and no')}",
                expected="account and region of every environment, because several must be able to name each other",
                fix=f"add {listed(lacking, 'and')}",
            )


def _accounts_differ(draft: Draft) -> None:
    first: dict[str, int] = {}
    for index, environment in draft.environments:
        if environment.account is None:
            continue
        other = first.setdefault(environment.account, index)
        if other != index:
            draft.document.report(
                ("environments", index, "account"),
                found=f"{environment.account}, which is the account of environments[{other}]",
                expected="an account for each environment: what holds for a whole account (its registry, its "
                "data catalogue, who may administer it) cannot be two environments' at once",
                fix="name another account, or make one environment of the two: kinds takes several",
            )


def _beside_the_hub(draft: Draft, hub: Environment) -> None:
    for index, environment in draft.environments:
        if not hub.region or not environment.region or environment.region == hub.region:
            continue
        path = ("environments", index, "region")
        if partition(environment.region) != partition(hub.region):
            draft.document.report(
                path,
                found=f"{environment.region}, in the partition {partition(environment.region)}",
                expected=f"a region of the partition {partition(hub.region)}, where the hub is: roles of one partition "
                "cannot be taken from another",
                fix=f"write {hub.region}, or describe an organisation of its own for the other partition",
            )
        else:
            draft.document.report(
                path,
                expected=f"{hub.region}, the hub's region: its pipelines, keys and images serve one region",
                fix=f"write {hub.region}, or describe an organisation of its own for the other region",
            )


def _names_differ(draft: Draft) -> None:
    names = draft.document.texts("environments", "name")
    for index, name in names.items():
        if name in list(names.values())[: list(names).index(index)]:
            draft.document.report(
                ("environments", index, "name"),
                found=f"{name} again",
                expected="a name that no other environment has",
                fix="choose another name: stacks and the contract's path carry it",
            )
