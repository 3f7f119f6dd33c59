"""IAM's, KMS' and CloudFormation's limits, at forty teams with the longest names that the settings allow."""

import json
from collections.abc import Callable

import pytest

from tests.properties.estate import Estate, Resource
from tests.properties.policies import POLICY, ROLE, boundaries, is_boundary, size

HEADROOM = 0.9
"""What others add, and what a longer name in a partition to come costs, must still fit."""
MANAGED_POLICY = int(6_144 * HEADROOM)
TRUST_POLICY = 2_048
KEY_POLICY = int(32_768 * HEADROOM)
POLICIES_OF_A_ROLE = 8
"""IAM takes ten; data and delivery attach theirs by name."""
ROLES_OF_AN_ACCOUNT, POLICIES_OF_AN_ACCOUNT = 1_000, 1_500
ROLE_NAME = 64
SCRIPT_NAME = 63
RESOURCES, OUTPUTS, TEMPLATE = 450, 200, 900_000
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (default quotas),
https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

Measure = Callable[[Resource], int]


def policy_size(policy: Resource) -> int:
    return size(policy.properties["PolicyDocument"])


def trust_size(role: Resource) -> int:
    return size(role.properties["AssumeRolePolicyDocument"])


def key_policy_size(key: Resource) -> int:
    return size(key.properties["KeyPolicy"])


def policies(role: Resource) -> int:
    return len(role.properties.get("ManagedPolicyArns", []))


def role_name(role: Resource) -> int:
    return len(role.properties.get("RoleName", ""))


def script_name(script: Resource) -> int:
    return len(script.properties["StudioLifecycleConfigName"])


LIMITS: list[tuple[str, Measure, int]] = [
    (POLICY, policy_size, MANAGED_POLICY),
    (ROLE, trust_size, TRUST_POLICY),
    (ROLE, policies, POLICIES_OF_A_ROLE),
    (ROLE, role_name, ROLE_NAME),
    ("AWS::KMS::Key", key_policy_size, KEY_POLICY),
    ("AWS::SageMaker::StudioLifecycleConfig", script_name, SCRIPT_NAME),
]


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_forty_teams_stay_within_the_limit(largest: Estate, type_: str, measure: Measure, limit: int) -> None:
    assert {found.name: measure(found) for found in largest.of(type_) if measure(found) > limit} == {}


@pytest.mark.parametrize(("type_", "measure", "limit"), LIMITS)
def test_each_sample_stays_within_the_limit(each: Estate, type_: str, measure: Measure, limit: int) -> None:
    assert {found.name: measure(found) for found in each.of(type_) if measure(found) > limit} == {}


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


def test_templates_stay_within_the_limits(largest: Estate) -> None:
    for template in largest.templates.values():
        assert len(template["Resources"]) <= RESOURCES
        assert len(template.get("Outputs", {})) <= OUTPUTS
        assert len(json.dumps(template, separators=(",", ":"))) <= TEMPLATE


def test_a_boundary_is_told_from_a_policy(estate: Estate) -> None:
    assert [is_boundary(policy) for policy in estate.of(POLICY)].count(True) == len(boundaries(estate)) == 4


def test_an_account_holds_forty_teams(largest: Estate) -> None:
    """With room for what projects and other environments of the account bring."""
    assert len(largest.of(ROLE)) <= ROLES_OF_AN_ACCOUNT / 2
    assert len(largest.of(POLICY)) <= POLICIES_OF_AN_ACCOUNT * 2 / 3
