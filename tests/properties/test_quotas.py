"""IAM's, KMS', S3's, SSM's and CloudFormation's limits: at forty teams with the longest names that the settings allow,
in each sample, and in the default organisation with its projects.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Assembly
from tests.properties.estate import LONGEST, Estate, Resource, filled
from tests.properties.policies import POLICY, ROLE, boundaries, is_boundary, size

HEADROOM = 0.9
"""What others add, and what a longer name in a partition to come costs, must still fit."""
MANAGED_POLICY = int(6_144 * HEADROOM)
BOUNDARY = int(6_144 * 0.95)
"""Nothing grows in it but what this repository writes; nobody adds a statement."""
TRUST_POLICY = 2_048
KEY_POLICY = int(32_768 * HEADROOM)
BUCKET_POLICY = int(20_480 * HEADROOM)
PARAMETER = int(4_096 * HEADROOM)
POLICIES_OF_A_ROLE = 8
"""IAM takes ten; data and delivery attach theirs by name."""
ROLES_OF_AN_ACCOUNT, POLICIES_OF_AN_ACCOUNT = 1_000, 1_500
ROLE_NAME = 64
SCRIPT_NAME = 63
RESOURCES, OUTPUTS, PARAMETERS, TEMPLATE = 450, 200, 200, 900_000
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (default quotas),
https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html,
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

Measure = Callable[[Resource], int]


def policy_size(policy: Resource) -> int:
    """Of a policy that is attached; a boundary counts below."""
    return 0 if _bounds(policy) else size(policy.properties["PolicyDocument"])


def boundary_size(policy: Resource) -> int:
    return size(policy.properties["PolicyDocument"]) if _bounds(policy) else 0


def _bounds(policy: Resource) -> bool:
    return "-workload-boundary" in policy.properties.get("ManagedPolicyName", "")


def trust_size(role: Resource) -> int:
    return size(role.properties["AssumeRolePolicyDocument"])


def key_policy_size(key: Resource) -> int:
    return size(key.properties["KeyPolicy"])


def bucket_policy_size(policy: Resource) -> int:
    return size(policy.properties["PolicyDocument"])


def value_size(parameter: Resource) -> int:
    return len(filled(parameter.properties["Value"]).encode())


def policies(role: Resource) -> int:
    return len(role.properties.get("ManagedPolicyArns", []))


def role_name(role: Resource) -> int:
    return len(role.properties.get("RoleName", ""))


def script_name(script: Resource) -> int:
    return len(script.properties["StudioLifecycleConfigName"])


LIMITS: list[tuple[str, Measure, int]] = [
    (POLICY, policy_size, MANAGED_POLICY),
    (POLICY, boundary_size, BOUNDARY),
    (ROLE, trust_size, TRUST_POLICY),
    (ROLE, policies, POLICIES_OF_A_ROLE),
    (ROLE, role_name, ROLE_NAME),
    ("AWS::KMS::Key", key_policy_size, KEY_POLICY),
    ("AWS::S3::BucketPolicy", bucket_policy_size, BUCKET_POLICY),
    ("AWS::SSM::Parameter", value_size, PARAMETER),
    ("AWS::SageMaker::StudioLifecycleConfig", script_name, SCRIPT_NAME),
]


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_forty_teams_stay_within_the_limit(largest: Estate, type_: str, measure: Measure, limit: int) -> None:
    assert {found.name: measure(found) for found in largest.of(type_) if measure(found) > limit} == {}


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_each_sample_stays_within_the_limit(each: Estate, type_: str, measure: Measure, limit: int) -> None:
    assert {found.name: measure(found) for found in each.of(type_) if measure(found) > limit} == {}


@pytest.fixture(scope="module")
def retailer(synthesized: Callable[[str], Assembly]) -> Estate:
    """The default organisation: four accounts, six teams, three projects, every feature of a sample."""
    return Estate(synthesized("energy-retailer").templates, LONGEST)


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_the_default_organisation_stays_within_the_limit(
    retailer: Estate, type_: str, measure: Measure, limit: int
) -> None:
    assert {found.name: measure(found) for found in retailer.of(type_) if measure(found) > limit} == {}


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_a_seeded_fault_is_seen(retailer: Estate, type_: str, measure: Measure, limit: int) -> None:
    """One byte more than fits, and the measure says so: it does not look at another property."""
    found = max(retailer.of(type_), key=measure)
    grown = replace(found, properties=_grown(found.properties, limit + 1 - measure(found)))
    assert measure(grown) > limit


def _grown(properties: dict[str, Any], by: int) -> dict[str, Any]:
    """Every text longer, and every list of policies, by that much."""
    return {key: _longer(value, by) for key, value in properties.items()}


def _longer(value: Any, by: int) -> Any:
    if isinstance(value, dict):
        return {**value, "x" * by: ""}
    return value + ["x"] * by if isinstance(value, list) else f"{value}{'x' * by}"


def test_no_policy_is_inline(largest: Estate, retailer: Estate) -> None:
    """So their limits of 2 048 to 10 240 characters in all are nobody's concern."""
    for estate in (largest, retailer):
        assert [found.name for found in estate.of(ROLE) if found.properties.get("Policies")] == []
        assert estate.of("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy") == []


def test_the_head_room_is_shown(largest: Estate, retailer: Estate, capsys: pytest.CaptureFixture[str]) -> None:
    """`pytest -rP` prints it: the fullest of each, and what of the limit that a test holds is left."""
    for name, estate in (("forty teams", largest), ("default organisation", retailer)):
        for type_, measure, limit in LIMITS:
            fullest = max(estate.of(type_), key=measure)
            print(f"{name}: {measure.__name__} {measure(fullest)} of {limit}, {fullest.name}")
    shown = capsys.readouterr().out
    assert shown.count(" of ") == 2 * len(LIMITS)
    print(shown)


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_the_measure_measures(largest: Estate, type_: str, measure: Measure, limit: int) -> None:
    """Within a limit, not at nothing: the largest organisation uses some of it."""
    assert 0 < max(measure(found) for found in largest.of(type_)) <= limit


def test_the_largest_names_are_the_longest() -> None:
    """`largest` would prove nothing with short names."""
    from mlplatform.settings import names
    from tests.properties.conftest import largest_organisation

    organisation = largest_organisation()
    assert len(organisation.name) == names.MAX_ORGANISATION
    assert len(organisation.environments[0].name) == names.MAX_ENVIRONMENT
    assert {len(team.name) for team in organisation.teams} == {names.MAX_TEAM}


OF_OTHER_ACCOUNTS = "ModelKeys"
"""Where an environment serves what another account trains; grows with such accounts, and not with teams."""


@pytest.mark.parametrize("of", ["people", "jobs", "services"])
def test_a_boundary_does_not_grow_with_teams(of: str, each: Estate, estate: Estate, largest: Estate) -> None:
    """But for the names in it, which have a longest form."""
    if of == "jobs" and each.kinds == {"hub"}:
        assert of not in boundaries(each)  # no job runs there
        return
    documents = [boundaries(one)[of].properties["PolicyDocument"] for one in (each, estate, largest)]
    shapes = {
        json.dumps([(row["Sid"], row["Action"]) for row in document["Statement"] if row["Sid"] != OF_OTHER_ACCOUNTS])
        for document in documents
    }
    assert len(shapes) == 1
    assert abs(size(documents[2]) - size(documents[1])) < 100


def test_templates_stay_within_the_limits(largest: Estate, retailer: Estate) -> None:
    for template in (*largest.templates.values(), *retailer.templates.values()):
        assert len(template["Resources"]) <= RESOURCES
        assert len(template.get("Outputs", {})) <= OUTPUTS
        assert len(template.get("Parameters", {})) <= PARAMETERS
        assert len(json.dumps(template, separators=(",", ":"))) <= TEMPLATE


def test_a_boundary_is_told_from_a_policy(estate: Estate) -> None:
    assert [is_boundary(policy) for policy in estate.of(POLICY)].count(True) == len(boundaries(estate)) == 4


def test_an_account_holds_forty_teams(largest: Estate) -> None:
    """With room for what projects and other environments of the account bring."""
    assert len(largest.of(ROLE)) <= ROLES_OF_AN_ACCOUNT / 2
    assert len(largest.of(POLICY)) <= POLICIES_OF_AN_ACCOUNT * 2 / 3
