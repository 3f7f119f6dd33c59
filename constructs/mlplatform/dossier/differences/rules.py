"""Security groups: rules that come, go or change."""

from collections.abc import Iterator, Sequence

from mlplatform.dossier.differences.matching import Pairs, Renames, pair
from mlplatform.dossier.document import Change, Group, Rule
from mlplatform.dossier.network_addresses import public
from mlplatform.dossier.network_words import said

Meaning = tuple[str, str, str, str]


def pair_groups(before: Sequence[Group], after: Sequence[Group]) -> Pairs[Group]:
    """Groups that are the same: in the same place, of the same name, or with the same rules."""
    names = {group.name for group in (*before, *after)}
    return pair(before, after, lambda g: g.place or g.id, lambda g: g.name, lambda g: _signature(g, names))


def group_changes(environment: str, pairs: Pairs[Group], renames: Renames) -> Iterator[Change]:
    """Each rule that is new, gone or different; a group that comes or goes is one change."""
    for one, other in pairs.both:
        yield from _rules(environment, one, other, renames)
    for group in pairs.new:
        rules = "\n".join(map(said, group.rules)) or "no rules"
        kind = "internet" if any(public(rule.peer) for rule in group.rules) else "rule"
        title = f"New security group {group.name}."
        yield Change(kind=kind, environment=environment, place=group.place or group.id, title=title, after=rules)
    for group in pairs.gone:
        rules = "\n".join(map(said, group.rules)) or "no rules"
        title = f"The security group {group.name} is gone."
        yield Change(kind="rule", environment=environment, place=group.place or group.id, title=title, before=rules)


def _rules(environment: str, one: Group, other: Group, renames: Renames) -> Iterator[Change]:
    pairs = pair([_renamed(rule, renames) for rule in one.rules], other.rules, _meaning)
    # What is left in one place was edited: most likely those rules that have the peer or the ports in common.
    edited = pair(
        pairs.gone,
        pairs.new,
        lambda rule: (rule.proof, rule.direction, rule.peer),
        lambda rule: (rule.proof, rule.direction, rule.protocol, rule.ports),
        lambda rule: (rule.proof, rule.direction),
    )
    for was, now in edited.both:
        yield _change(environment, other, was, now)
    for rule in edited.gone:
        yield _change(environment, other, rule, None)
    for rule in edited.new:
        yield _change(environment, other, None, rule)


def _change(environment: str, group: Group, was: Rule | None, now: Rule | None) -> Change:
    verb = "changes" if was and now else "has a new rule" if now else "loses a rule"
    before, after = said(was) if was else "", said(now) if now else ""
    text = f"{before}, now {after}" if was and now else before or after
    opened = now is not None and public(now.peer)
    return Change(
        kind="internet" if opened else "rule",
        environment=environment,
        place=now.proof if now else was.proof if was else group.place,
        title=f"The security group {group.name} {verb}: {text}.",
        before=before,
        after=after,
    )


def _renamed(rule: Rule, renames: Renames) -> Rule:
    return rule.model_copy(update={"peer": renames.of(rule.peer), "proof": renames.of(rule.proof)})


def _meaning(rule: Rule) -> Meaning:
    return rule.direction, rule.protocol, rule.ports, rule.peer


def _signature(group: Group, names: set[str]) -> tuple[Meaning, ...]:
    """The rules of a group, whatever the groups are called that they name."""
    return tuple(
        sorted((r.direction, r.protocol, r.ports, "a group" if r.peer in names else r.peer) for r in group.rules)
    )
