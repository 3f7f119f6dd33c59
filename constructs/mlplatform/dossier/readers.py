"""Who reads which store of data: every role of the assembly, asked for what its statements grant.

Requests are made of each statement that names a reading action, with the context that it asks for; the evaluator
judges them with boundary, denies and the store's own policy. So a reader is one who could read on some request.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from mlplatform.access import Evaluator, Role
from mlplatform.access.evaluator import names
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.differences.askers import Asker, Request
from mlplatform.dossier.differences.atoms import Atom, Guarding, of_guards, of_role
from mlplatform.dossier.differences.reference import Where
from mlplatform.dossier.differences.requests import Suspects
from mlplatform.dossier.differences.sides import side
from mlplatform.dossier.document import Environment
from mlplatform.dossier.judging import judge

READS: Mapping[str, str] = {
    "AWS::DynamoDB::Table": "dynamodb:GetItem",
    "AWS::ECR::Repository": "ecr:BatchGetImage",
    "AWS::Logs::LogGroup": "logs:GetLogEvents",
    "AWS::S3::Bucket": "s3:GetObject",
    "AWS::SecretsManager::Secret": "secretsmanager:GetSecretValue",
}
"""The action that gives out what a store of a type holds."""

Readers = Mapping[str, tuple[str, ...]]
"""Place of a store to its readers, each with the parts that it reads, where it does not read all."""


def readers(assembly: Assembly, evaluator: Evaluator) -> Readers:
    """The readers of every store of an assembly, whose roles are asked whatever environment they are of."""
    view = side(assembly, {})
    guards = Guarding(of_guards(view.guards))
    asked = [
        (asker, request)
        for (environment, _), role in sorted(view.roles.items())
        for asker in [_asker(environment, role)]
        for request in _requests(asker, role, guards, view.regions.get(environment, ""))
    ]
    verdicts = judge(evaluator, [request.question(asker, view, now=True) for asker, request in asked])
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    stores = _stores(assembly)
    for (asker, request), verdict in zip(asked, verdicts, strict=True):
        store, part = _store_of(request.resource, stores)
        if store and verdict and verdict.allowed:
            found[store][asker.name].add(part)
    return {store: tuple(_line(name, parts) for name, parts in sorted(by.items())) for store, by in found.items()}


def with_readers(environment: Environment, found: Readers) -> Environment:
    """An environment whose stores name their readers, where their type is one that is asked about."""
    stores = (
        store.model_copy(update={"readers": found.get(store.place, ())}) if store.type in READS else store
        for store in environment.stores
    )
    return environment.model_copy(update={"stores": tuple(stores)})


def _asker(environment: str, role: Role) -> Asker:
    return Asker(
        name=role.name, principal=role.arn, account=role.account, environment=environment, before=role, after=role
    )


def _requests(asker: Asker, role: Role, guards: Guarding, region: str) -> Iterator[Request]:
    every = tuple(sorted(of_role(role)))
    where = Where(partition=role.arn.split(":")[1], region=region, account=role.account)
    reading = tuple(atom for atom in every if _reads(atom))
    suspects = Suspects(asker=asker, differing=reading, every=every, where=where, guards=guards)
    return (request for request in suspects.requests() if request.action in READS.values())


def _reads(atom: Atom) -> bool:
    return atom.layer == "identity" and atom.allows and any(names((atom.action,), read) for read in READS.values())


def _stores(assembly: Assembly) -> Mapping[str, str]:
    """ARN of each store to its place."""
    return {
        assembly.estate.arn_of(resource).removesuffix(":*"): resource.place for resource in assembly.estate.of(*READS)
    }


def _store_of(arn: str, stores: Mapping[str, str]) -> tuple[str, str]:
    """The store that an ARN lies in, and where in it; none, if it is no store of the assembly."""
    for end in ("/", ":log-stream:"):
        bucket, _, part = arn.partition(end) if ":s3:::" in arn or end != "/" else (arn, "", "")
        if bucket in stores:
            return stores[bucket], part
    return (stores[arn], "") if arn in stores else ("", "")


def _line(name: str, parts: set[str]) -> str:
    """A reader with the prefixes that it reads; `probe` stands for whatever comes there."""
    below = sorted({re.sub(r"probe.*", "*", part) for part in parts} - {"*", ""})
    everything = {"", "*"} & {re.sub(r"probe.*", "*", part) for part in parts}
    return name if everything or not below else f"{name} ({', '.join(below)})"
