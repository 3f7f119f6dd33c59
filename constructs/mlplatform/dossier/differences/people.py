"""People: a profile and its private space come and go with a user of the organisation's file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlplatform.dossier.differences.values import differing
from mlplatform.dossier.document import Change
from mlplatform.lock.stateful import STATEFUL

PROFILE, SPACE = "AWS::SageMaker::UserProfile", "AWS::SageMaker::Space"

Body = Mapping[str, Any]
Key = tuple[str, str]


def is_personal(body: Body) -> bool:
    """Whether a resource is a person's own: a profile that bears a user's name, a private space."""
    return body["Type"] in (PROFILE, SPACE) and bool(_user(body))


def people_changes(
    environment: str, gone: Mapping[Key, Body], come: Mapping[Key, Body], both: Sequence[tuple[Key, Body, Body]]
) -> Iterator[Change]:
    """One change for each person, whatever it does to how many resources."""
    found: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    sides: tuple[tuple[str, Mapping[Key, Body]], ...] = (("gone", gone), ("new", come))
    for what, bodies in sides:
        for key, body in bodies.items():
            if is_personal(body):
                found[_user(body)][what].append(key)
    for key, was, now in both:
        if is_personal(was) and differing(was, now):
            found[_user(was)]["different"].append(key)
    for user, several in sorted(found.items()):
        keys = sorted(key for each in several.values() for key in each)
        yield Change(
            kind="user", environment=environment, place="/".join(keys[0]), title=_title(user, several, gone, come, both)
        )


def _title(
    user: str,
    several: Mapping[str, list[Key]],
    gone: Mapping[Key, Body],
    come: Mapping[Key, Body],
    both: Sequence[tuple[Key, Body, Body]],
) -> str:
    if several["gone"] and several["new"]:
        return f"{user} moves: {_where(gone[several['gone'][0]])} becomes {_where(come[several['new'][0]])}. {_loss()}"
    if several["gone"]:
        return f"{user} goes ({_where(gone[several['gone'][0]])}). {_loss()}"
    if several["new"]:
        return f"{user} comes ({_where(come[several['new'][0]])})."
    [(was, now), *_] = [(was, now) for key, was, now in both if key in several["different"]]
    paths = ", ".join(path.removeprefix("Properties.") for path in differing(was, now))
    return f"{user} is different in {paths}: {_where(was)} becomes {_where(now)}."


def _loss() -> str:
    return STATEFUL[PROFILE].loss


def _user(body: Body) -> str:
    return _tag(body, "user")


def _where(body: Body) -> str:
    """Team and role of a profile."""
    role = str(body.get("Properties", {}).get("UserSettings", {}).get("ExecutionRole", ""))
    name = role.rpartition(":role/")[2].strip("\"'}] ")
    return " as ".join(part for part in (_tag(body, "team"), name) if part)


def _tag(body: Body, key: str) -> str:
    tags = body.get("Properties", {}).get("Tags", [])
    return next((str(tag["Value"]) for tag in tags if isinstance(tag, Mapping) and tag.get("Key") == key), "")
