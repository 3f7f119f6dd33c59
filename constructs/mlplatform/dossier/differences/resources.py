"""Resources: what would be replaced or removed, who comes and goes, and everything that no other section speaks of.

A resource is recognised by its place; one that is gone and one that is new and says the same are the same, renamed.
That is no change, but of what holds data: CloudFormation knows a resource by its logical id, and makes another one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.differences.fingerprints import FAR, NEAR, Fingerprints
from mlplatform.dossier.differences.people import is_personal, people_changes
from mlplatform.dossier.differences.values import denied, differing, shown
from mlplatform.dossier.document import Change
from mlplatform.lock.create_only import replacing, value_at
from mlplatform.lock.stateful import STATEFUL

Body = Mapping[str, Any]
Key = tuple[str, str]
UPDATED = "what is there is kept (DeletionPolicy), and nothing manages it any more"


def resource_changes(before: Assembly, after: Assembly) -> Iterator[Change]:
    """Changes of kinds `replaced`, `deleted`, `guard-rail`, `user`, `resource`."""
    old = {place.name: place for place in before.places}
    new = {place.name: place for place in after.places}
    for name in sorted(old | new):
        yield from _Comparison(name, old.get(name), new.get(name)).changes()


class _Comparison:
    """One environment, as it was and as it is."""

    def __init__(self, environment: str, before: Place | None, after: Place | None) -> None:
        self._environment = environment
        self._old, self._new = (Fingerprints(place.stacks if place else ()) for place in (before, after))
        self._before, self._after = dict(self._old.bodies()), dict(self._new.bodies())
        self._names: dict[Key, Key] = {}

    def changes(self) -> Iterator[Change]:
        gone = {key: body for key, body in self._before.items() if self._is_another(key)}
        come = {key: body for key, body in self._after.items() if key not in self._before or key in gone}
        self._names = {now: was for was, now in self._renamed(gone, come)}
        for there, here in self._names.items():
            del come[there]
            yield from self._moved(here, there, gone.pop(here))
        both = list(self._both())
        yield from people_changes(self._environment, gone, come, both)
        for key, body in sorted(gone.items()):
            if not is_personal(body):
                yield self._removed(key, body)
        for key, body in sorted(come.items()):
            if not is_personal(body):
                yield self._change("resource", key, f"{body['Type']} is new")
        for key, was, now in both:
            if was != now and not is_personal(was) and not _follows_people(was, now):
                yield self._altered(key, was, now)

    def _is_another(self, key: Key) -> bool:
        now = self._after.get(key)
        return now is None or now["Type"] != self._before[key]["Type"]

    def _both(self) -> Iterator[tuple[Key, Body, Body]]:
        """What stands at the same place on both sides, with references to what was renamed by its old name."""
        for key, body in sorted(self._before.items()):
            if not self._is_another(key):
                now = self._new.canonical(key, self._after[key], self._named)
                yield key, self._old.canonical(key, body, "/".join), now

    def _named(self, key: Key) -> str:
        return "/".join(self._names.get(key, key))

    def _renamed(self, gone: Mapping[Key, Body], come: Mapping[Key, Body]) -> list[tuple[Key, Key]]:
        """Pairs that say the same, as far away as possible; of several alike, in the order of their places."""
        pairs: list[tuple[Key, Key]] = []
        left, there = sorted(gone), sorted(come)
        for distance in (FAR, NEAR):
            alike: dict[str, list[Key]] = defaultdict(list)
            for key in there:
                alike[self._new.of(key, distance)].append(key)
            found = [(key, same.pop(0)) for key in left if (same := alike[self._old.of(key, distance)])]
            pairs += found
            left = [key for key in left if key not in {was for was, _ in found}]
            there = [key for key in there if key not in {now for _, now in found}]
        return pairs

    def _moved(self, was: Key, now: Key, body: Body) -> Iterator[Change]:
        if body["Type"] not in STATEFUL or is_personal(body):
            return
        known = STATEFUL[body["Type"]]
        title = f"The {known.noun} gets another logical id: CloudFormation makes a new one. {known.loss}"
        yield self._change("replaced", was, title, "/".join(was), "/".join(now))

    def _removed(self, key: Key, body: Body) -> Change:
        if (known := STATEFUL.get(body["Type"])) is None:
            return self._change("resource", key, f"{body['Type']} is gone")
        kept = body.get("DeletionPolicy", "Delete")
        fate = UPDATED if kept.startswith("Retain") else f"{kept}: {known.loss}"
        return self._change("deleted", key, f"The {known.noun} is removed: {fate} {known.before}", shown(_named(body)))

    def _altered(self, key: Key, was: Body, now: Body) -> Change:
        type_ = was["Type"]
        paths = differing(was, now)
        one, other = was.get("Properties", {}), now.get("Properties", {})
        lost = (
            [path for path in replacing(type_) if value_at(one, path) != value_at(other, path)]
            if type_ in STATEFUL
            else []
        )
        if lost:
            known = STATEFUL[type_]
            what = f"The {known.noun} is replaced, since {', '.join(lost)} cannot change. {known.loss} {known.before}"
            values = [shown({path: value_at(body, path) for path in lost}) for body in (one, other)]
            return self._change("replaced", key, what, *values)
        if weakened := sorted(denied(was) - denied(now)):
            title = f"{type_}: what it denies is gone, narrower or different"
            return self._change(
                "guard-rail", key, title, "\n".join(weakened), "\n".join(sorted(denied(now) - denied(was)))
            )
        title = f"{type_} differs: {', '.join(paths) or 'in what it refers to'}"
        return self._change("resource", key, title, *(shown({p: value_at(b, p) for p in paths}) for b in (was, now)))

    def _change(self, kind: str, key: Key, title: str, before: str = "", after: str = "") -> Change:
        return Change(
            kind=kind, environment=self._environment, place="/".join(key), title=title, before=before, after=after
        )


def _follows_people(was: Body, now: Body) -> bool:
    """Whether it is the list of people who are to be cleaned up after, which changes with them."""
    return was["Type"] == "Custom::ProfileCleanUp" and differing(was, now) == ("Properties.Profiles",)


def _named(body: Body) -> Mapping[str, Any]:
    name = STATEFUL[body["Type"]].name
    value = body.get("Properties", {}).get(name) if name else None
    return {name: value} if value else {}
