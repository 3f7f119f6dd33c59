"""Concrete requests on which two assemblies may differ: made from the atoms that only one of them has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import islice, product

from mlplatform.access.evaluator import names
from mlplatform.dossier.differences import contexts
from mlplatform.dossier.differences.askers import Asker, Request
from mlplatform.dossier.differences.atoms import Atom, Guarding
from mlplatform.dossier.differences.contexts import Context
from mlplatform.dossier.differences.reference import VARIABLE, Where, actions, exists, probe
from mlplatform.dossier.words import conditions

MOST = 40
"""Actions that are asked about for one wildcard, those that change rights first."""
PROBES = 400
"""Requests that are made of one wildcard on the resources that have policies of their own."""
STARTS = 12
"""Pairs of a boundary's statement and a resource policy's that are tried for one request."""
VALUES = 4
"""Values of a condition that a change lists."""
SERVICES = frozenset(
    (
        "iam",
        "kms",
        "lambda",
        "organizations",
        "s3",
        "sagemaker",
        "secretsmanager",
        "ssm",
        "sts",
        "ec2",
        "cloudformation",
    )
)
"""What is asked about where a wildcard names every service, beside the services that its subject's policies name."""


@dataclass(frozen=True)
class Suspects:
    """What one asker is asked about.

    Args:
        differing: Atoms that only one side has.
        every: All atoms of the asker's own policies, on either side.
        guards: Resource policies, on either side.
    """

    asker: Asker
    differing: tuple[Atom, ...]
    every: tuple[Atom, ...]
    where: Where
    guards: Guarding = field(repr=False, hash=False, compare=False)

    def requests(self) -> list[Request]:
        """Each request once, in a fixed order."""
        found = {request: request for atom in self.differing for request in self._of(atom)}
        return sorted(found.values(), key=lambda one: (one.action, one.resource, one.context))

    def _of(self, atom: Atom) -> Iterator[Request]:
        for grant in self._grants(atom):
            asked = self._actions(grant, atom)
            for action in asked:
                for pattern, resource in self._resources(action, grant, atom, PROBES // len(asked)):
                    label = action if atom.action.lower() == action.lower() or grant is not atom else atom.action
                    for context, about in self._contexts(action, resource, grant, atom):
                        where = f" where {about}" if about else ""
                        yield Request(
                            action=action,
                            resource=resource,
                            context=tuple(sorted((k, str(v)) for k, v in context.items())),
                            label=label,
                            about=f"{pattern}{where}",
                            place=atom.place,
                        )

    def _grants(self, atom: Atom) -> Iterator[Atom]:
        """What could allow a request that an atom decides: the atom itself, or what else the asker is granted."""
        if atom.allows and atom.layer != "boundary":
            yield atom
            if atom.layer == "identity":
                return
        yield from (one for one in self.every if one.layer == "identity" and one.allows and _meets(one, atom))
        if self.asker.outside and not atom.allows:
            yield from (one for one in self.guards.atoms if one.allows and _meets(one, atom))

    def _actions(self, grant: Atom, atom: Atom) -> list[str]:
        exact = [one.action for one in (grant, atom) if "*" not in one.action and "?" not in one.action]
        if exact:
            return [exact[0]] if exists(exact[0]) and all(_named(one, exact[0]) for one in (grant, atom)) else []
        narrow, wide = sorted((grant.action, atom.action), key=len, reverse=True)
        found = [action for action in actions(narrow, self._services) if names((wide,), action)]
        return [action for action in found if self._let_through(action)][:MOST]

    def _let_through(self, action: str) -> bool:
        """Whether a boundary, as it was or is, allows an action on something; whoever is outside has none."""
        limits = [one for one in self.every if one.layer == "boundary" and one.allows]
        return not limits or any(_named(limit, action) for limit in limits)

    @cached_property
    def _services(self) -> frozenset[str]:
        return SERVICES | {one.action.partition(":")[0].lower() for one in self.every if ":" in one.action}

    def _resources(self, action: str, grant: Atom, atom: Atom, most: int) -> Iterator[tuple[str, str]]:
        """Patterns that both speak of, each with a resource that it matches.

        A wide one is asked about as the boundary limits it, and for what it covers that has a policy of its own.
        """
        wide = [found for one in grant.resources for other in atom.resources if (found := _narrower(one, other))]
        limits = [
            p for a in self.every if a.layer == "boundary" and a.allows and _named(a, action) for p in a.resources
        ]
        limited = [limit for limit in limits for pattern in wide if fnmatchcase(limit, pattern)]
        covered = [one for one in self._covered for pattern in wide if fnmatchcase(one, pattern)]
        for pattern in dict.fromkeys((*wide, *limited, *covered[:most])):
            if resource := probe(action, pattern, self.where):
                yield pattern, resource

    @cached_property
    def _covered(self) -> list[str]:
        return self.guards.covered(self.asker.account)

    def _contexts(self, action: str, resource: str, grant: Atom, atom: Atom) -> Iterator[tuple[Context, str]]:
        """Contexts in which the grant holds and nothing else denies: with the atom's conditions, and without."""
        every = [one for one in (*self.every, *self.guards.around(resource)) if one != atom]
        naming = [one for one in every if _named(one, action) and _speaks_of(one, resource)]
        denials = [one.condition for one in naming if not one.allows]
        known = contexts.hints([*denials, atom.condition])
        granted = {**self._usual(action, grant, atom), **contexts.meeting(grant.condition, {})}
        for start in _starts(granted, naming):
            clear = contexts.clear_of(denials, start, known)
            met = contexts.clear_of(denials, contexts.meeting(atom.condition, clear), known)
            yield contexts.meeting(atom.condition, met), conditions(atom.condition, VALUES)
            yield from self._values(atom, met)
            if atom.condition:
                yield contexts.clear_of([*denials, atom.condition], start, known), ""

    def _values(self, atom: Atom, context: Context) -> Iterator[tuple[Context, str]]:
        """A value of a list more or less is a request more or less."""
        siblings = [one for one in self.differing if one != atom and one.beside(atom)]
        for operator, keys in atom.condition.items():
            for key, values in keys.items():
                if not isinstance(values, list) or key.lower() in contexts.FACTS:
                    continue
                others = {str(v) for one in siblings for v in _listed(one, operator, key)}
                for value in sorted({str(each) for each in values} - others):
                    yield {**context, key: contexts.concrete(value)}, f"{key} is {value}"

    def _usual(self, action: str, *speaking: Atom) -> Context:
        usual: Context = {"aws:SecureTransport": "true", "aws:RequestedRegion": self.where.region}
        if action.startswith("s3:"):
            usual["s3:TlsVersion"] = "1.3"
        texts = [text for atom in speaking for text in (*atom.resources, atom.written)]
        return {**{found: "probe" for text in texts for found in VARIABLE.findall(text)}, **usual}


def _starts(granted: Context, naming: Iterable[Atom]) -> Iterator[Context]:
    """Contexts that the boundary and the resource's policy let through: each allows under conditions of its own."""
    limits = {one.written: one.condition for one in naming if one.allows and one.layer == "boundary"}
    guards = {one.written: one.condition for one in naming if one.allows and one.layer == "guard"}
    for limit, guard in islice(product(limits.values() or [{}], guards.values() or [{}]), STARTS):
        yield contexts.meeting(guard, contexts.meeting(limit, granted))


def _meets(grant: Atom, atom: Atom) -> bool:
    return (_named(grant, atom.action) or _named(atom, grant.action)) and any(
        _narrower(one, other) for one in grant.resources for other in atom.resources
    )


def _named(atom: Atom, action: str) -> bool:
    return names((atom.action,), action)


def _speaks_of(atom: Atom, resource: str) -> bool:
    return any(fnmatchcase(resource, VARIABLE.sub("probe", pattern)) for pattern in atom.resources)


def _narrower(one: str, other: str) -> str | None:
    """Of two patterns the one that the other matches; None where neither does."""
    if fnmatchcase(one, other):
        return one
    return other if fnmatchcase(other, one) else None


def _listed(atom: Atom, operator: str, key: str) -> Sequence[str]:
    values = atom.condition.get(operator, {}).get(key, [])
    return values if isinstance(values, list) else [values]
