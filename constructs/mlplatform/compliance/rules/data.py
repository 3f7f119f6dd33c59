"""Rules on Glue and Athena."""

from collections.abc import Mapping
from typing import Any

from .cfn import as_list, as_map, present, text
from .model import Fault, Resource, Rule, faults
from .shape import customer_key, equals, has, true

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
_at_rest = equals(f"{_AT_REST}.CatalogEncryptionMode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE")
_results_mode = equals(f"{_RESULTS}.EncryptionOption", "SSE_KMS", "CSE_KMS")


def _configuration(resource: Resource) -> list[Fault]:
    """S3, CloudWatch and bookmarks: each with a mode of KMS and a customer's key."""
    settings = as_map(resource.get("EncryptionConfiguration"))
    parts = {
        "S3Encryptions": ("S3EncryptionMode", "SSE-KMS", as_list(settings.get("S3Encryptions"))),
        "CloudWatchEncryption": ("CloudWatchEncryptionMode", "SSE-KMS", [settings.get("CloudWatchEncryption")]),
        "JobBookmarksEncryption": ("JobBookmarksEncryptionMode", "CSE-KMS", [settings.get("JobBookmarksEncryption")]),
    }
    return [
        Fault(f"{name} has no {key} {mode} with a customer-managed key", f"EncryptionConfiguration.{name}")
        for name, (key, mode, rows) in parts.items()
        if not rows or not all(_with_key(as_map(row), key, mode) for row in rows)
    ]


def _with_key(row: Mapping[str, Any], key: str, mode: str) -> bool:
    arn = row.get("KmsKeyArn")
    return text(row.get(key)) == mode and present(arn) and "alias/aws/" not in text(arn)


def _catalog(resource: Resource) -> list[Fault]:
    if resource.type in KEEPS_DEFINITIONS:
        own = resource.template
        others = (template for name, template in own.assembly.items() if name != own.name)
        settled = any(template.of_type(CATALOG) for template in (own, *others))
        return [] if settled else [Fault(f"no template of the assembly has an {CATALOG}")]
    checks = (_at_rest, _catalog_key, _passwords_encrypted, _password_key)
    return list(faults(*(check(resource) for check in checks)))


def _results(workgroup: Resource) -> list[Fault]:
    return list(faults(_results_mode(workgroup), _results_key(workgroup)))


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
