"""Stores of data: what encrypts each, how long it keeps what, and who reaches it from outside of the account."""

from collections.abc import Iterator, Mapping

from mlplatform.access.estate import Resource
from mlplatform.dossier.assembly import Assembly, Place
from mlplatform.dossier.document import Key, Store
from mlplatform.dossier.keys import KeyRing, read_keys
from mlplatform.dossier.reading import Reading, short
from mlplatform.dossier.statements import Statement, admitted, allows, conditions, lines, statements
from mlplatform.dossier.store_kinds import KINDS, Kind, keys_of

POLICIES: Mapping[str, tuple[str, str]] = {
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "Topics"),
    "AWS::SNS::TopicInlinePolicy": ("PolicyDocument", "TopicArn"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
    "AWS::SQS::QueueInlinePolicy": ("PolicyDocument", "Queue"),
    "AWS::SecretsManager::ResourcePolicy": ("ResourcePolicy", "SecretId"),
}
"""Resource policies that stand beside their stores: the document, and what names the stores."""
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
ANYBODY, PUBLIC = "anybody", "public access is not blocked"


def stores(assembly: Assembly, place: Place) -> tuple[Store, ...]:
    """Everything in an environment that holds data, sorted by team, type and name."""
    reading, ring = Reading(assembly, place), KeyRing(assembly)
    policies = _policies(reading)
    found = (_store(reading, ring, resource, policies) for resource in reading.of(*KINDS))
    return tuple(sorted(found, key=lambda store: (store.team, store.type, store.name, store.place)))


def keys(assembly: Assembly, place: Place) -> tuple[Key, ...]:
    """The KMS keys of an environment, who administers and who uses them, and which of its stores each encrypts."""
    encrypted: dict[str, list[str]] = {}
    for store in stores(assembly, place):
        for key in store.key.split(", "):
            encrypted.setdefault(key, []).append(store.place)
    return read_keys(Reading(assembly, place), encrypted)


Policies = dict[str, tuple[str, tuple[Statement, ...]]]
"""What names a store to the place of its policy and the statements."""


def _policies(reading: Reading) -> Policies:
    found: Policies = {}
    for resource in reading.of(*POLICIES):
        document, names = POLICIES[resource.type]
        for name in reading.items(resource, names):
            found[str(name)] = (resource.place, statements(reading.value(resource, document)))
    return found


def _store(reading: Reading, ring: KeyRing, resource: Resource, policies: Policies) -> Store:
    kind = KINDS[resource.type]
    policy, said = _policy(reading, resource, kind, policies)
    named = sorted({ring.place_of(key, resource.stack) for key in keys_of(reading, resource, kind)})
    return Store(
        name=(reading.text(resource, kind.name) if kind.name else "")
        or reading.tag(resource, "Name")
        or short(resource),
        place=resource.place,
        type=resource.type,
        team=reading.tag(resource, "team"),
        key=", ".join(named),
        on_deletion=reading.on_deletion(resource, kind.on_deletion),
        retention=kind.retention(reading, resource),
        backup=kind.backup(reading, resource),
        exposed="; ".join(_exposed(reading, resource, kind, said)),
        policy=policy,
        statements=lines(said),
    )


def _policy(reading: Reading, resource: Resource, kind: Kind, policies: Policies) -> tuple[str, tuple[Statement, ...]]:
    if kind.policy and (document := reading.value(resource, kind.policy)):
        return resource.place, statements(document)
    names = (reading.id(resource), reading.arn(resource))
    return next((policies[name] for name in names if name in policies), ("", ()))


def _exposed(reading: Reading, resource: Resource, kind: Kind, said: tuple[Statement, ...]) -> Iterator[str]:
    if resource.type == "AWS::S3::Bucket":
        yield from _unblocked(reading, resource)
    if kind.public and reading.value(resource, kind.public) in (True, "true"):
        yield f"{ANYBODY} reaches its address on the internet"
    by: dict[str, list[str]] = {}
    for statement in filter(allows, said):
        for who in admitted(statement, reading.place.account):
            if _outside(who, reading.place.account):
                where = "; ".join(conditions(statement.get("Condition", {}))) if who == ANYBODY else ""
                by.setdefault(f"whoever meets {where}" if where else who, []).append(str(statement.get("Sid", "")))
    for who, sids in sorted(by.items()):
        told = ", ".join(sorted(filter(None, sids)))
        yield f"{who} ({told})" if told else who


def _unblocked(reading: Reading, bucket: Resource) -> Iterator[str]:
    block = "PublicAccessBlockConfiguration"
    off = [name for name in BLOCKS if reading.text(bucket, f"{block}.{name}").lower() != "true"]
    if off:
        yield f"{PUBLIC}" if len(off) == len(BLOCKS) else f"{PUBLIC}: {', '.join(off)}"
    if reading.text(bucket, "AccessControl").startswith("Public"):
        yield f"{ANYBODY}, by the ACL {reading.text(bucket, 'AccessControl')}"


def _outside(who: str, account: str) -> bool:
    """Whether somebody is of another account; services of AWS act for somebody whom a condition names."""
    return (
        who == ANYBODY
        or who.startswith(("everybody", "organisation", "arn:"))
        or ("account " in who and not who.endswith(account))
    )
