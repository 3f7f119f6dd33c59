"""Holds the nouns' records, by account and region, and enforces what refers to what."""

import json
import threading
import time
import uuid
from collections import defaultdict
from typing import Any

from moto.core.exceptions import JsonRESTError

from localaws.server import switches
from localaws.server.account import Account
from localaws.server.moto_plus import studio_homes
from localaws.server.moto_plus.sagemaker_nouns import BY_NAME, Noun, Record

Key = tuple[Any, ...]

_OWN_HOME = "-home"
"""A member that no answer shows: the domain's file system exists."""


class Studio:
    """The records of one account and region."""

    def __init__(self, account: str, region: str) -> None:
        self._account = account
        self._region = region
        self._records: dict[str, dict[Key, Record]] = defaultdict(dict)
        self.tags: dict[str, list[dict[str, str]]] = {}
        self.lock = threading.RLock()

    def of(self, noun: str) -> list[Record]:
        """Return all records of a noun."""
        return list(self._records[noun].values())

    def create(self, noun: Noun, request: Record) -> Record:
        """Add one.

        Raises:
            JsonRESTError: it exists already, or what it belongs to does not.
        """
        record = {name: value for name, value in request.items() if name not in ("Tags", "ClientToken")}
        self._require_parents(noun, record)
        record |= noun.born_with(record, self._account, self._region)
        if noun.name == "ImageVersion":
            record["Version"] = 1 + sum(version["ImageName"] == record["ImageName"] for version in self.of(noun.name))
        parts = [record.get(key) for key in noun.keys] if noun.name != "MlflowApp" else [f"app-{uuid.uuid4().hex[:12]}"]
        path = "/".join(str(part) for part in (noun.path, *parts) if part is not None)
        record[noun.arn_key] = f"arn:aws:sagemaker:{self._region}:{self._account}:{path}"
        record |= {noun.status[0]: noun.status[1]} if noun.status else {}
        record |= {"CreationTime": time.time(), "LastModifiedTime": time.time()}
        key = self._key(noun, record)
        if (found := self._records[noun.name].get(key)) and found.get("Status") != "Deleted":
            raise JsonRESTError("ResourceInUse", f"{noun.name} [{'/'.join(map(str, key))}] already exists.")
        if noun.name == "Domain" and "VpcId" in record and switches.has_studio_homes(self._account):
            record[_OWN_HOME] = True
            record["HomeEfsFileSystemId"] = studio_homes.build(record, Account(self._account, self._region))
        self._records[noun.name][key] = record
        self.tags[record[noun.arn_key]] = list(request.get("Tags", []))
        return record

    def get(self, noun: Noun, request: Record) -> Record:
        """Return one; of image versions the latest, unless the request says which."""
        if noun.name == "ImageVersion" and "Version" not in request:
            versions = [one for one in self.of(noun.name) if one["ImageName"] == request["ImageName"]]
            request = {**request, "Version": max((one["Version"] for one in versions), default=0)}
        found = self._records[noun.name].get(self._key(noun, request))
        if found is None:
            named = "/".join(str(part) for part in self._key(noun, request) if part is not None)
            raise JsonRESTError("ResourceNotFound", f"{noun.name} [{named}] does not exist.")
        return found

    def update(self, noun: Noun, request: Record) -> Record:
        """Replace the members that the request names."""
        record = self.get(noun, request)
        renamed = dict(noun.renamed_on_update)
        changes = {renamed.get(name, name): value for name, value in request.items() if name not in noun.keys}
        for name in changes.pop("DeleteProperties", []):
            record.pop(name, None)
        record.update(changes, LastModifiedTime=time.time())
        return record

    def delete(self, noun: Noun, request: Record) -> None:
        """Remove one, unless something still needs it."""
        record = self.get(noun, request)
        self._refuse_if_used(noun, record)
        retention = request.get("RetentionPolicy", {}).get("HomeEfsFileSystem", "Retain")
        if retention == "Delete" and _OWN_HOME in record:
            studio_homes.remove(record["HomeEfsFileSystemId"], Account(self._account, self._region))
        if noun.name == "App":  # stays visible for a while
            record["Status"] = "Deleted"
            return
        del self._records[noun.name][self._key(noun, record)]
        self.tags.pop(record[noun.arn_key], None)
        if noun.name == "Image":
            for version in [one for one in self.of("ImageVersion") if one["ImageName"] == record["ImageName"]]:
                del self._records["ImageVersion"][version["ImageName"], version["Version"]]

    def _key(self, noun: Noun, record: Record) -> Key:
        return tuple(record.get(key) for key in noun.keys)

    def _require_parents(self, noun: Noun, record: Record) -> None:
        for parent in noun.parents:
            self.get(BY_NAME[parent], record)
        owner = record.get("OwnershipSettings", {}).get("OwnerUserProfileName")
        profile = owner or record.get("UserProfileName")
        if noun.name == "App" and "SpaceName" in record:
            self.get(BY_NAME["Space"], record)
        elif profile and noun.name in ("App", "Space"):
            self.get(BY_NAME["UserProfile"], {**record, "UserProfileName": profile})

    def _refuse_if_used(self, noun: Noun, record: Record) -> None:
        users = [f"{other}/{named}" for other, named in self._users(noun, record)]
        if users:
            named = "/".join(str(record.get(key)) for key in noun.keys)
            message = f"Unable to delete {noun.name} [{named}]: it is in use by {', '.join(sorted(users))}."
            raise JsonRESTError("ResourceInUse", message)

    def _users(self, noun: Noun, record: Record) -> list[tuple[str, str]]:
        """Return what would be left hanging."""
        same_domain = [
            (other, one)
            for other in ("UserProfile", "Space", "App")
            for one in self.of(other)
            if one["DomainId"] == record.get("DomainId") and one["Status"] != "Deleted"
        ]
        if noun.name == "Domain":
            return [(other, str(one[BY_NAME[other].name_key])) for other, one in same_domain]
        if noun.name in ("UserProfile", "Space"):
            return [(o, str(one[BY_NAME[o].name_key])) for o, one in same_domain if _belongs(o, one, noun, record)]
        if noun.name == "StudioLifecycleConfig":
            arn = record[noun.arn_key]
            holders = ("Domain", "UserProfile", "Space")
            return [(o, str(r[BY_NAME[o].name_key])) for o in holders for r in self.of(o) if arn in json.dumps(r)]
        return []


def _belongs(other: str, one: Record, noun: Noun, record: Record) -> bool:
    if other == "App":
        return bool(one.get(noun.keys[1]) == record[noun.keys[1]])
    owner = one.get("OwnershipSettings", {}).get("OwnerUserProfileName")
    return other == "Space" and noun.name == "UserProfile" and owner == record["UserProfileName"]


_studios: dict[tuple[str, str], Studio] = {}
_guard = threading.Lock()


def studio(account: str, region: str) -> Studio:
    """Return the records of an account and region."""
    with _guard:
        return _studios.setdefault((account, region), Studio(account, region))
