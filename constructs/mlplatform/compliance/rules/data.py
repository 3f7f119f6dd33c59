"""Rules on Glue and Athena."""

from collections.abc import Iterable, Mapping
from typing import Any

from .cfn import as_list, as_map, present, text
from .model import Resource, Rule
from .shape import customer_key, has, shown, true

CATALOG = "AWS::Glue::DataCatalogEncryptionSettings"
KEEPS_DEFINITIONS = ("AWS::Glue::Database", "AWS::Glue::Table")
WORKGROUP = ("AWS::Athena::WorkGroup",)

_CONFIGURATION = "WorkGroupConfiguration"
_RESULTS = f"{_CONFIGURATION}.ResultConfiguration.EncryptionConfiguration"
_AT_REST = "DataCatalogEncryptionSettings.EncryptionAtRest"
_PASSWORDS = "DataCatalogEncryptionSettings.ConnectionPasswordEncryption"

_catalog_key = customer_key(f"{_AT_REST}.SseAwsKmsKeyId")
_passwords_encrypted = true(f"{_PASSWORDS}.ReturnConnectionPasswordEncrypted")
_password_key = customer_key(f"{_PASSWORDS}.KmsKeyId")
_results_key = customer_key(f"{_RESULTS}.KmsKey")


def _found(*results: str | Iterable[str] | None) -> list[str]:
    """What several checks found, as one list."""
    return [one for result in results if result for one in ([result] if isinstance(result, str) else result)]


def _mode(resource: Resource, path: str, *allowed: str) -> str | None:
    value = resource.get(path)
    return None if text(value) in allowed else f"{path} is {shown(value) or 'absent'}"


def _configuration(resource: Resource) -> list[str]:
    """S3, CloudWatch and bookmarks: each with a mode of KMS and a customer's key."""
    settings = as_map(resource.get("EncryptionConfiguration"))
    parts = {
        "S3Encryptions": ("S3EncryptionMode", "SSE-KMS", as_list(settings.get("S3Encryptions"))),
        "CloudWatchEncryption": ("CloudWatchEncryptionMode", "SSE-KMS", [settings.get("CloudWatchEncryption")]),
        "JobBookmarksEncryption": ("JobBookmarksEncryptionMode", "CSE-KMS", [settings.get("JobBookmarksEncryption")]),
    }
    return [
        f"{name} has no {key} {mode} with a customer-managed key"
        for name, (key, mode, rows) in parts.items()
        if not rows or not all(_with_key(as_map(row), key, mode) for row in rows)
    ]


def _with_key(row: Mapping[str, Any], key: str, mode: str) -> bool:
    arn = row.get("KmsKeyArn")
    return text(row.get(key)) == mode and present(arn) and "alias/aws/" not in text(arn)


def _catalog(resource: Resource) -> list[str]:
    if resource.type in KEEPS_DEFINITIONS:
        own = resource.template
        others = (template for name, template in own.assembly.items() if name != own.name)
        settled = any(template.of_type(CATALOG) for template in (own, *others))
        return [] if settled else [f"no template of the assembly has an {CATALOG}"]
    mode = _mode(resource, f"{_AT_REST}.CatalogEncryptionMode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE")
    return _found(mode, _catalog_key(resource), _passwords_encrypted(resource), _password_key(resource))


def _results(workgroup: Resource) -> list[str]:
    mode = _mode(workgroup, f"{_RESULTS}.EncryptionOption", "SSE_KMS", "CSE_KMS")
    return _found(mode, _results_key(workgroup))


RULES = (
    Rule(
        "GLU-01",
        "M",
        ("AWS::Glue::Job",),
        "A Glue job encrypts what it writes.",
        "Set SecurityConfiguration.",
        has("SecurityConfiguration"),
    ),
    Rule(
        "GLU-02",
        "M",
        ("AWS::Glue::SecurityConfiguration",),
        "A security configuration of Glue encrypts objects, logs and bookmarks with a customer-managed key.",
        "Set S3Encryptions, CloudWatchEncryption and JobBookmarksEncryption, each with its mode and KmsKeyArn.",
        _configuration,
    ),
    Rule(
        "GLU-03",
        "M",
        (CATALOG, *KEEPS_DEFINITIONS),
        "The Glue Data Catalog and its connections' passwords are encrypted with a customer-managed key.",
        "Add AWS::Glue::DataCatalogEncryptionSettings with EncryptionAtRest and ConnectionPasswordEncryption.",
        _catalog,
    ),
    Rule(
        "ATH-01",
        "M",
        WORKGROUP,
        "Results of queries are encrypted with a customer-managed key.",
        f"Set EncryptionOption SSE_KMS and KmsKey in {_RESULTS}.",
        _results,
    ),
    Rule(
        "ATH-02",
        "M",
        WORKGROUP,
        "A workgroup's settings hold, whatever a client asks for.",
        f"Set {_CONFIGURATION}.EnforceWorkGroupConfiguration to true.",
        true(f"{_CONFIGURATION}.EnforceWorkGroupConfiguration"),
    ),
)
