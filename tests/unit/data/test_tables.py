"""Databases and workgroups of a team, and who sees which tables."""

from typing import Any

import pytest

from mlplatform.data import ACCESS
from tests.properties.estate import Estate
from tests.unit.data.lake import CATALOG_KEY, KEY, NAMES, ROLES, TEAM, lake, template
from tests.unit.data.requests import decides

ARN = "arn:aws:glue:eu-west-1:111122223333"
QUERYING = [access.role for access in ACCESS if access.queries]


def of(type_: str) -> list[dict[str, Any]]:
    return [resource.properties for resource in Estate({"Data": template()}).of(type_)]


def test_each_layer_of_the_lake_has_a_database_that_athena_can_spell() -> None:
    names = sorted(database["DatabaseInput"]["Name"] for database in of("AWS::Glue::Database"))
    assert names == ["acme_main_pricing_bronze", "acme_main_pricing_gold", "acme_main_pricing_silver"]
    assert NAMES.database("grid-load", "gold") == "acme_main_grid_load_gold"


def test_a_workgroup_enforces_its_settings_and_keeps_results_apart() -> None:
    found = {group["Name"]: group["WorkGroupConfiguration"] for group in of("AWS::Athena::WorkGroup")}
    assert set(found) == {NAMES.workgroup(TEAM, role) for role in QUERYING}
    for role in QUERYING:
        group = found[NAMES.workgroup(TEAM, role)]
        results = group["ResultConfiguration"]
        assert group["EnforceWorkGroupConfiguration"] is True
        assert group["PublishCloudWatchMetricsEnabled"] is True
        assert group["BytesScannedCutoffPerQuery"] == 1024**4
        assert results["EncryptionConfiguration"] == {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}
        assert results["OutputLocation"].endswith(f"/queries/{role}/")


def may(role: str, action: str, resource: str, **context: str) -> bool:
    return decides(lake().of_roles[role], "Allow", action, resource, context)


TABLES: list[tuple[str, str, str, bool]] = [
    ("data-scientist", "glue:GetTable", "gold", True),
    ("data-scientist", "glue:GetTable", "bronze", False),
    ("data-scientist", "glue:CreateTable", "gold", False),
    ("data-engineer", "glue:GetTable", "bronze", True),
    ("data-engineer", "glue:CreateTable", "bronze", True),
    ("prepare", "glue:BatchCreatePartition", "gold", True),
    ("prepare", "glue:CreateTable", "bronze", False),
    ("ml-engineer", "glue:GetTable", "gold", True),
    ("ml-engineer", "glue:GetTable", "silver", False),
    ("train", "glue:GetTable", "gold", False),
    ("auditor", "glue:GetTable", "gold", False),
]


@pytest.mark.parametrize(("role", "action", "layer", "wanted"), TABLES)
def test_who_sees_and_changes_tables(role: str, action: str, layer: str, wanted: bool) -> None:
    assert may(role, action, f"{ARN}:table/{NAMES.database(TEAM, layer)}/churn") is wanted


@pytest.mark.parametrize("role", ROLES)
def test_a_role_queries_in_its_own_workgroup_only(role: str) -> None:
    for other in QUERYING:
        workgroup = f"arn:aws:athena:eu-west-1:111122223333:workgroup/{NAMES.workgroup(TEAM, other)}"
        assert may(role, "athena:StartQueryExecution", workgroup) == (role == other)


@pytest.mark.parametrize("role", ROLES)
def test_the_key_of_the_catalog_is_used_through_glue_by_those_who_read_tables(role: str) -> None:
    through_glue = {"kms:ViaService": "glue.eu-west-1.amazonaws.com"}
    assert may(role, "kms:Decrypt", CATALOG_KEY, **through_glue) == (role in QUERYING)
    assert not may(role, "kms:Decrypt", CATALOG_KEY)
