"""Glue's data catalogue as a whole: how it is encrypted. (Databases and security configurations are the engine's.)"""

from localaws.server.account import Account
from localaws.server.own_services.records import Operation, Record, Shelf

_settings = Shelf("", "")

UNENCRYPTED: Record = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}
"""What holds until somebody sets it."""


def _put(aws: Account, request: Record) -> Record:
    _settings.of(aws)[request.get("CatalogId", aws.id)] = request["DataCatalogEncryptionSettings"]
    return {}


def _get(aws: Account, request: Record) -> Record:
    held = _settings.of(aws).get(request.get("CatalogId", aws.id), {})
    return {"DataCatalogEncryptionSettings": UNENCRYPTED | held}


OPERATIONS: dict[tuple[str, str], Operation] = {
    ("glue", "PutDataCatalogEncryptionSettings"): _put,
    ("glue", "GetDataCatalogEncryptionSettings"): _get,
}
