"""Stores of data and keys: encryption, retention, deletion, who uses a key."""

import re
from collections.abc import Iterator
from typing import Literal

from mlplatform.dossier.differences.matching import Pairs, Renames, lines_that_differ, pair, without_own_names
from mlplatform.dossier.document import Change, Environment, Key, Store
from mlplatform.dossier.stores import ANYBODY, PUBLIC

Sort = Literal["store", "key", "internet"]


def store_changes(environment: str, before: Environment, after: Environment) -> Iterator[Change]:
    """Changes of kinds `store`, `key` and `internet`; what is only called otherwise, or stands elsewhere, is none."""
    keys = pair(before.keys, after.keys, lambda k: k.place, lambda k: k.name, _key_signature)
    by_key = Renames(keys.places())
    known = [store.model_copy(update={"key": by_key.of(store.key)}) for store in before.stores]
    stores = pair(known, after.stores, lambda s: s.place, lambda s: (s.type, s.name, s.team), _store_signature)
    renames = Renames([*keys.places(), *stores.places()])
    about = Changes(environment)
    yield from about.keys(keys, renames)
    yield from about.stores(stores, renames)


def _key_signature(key: Key) -> tuple[object, ...]:
    return key.rotation, key.on_deletion, without_own_names(key.place, key.statements)


def _store_signature(store: Store) -> tuple[object, ...]:
    said = without_own_names(store.place, store.statements)
    kept = (store.on_deletion, store.retention, store.backup, store.exposed)
    return store.type, store.team, store.key, kept, said


class Changes:
    """Changes of one environment, in words."""

    def __init__(self, environment: str) -> None:
        self._environment = environment

    def keys(self, pairs: Pairs[Key], renames: Renames) -> Iterator[Change]:
        for was, now in pairs.both:
            yield from self._key(was, now, renames)
        for key in pairs.new:
            users = f"administered by {', '.join(key.administrators)}\nused by {', '.join(key.users)}"
            yield self._said("key", key.place, f"New key {key.name}.", after=users)
        for key in pairs.gone:
            yield self._said("key", key.place, f"The key {key.name} is gone.", before=key.on_deletion)

    def _key(self, was: Key, now: Key, renames: Renames) -> Iterator[Change]:
        name = f"The key {now.name}"
        if was.rotation != now.rotation:
            title = f"{name} is {'now' if now.rotation else 'no longer'} rotated."
            yield self._said("key", now.place, title, f"rotation: {was.rotation}", f"rotation: {now.rotation}")
        if was.on_deletion != now.on_deletion:
            yield self._said("key", now.place, f"{name} is kept otherwise.", was.on_deletion, now.on_deletion)
        then = renames.all(was.statements)
        if then != now.statements:
            title = f"{name} has another policy{_who(was, now, renames)}."
            yield self._said("key", now.place, title, *lines_that_differ(then, now.statements))

    def stores(self, pairs: Pairs[Store], renames: Renames) -> Iterator[Change]:
        for was, now in pairs.both:
            yield from self._store(was, now, renames)
        for store in pairs.new:
            kind: Sort = "internet" if _public(store.exposed) else "store"
            yield self._said(kind, store.place, f"New {called(store)}.", after=_summary(store))
        for store in pairs.gone:
            yield self._said("store", store.place, f"The {called(store)} is gone.", before=_summary(store))

    def _store(self, was: Store, now: Store, renames: Renames) -> Iterator[Change]:
        name = f"The {called(now)}"
        if was.key != now.key:
            yield self._said("store", now.place, f"{name} is encrypted otherwise.", was.key, now.key)
        if was.on_deletion != now.on_deletion:
            title = f"{name} meets another end when it leaves the template."
            yield self._said("store", now.place, title, was.on_deletion, now.on_deletion)
        if was.retention != now.retention:
            title = f"{name} keeps what it holds {_longer(was.retention, now.retention)}."
            yield self._said("store", now.place, title, was.retention, now.retention)
        if was.backup != now.backup:
            yield self._said(
                "store", now.place, f"{name} has other copies.", was.backup or "none", now.backup or "none"
            )
        yield from self._policy(name, was, now, renames)

    def _policy(self, name: str, was: Store, now: Store, renames: Renames) -> Iterator[Change]:
        """Whom the policy lets in is the same change as its statements; a block of public access is another one."""
        then = renames.all(was.statements)
        lost, gained = lines_that_differ(then, now.statements)
        opened = _public(now.exposed) - _public(was.exposed)
        place = now.policy or was.policy or now.place
        if then != now.statements:
            kind: Sort = "internet" if any(text.startswith((ANYBODY, "everybody")) for text in opened) else "store"
            yield self._said(kind, place, f"{name} has another policy.", lost, gained)
        blocks = [{text for text in store.exposed.split("; ") if text.startswith(PUBLIC)} for store in (was, now)]
        if blocks[0] != blocks[1] or (then == now.statements and was.exposed != now.exposed):
            kind = "internet" if opened else "store"
            title = f"{name} is {'open' if opened else 'no longer open'} to others than before."
            before, after = was.exposed or "nobody from outside", now.exposed or "nobody from outside"
            yield self._said(kind, now.place, title, before, after)

    def _said(self, kind: Sort, place: str, title: str, before: str = "", after: str = "") -> Change:
        return Change(kind=kind, environment=self._environment, place=place, title=title, before=before, after=after)


def called(store: Store) -> str:
    """A store by its type, name and team."""
    service, _, noun = store.type.removeprefix("AWS::").partition("::")
    return f"{service} {noun} {store.name}{f' of the team {store.team}' if store.team else ''}"


def _summary(store: Store) -> str:
    parts = (
        f"encrypted by {store.key}",
        f"on deletion: {store.on_deletion}",
        f"kept: {store.retention}" if store.retention else "",
        f"open to {store.exposed}" if store.exposed else "",
    )
    return "\n".join(filter(None, parts))


def _public(exposed: str) -> set[str]:
    return {text for text in exposed.split("; ") if text.startswith((ANYBODY, "everybody", PUBLIC))}


def _who(was: Key, now: Key, renames: Renames) -> str:
    """Who administers or uses a key that did not, and the other way round."""
    then, today = set(renames.all((*was.administrators, *was.users))), {*now.administrators, *now.users}
    parts = [f"in: {', '.join(sorted(today - then))}" if today - then else ""]
    parts.append(f"out: {', '.join(sorted(then - today))}" if then - today else "")
    said = "; ".join(filter(None, parts))
    return f" ({said})" if said else ""


def _longer(before: str, after: str) -> str:
    """Which way retention goes, where the same things are kept for another time."""
    skeletons = [re.sub(r"\d+ days|for ever", "…", text) for text in (before, after)]
    terms = [re.findall(r"\d+(?= days)|for ever", text) for text in (before, after)]
    was, now = ([float("inf") if term == "for ever" else float(term) for term in found] for found in terms)
    if skeletons[0] == skeletons[1] and was != now:
        if all(b <= a for a, b in zip(was, now, strict=True)):
            return "for a shorter time"
        if all(b >= a for a, b in zip(was, now, strict=True)):
            return "for a longer time"
    return "for another time"
