"""KMS keys: who administers and who uses each, and which stores it encrypts."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from mlplatform.access.assembly import Stack
from mlplatform.access.estate import Resource
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.document import Key
from mlplatform.dossier.reading import Reading, short
from mlplatform.dossier.statements import Statement, admitted, allows, covers, lines, sid, statements
from mlplatform.dossier.store_words import managed

KEYS, ALIAS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey"), "AWS::KMS::Alias"
ADMINISTERS = (
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:UpdateAlias",
)
USES = (
    "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom",
    "kms:ReEncryptTo", "kms:GenerateDataKeyPair", "kms:Sign", "kms:Verify", "kms:GenerateMac", "kms:DeriveSharedSecret",
)  # fmt: skip
LENDS = ("kms:CreateGrant",)


class KeyRing:
    """The keys of an assembly, by everything that can name one."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly

    def place_of(self, name: str, stack: Stack) -> str:
        """The place of the key that a store of a stack names; the name itself if the assembly has no such key."""
        if name.startswith("alias/aws/"):
            return managed(name.removeprefix("alias/aws/"))
        local = f"arn:{stack.partition}:kms:{stack.region}:{stack.account}:{name}"
        return self._places.get(name) or self._places.get(local) or name

    @cached_property
    def _places(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for place in self._assembly.places:
            reading = Reading(self._assembly, place)
            for key in reading.of(*KEYS):
                found |= dict.fromkeys((reading.id(key), reading.arn(key), key.place), key.place)
            for alias in reading.of(ALIAS):
                stack, name = alias.stack, reading.text(alias, "AliasName")
                target = reading.text(alias, "TargetKeyId")
                if target in found:
                    found[f"arn:{stack.partition}:kms:{stack.region}:{stack.account}:{name}"] = found[target]
        return found


def read_keys(reading: Reading, encrypts: Mapping[str, Iterable[str]]) -> tuple[Key, ...]:
    """The KMS keys of an environment, sorted by alias.

    Args:
        encrypts: Places of keys to the places of what they encrypt.
    """
    aliases = {reading.text(one, "TargetKeyId"): reading.text(one, "AliasName") for one in reading.of(ALIAS)}
    found = (_key(reading, key, aliases, encrypts.get(key.place, ())) for key in reading.of(*KEYS))
    return tuple(sorted(found, key=lambda key: (key.name, key.place)))


def _key(reading: Reading, resource: Resource, aliases: Mapping[str, str], encrypts: Iterable[str]) -> Key:
    said = statements(reading.value(resource, "KeyPolicy"))
    names = (aliases.get(name) for name in (reading.id(resource), reading.arn(resource)))
    return Key(
        name=next(filter(None, names), None) or short(resource),
        place=resource.place,
        rotation=str(reading.value(resource, "EnableKeyRotation", False)).lower() == "true",
        on_deletion=reading.on_deletion(resource),
        administrators=_who(said, reading.place.account, administer=True),
        users=_who(said, reading.place.account, administer=False),
        statements=lines(said),
        encrypts=tuple(sorted(encrypts)),
    )


def _who(said: Iterable[Statement], account: str, *, administer: bool) -> tuple[str, ...]:
    """Whom the policy lets administer a key or use it; what an account gets, its own IAM policies hand on."""
    found = set()
    for statement in filter(allows, said):
        uses = covers(statement, USES)
        lends = not uses and covers(statement, LENDS)
        if covers(statement, ADMINISTERS) if administer else uses or lends:
            for who in admitted(statement, account):
                by = ", by IAM policies" if re.fullmatch(r"account \d+", who) else ""
                found.add(f"{who}{by}{', lends it to services' if lends and not administer else ''}{sid(statement)}")
    return tuple(sorted(found))
