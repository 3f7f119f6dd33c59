"""Studio by property: every guarantee of `StudioDomain`, and whose role a profile has."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.settings import load_organisation
from tests.conftest import ROOT, Assembly
from tests.properties.conftest import WORKBENCHES, environment_of
from tests.properties.estate import Estate, Fault, Resource, change
from tests.properties.policies import studio, trust

DOMAIN, PROFILE, SPACE = "AWS::SageMaker::Domain", "AWS::SageMaker::UserProfile", "AWS::SageMaker::Space"
CLEAN_UP = "Custom::DomainCleanUp"
Check = Callable[[Estate], list[str]]


def at(domain: Resource, *path: str) -> Any:
    value: Any = domain.properties
    for key in path:
        value = value.get(key, {})
    return value


USER, IDLE = "DefaultUserSettings", ("AppLifecycleManagement", "IdleSettings")
FIXED: dict[tuple[str, ...], Any] = {
    ("AppNetworkAccessType",): "VpcOnly",
    ("AppSecurityGroupManagement",): "Customer",
    ("DomainSettings", "ExecutionRoleIdentityConfig"): "USER_PROFILE_NAME",
    (USER, "SharingSettings", "NotebookOutputOption"): "Disabled",
    (USER, "JupyterLabAppSettings", *IDLE, "LifecycleManagement"): "ENABLED",
    (USER, "CodeEditorAppSettings", *IDLE, "LifecycleManagement"): "ENABLED",
    ("DefaultSpaceSettings", "JupyterLabAppSettings", *IDLE, "LifecycleManagement"): "ENABLED",
}


def loose_settings(estate: Estate) -> list[str]:
    domains = estate.of(DOMAIN)
    return [
        f"{domain.name} {path}" for domain in domains for path, value in FIXED.items() if at(domain, *path) != value
    ]


def extendable_idling(estate: Estate) -> list[str]:
    """Nobody may set a longer time than the organisation's."""
    apps = (
        *((USER, app) for app in ("JupyterLabAppSettings", "CodeEditorAppSettings")),
        ("DefaultSpaceSettings", "JupyterLabAppSettings"),
    )
    settings = [(domain, at(domain, *app, *IDLE)) for domain in estate.of(DOMAIN) for app in apps]
    return [d.name for d, idle in settings if idle.get("MaxIdleTimeoutInMinutes") != idle.get("IdleTimeoutInMinutes")]


def other_keys(estate: Estate) -> list[str]:
    """The domain key encrypts homes and volumes."""
    [alias] = [a for a in estate.of("AWS::KMS::Alias") if a.properties["AliasName"].endswith("/domain")]
    key = estate.by_reference[alias.properties["TargetKeyId"]]
    return [d.name for d in estate.of(DOMAIN) if estate.by_reference.get(d.properties.get("KmsKeyId", "")) is not key]


def other_groups(estate: Estate) -> list[str]:
    """One security group everywhere, and that one is the platform's."""
    places = (
        (USER, "SecurityGroups"),
        ("DefaultSpaceSettings", "SecurityGroups"),
        ("DomainSettings", "SecurityGroupIds"),
    )
    found = [(domain, {str(at(domain, *place)) for place in places}) for domain in estate.of(DOMAIN)]
    groups = {f"['<<{group.name}.GroupId>>']" for group in estate.of("AWS::EC2::SecurityGroup")}
    return [domain.name for domain, named in found if len(named) != 1 or not named <= groups]


def powerful_defaults(estate: Estate) -> list[str]:
    """Whoever has no role of their own has one that may do nothing."""
    roles = [(d, estate.by_reference.get(str(at(d, USER, "ExecutionRole")))) for d in estate.of(DOMAIN)]
    return [
        d.name
        for d, role in roles
        if role is None or role.properties.get("ManagedPolicyArns") or trust(role) != [studio(estate)]
    ]


def foreign_shared_spaces(estate: Estate) -> list[str]:
    """Shared spaces have their owner's role where all of a domain have one owner; else the one without rights."""
    found = []
    for domain in estate.of(DOMAIN):
        profiles = {p.properties["UserProfileName"]: at(p, "UserSettings", "ExecutionRole") for p in estate.of(PROFILE)}
        spaces = [s for s in estate.of(SPACE) if s.properties["DomainId"] == f"<<{domain.name}.DomainId>>"]
        owners = {profiles[at(space, "OwnershipSettings", "OwnerUserProfileName")] for space in spaces}
        wanted = owners.pop() if len(owners) == 1 else at(domain, USER, "ExecutionRole")
        found += [domain.name] * (at(domain, "DefaultSpaceSettings", "ExecutionRole") != wanted)
    return found


def borrowed_roles(estate: Estate) -> list[str]:
    """Every profile has a role of its own that is not the domain's default."""
    defaults = {at(domain, USER, "ExecutionRole") for domain in estate.of(DOMAIN)}
    profiles = [(profile, at(profile, "UserSettings", "ExecutionRole")) for profile in estate.of(PROFILE)]
    return [profile.name for profile, role in profiles if role in defaults or role not in estate.by_reference]


def open_docker(estate: Estate) -> list[str]:
    """Docker is off, or runs the images of named accounts only."""
    settings = [(domain, at(domain, "DomainSettings", "DockerSettings")) for domain in estate.of(DOMAIN)]
    on = [(domain, docker) for domain, docker in settings if docker.get("EnableDockerAccess") != "DISABLED"]
    return [domain.name for domain, docker in on if not docker.get("VpcOnlyTrustedAccounts")]


def left_in_the_network(estate: Estate) -> list[str]:
    """A domain depends on a clean-up that knows its network, its key and its name; so that comes after the domain."""
    found = []
    for domain in estate.of(DOMAIN):
        own = {"VpcId": domain.properties["VpcId"], "KeyArn": domain.properties.get("KmsKeyId")}
        wanted = {**own, "DomainName": domain.properties["DomainName"]}
        told = [c for c in estate.of(CLEAN_UP) if wanted.items() <= c.properties.items() and c.stack == domain.stack]
        found += [domain.name] * (not {c.id for c in told} & set(domain.raw.get("DependsOn", [])))
    return found


CHECKS = (
    loose_settings,
    extendable_idling,
    other_keys,
    other_groups,
    powerful_defaults,
    foreign_shared_spaces,
    borrowed_roles,
    open_docker,
    left_in_the_network,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert bool(each.of(DOMAIN)) == ("workbench" in each.kinds)
    assert check(each) == []


def _without(path: tuple[str, ...]) -> Fault:
    def edit(properties: dict[str, Any]) -> None:
        for key in path[:-1]:
            properties = properties[key]
        properties.pop(path[-1])

    return change(DOMAIN, edit)


def _default_role(templates: dict[str, Any]) -> None:
    """A profile takes the default role of its domain."""
    resources = [r for template in templates.values() for r in template["Resources"].values()]
    [domain] = [resource["Properties"] for resource in resources if resource["Type"] == DOMAIN]
    own = [r for r in resources if r["Type"] == PROFILE and "service" in r["Properties"]["UserProfileName"]]
    own[0]["Properties"]["UserSettings"]["ExecutionRole"] = domain[USER]["ExecutionRole"]


def _with_rights(templates: dict[str, Any]) -> None:
    resources = [r for template in templates.values() for r in template["Resources"].items()]
    [role] = [r for name, r in resources if r["Type"] == "AWS::IAM::Role" and "NoRights" in name]
    role["Properties"]["ManagedPolicyArns"] = ["x"]


def _without_dependencies(templates: dict[str, Any]) -> None:
    for template in templates.values():
        for resource in template["Resources"].values():
            if resource["Type"] == DOMAIN:
                del resource["DependsOn"]


DOCKER = {"EnableDockerAccess": "ENABLED"}
FAULTS: list[tuple[Check, Fault]] = [
    *((loose_settings, _without(path)) for path in FIXED),
    (extendable_idling, _without((USER, "JupyterLabAppSettings", *IDLE, "MaxIdleTimeoutInMinutes"))),
    (other_keys, _without(("KmsKeyId",))),
    (other_groups, _without(("DefaultSpaceSettings", "SecurityGroups"))),
    (powerful_defaults, _with_rights),
    (foreign_shared_spaces, change(DOMAIN, lambda d: d["DefaultSpaceSettings"].update(ExecutionRole="another"))),
    (borrowed_roles, _default_role),
    (open_docker, change(DOMAIN, lambda domain: domain["DomainSettings"].update(DockerSettings=DOCKER))),
    (left_in_the_network, change(CLEAN_UP, lambda clean_up: clean_up.pop("KeyArn"))),
    (left_in_the_network, change(CLEAN_UP, lambda clean_up: clean_up.update(DomainName="another"))),
    (left_in_the_network, _without_dependencies),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


@pytest.mark.parametrize(("sample", "environment"), WORKBENCHES)
def test_a_users_role_is_that_of_team_and_persona(
    synthesized: Callable[[str], Assembly], sample: str, environment: str
) -> None:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    estate = environment_of(organisation, environment, synthesized(sample))
    prefix = f"arn:aws:iam::{estate.account}:role/{organisation.name}-{environment}"
    people = [user for user in organisation.users if user.persona != "mlops-approver"]
    wanted = sorted((user.profile_name, f"{prefix}-{user.team}-{user.persona}") for user in people)
    profiles = [p for p in estate.of(PROFILE) if "-Users-" in p.stack]
    found = [(p.properties["UserProfileName"], p.properties["UserSettings"]["ExecutionRole"]) for p in profiles]
    assert sorted(found) == wanted


@pytest.mark.parametrize(("sample", "environment"), WORKBENCHES)
def test_every_team_has_a_shared_space_that_no_person_owns(
    synthesized: Callable[[str], Assembly], sample: str, environment: str
) -> None:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    spaces = [space.properties for space in environment_of(organisation, environment, synthesized(sample)).of(SPACE)]
    owners = {space["SpaceName"]: space["OwnershipSettings"]["OwnerUserProfileName"] for space in spaces}
    assert owners == {f"{team.name}-shared": f"{team.name}-service" for team in organisation.teams}
    assert not set(owners.values()) & {user.profile_name for user in organisation.users}


def test_people_sign_in_as_the_mode_says(synthesized: Callable[[str], Assembly]) -> None:
    minimal, adopted = (Estate(synthesized(sample).templates) for sample in ("minimal", "adopted-network"))
    assert {domain.properties["AuthMode"] for domain in minimal.of(DOMAIN)} == {"SSO"}
    assert all(profile.properties["SingleSignOnUserValue"] for profile in minimal.of(PROFILE))
    assert {domain.properties["AuthMode"] for domain in adopted.of(DOMAIN)} == {"IAM"}
    assert not any("SingleSignOnUserValue" in profile.properties for profile in adopted.of(PROFILE))
