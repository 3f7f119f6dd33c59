"""Images by property: closed repositories and replicas, the list that jobs may pull from, replication by account."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.catalogue.frameworks import FRAMEWORKS
from mlplatform.settings import Environment, load_organisation
from tests.conftest import ROOT, Assembly
from tests.properties.estate import Estate, Fault, Resource, change
from tests.properties.policies import POLICY, ROLE, actions, as_list, granted, in_policy

REPOSITORY, REPLICA = "AWS::ECR::Repository", "AWS::ECR::RepositoryCreationTemplate"
REPLICATION, REGISTRY = "AWS::ECR::ReplicationConfiguration", "AWS::ECR::RegistryPolicy"
SCANNING, DOMAIN = "AWS::ECR::RegistryScanningConfiguration", "AWS::SageMaker::Domain"
CANDIDATE_OF_A_YEAR = ({"candidate-1", "release-1"}, 365)
PREBUILT = {image.repository for framework in FRAMEWORKS for image in framework.images.values()}
ORGANISATION = load_organisation(ROOT / "config" / "energy-retailer.yaml")
SPOKES = [environment for environment in ORGANISATION.environments if not environment.is_hub]
Check = Callable[[Estate], list[str]]


@pytest.fixture
def hub(retailer: Callable[[str], Estate]) -> Estate:
    return retailer("hub")


@pytest.fixture
def spoke(retailer: Callable[[str], Estate]) -> Estate:
    return retailer("research")


@pytest.fixture
def retailer(synthesized: Callable[[str], Assembly]) -> Callable[[str], Estate]:
    templates = synthesized("energy-retailer").templates

    def of(environment: str) -> Estate:
        return Estate({name: body for name, body in templates.items() if f"-{environment}-" in name})

    return of


def lifecycle(resource: Resource) -> list[dict[str, Any]]:
    policy = resource.properties["LifecyclePolicy"]
    text = policy if isinstance(policy, str) else policy["LifecyclePolicyText"]
    return sorted(json.loads(text)["rules"], key=lambda rule: int(rule["rulePriority"]))


def expires(rules: list[dict[str, Any]], tags: set[str], days: int) -> bool:
    """As ECR decides: the first rule whose tags match says it, and no later one."""
    for selection in (rule["selection"] for rule in rules):
        if _matches(selection, tags):
            return bool(days > selection["countNumber"])
    return False


def _matches(selection: dict[str, Any], tags: set[str]) -> bool:
    if selection["tagStatus"] == "untagged":
        return not tags
    patterns = [pattern.removesuffix("*") for pattern in selection["tagPatternList"]]
    return all(any(tag.startswith(pattern) for tag in tags) for pattern in patterns)


def lost_releases(estate: Estate) -> list[str]:
    """What was released, or bears a tag of its own, stays; candidates and untagged images go."""
    stay = [({"release-1"}, 9_999), CANDIDATE_OF_A_YEAR, ({"base-2026"}, 9_999), ({"candidate-1"}, 1), (set(), 1)]
    go = [({"candidate-1"}, 365), (set(), 365)]
    return [
        resource.name
        for resource in estate.of(REPOSITORY, REPLICA)
        if any(expires(lifecycle(resource), tags, days) for tags, days in stay)
        or not all(expires(lifecycle(resource), tags, days) for tags, days in go)
    ]


def open_repositories(estate: Estate) -> list[str]:
    """Immutable tags, this environment's key, and no policy: then nobody outside the account comes in."""
    [alias] = [a for a in estate.of("AWS::KMS::Alias") if a.properties["AliasName"].endswith("/artefacts")]
    key = f"{alias.properties['TargetKeyId'].removesuffix('>>')}.Arn>>"
    wanted = {"EncryptionType": "KMS", "KmsKey": key}
    return [
        resource.name
        for resource in estate.of(REPOSITORY, REPLICA)
        if resource.properties.get("ImageTagMutability") != "IMMUTABLE"
        or resource.properties.get("EncryptionConfiguration") != wanted
        or {"RepositoryPolicyText", "RepositoryPolicy"} & set(resource.properties)
    ]


def unscanned(estate: Estate) -> list[str]:
    rules = [rule for scanning in estate.of(SCANNING) for rule in scanning.properties.get("Rules", [])]
    everything = [{"Filter": "*", "FilterType": "WILDCARD"}]
    return (
        [] if [r["RepositoryFilters"] for r in rules if r["ScanFrequency"] == "SCAN_ON_PUSH"] == [everything] else ["?"]
    )


def other_images(estate: Estate) -> list[str]:
    """Any role but that which makes replicas pulls the organisation's images here, and AWS's of the catalogue."""
    return [
        f"{role.name}: {resource}"
        for role in estate.of(ROLE)
        for row in granted(estate, role)
        if "ecr:BatchGetImage" in actions(row)
        for resource in as_list(row["Resource"])
        if not _approved(resource, estate.account)
    ]


def _approved(resource: str, own: str) -> bool:
    account, _, repository = resource.removeprefix("arn:aws:ecr:eu-west-1:").partition(":repository/")
    if account == own:
        return repository in {f"{name}/{image}" for name in ("acme", "volta", "hydro") for image in ("*", "studio")}
    return repository in PREBUILT and account in {"141502667606", "763104351884"}


RUN_CONTAINERS = ("-prepare", "-train", "-evaluate", "-serve")


def jobs_without_images(estate: Estate) -> list[str]:
    """Every job role pulls each repository of the catalogue, so that the first job runs on the first day."""
    found = []
    for role in estate.of(ROLE):
        if str(role.properties.get("RoleName", "")).endswith(RUN_CONTAINERS):
            rows = [row for row in granted(estate, role) if "ecr:BatchGetImage" in actions(row)]
            pulled = {str(r).rpartition(":repository/")[2] for row in rows for r in as_list(row["Resource"])}
            found += [role.name] if not pulled >= PREBUILT else []
    return found


def versions_before_their_time(estate: Estate) -> list[str]:
    """A domain that names an image without a version could not be made, or not be changed."""
    return [domain.name for domain in estate.of(DOMAIN) if "CustomImages" in json.dumps(domain.properties)]


CHECKS = (
    lost_releases,
    open_repositories,
    unscanned,
    other_images,
    jobs_without_images,
    versions_before_their_time,
)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong(each: Estate, check: Check) -> None:
    assert bool(each.of(REPOSITORY)) == ("hub" in each.kinds)
    assert check(each) == []


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("environment", SPOKES, ids=lambda environment: environment.name)
def test_nothing_is_wrong_in_a_spoke(retailer: Callable[[str], Estate], environment: Environment, check: Check) -> None:
    estate = retailer(environment.name)
    assert estate.of(REPLICA)
    assert not estate.of(REPOSITORY)
    assert check(estate) == []


def _lifecycle(**selection: Any) -> Fault:
    rules = [{"rulePriority": 1, "selection": {"countNumber": 1, **selection}}]
    return change(REPOSITORY, lambda r: r["LifecyclePolicy"].update(LifecyclePolicyText=json.dumps({"rules": rules})))


def _swapped(repository: dict[str, Any]) -> None:
    """The rule for candidates comes before that which keeps what was released."""
    rules = json.loads(repository["LifecyclePolicy"]["LifecyclePolicyText"])["rules"]
    rules[0]["rulePriority"], rules[1]["rulePriority"] = 2, 1
    repository["LifecyclePolicy"]["LifecyclePolicyText"] = json.dumps({"rules": rules})


def _anybodys(policy: dict[str, Any]) -> None:
    row = next(row for row in policy["PolicyDocument"]["Statement"] if row["Sid"] == "PullPrebuiltImages")
    row["Resource"] = ["arn:aws:ecr:eu-west-1:763104351884:repository/*"]


FAULTS: list[tuple[Check, Fault]] = [
    (lost_releases, _lifecycle(tagStatus="tagged", tagPatternList=["*"])),
    (lost_releases, _lifecycle(tagStatus="untagged")),
    (lost_releases, change(REPOSITORY, _swapped)),
    (open_repositories, change(REPOSITORY, lambda r: r.update(ImageTagMutability="MUTABLE"))),
    (open_repositories, change(REPOSITORY, lambda r: r.pop("EncryptionConfiguration"))),
    (open_repositories, change(REPOSITORY, lambda r: r.update(RepositoryPolicyText={}))),
    (unscanned, change(SCANNING, lambda s: s.update(Rules=[]))),
    (other_images, in_policy("PullPrebuiltImages", _anybodys)),
    (jobs_without_images, in_policy("PullPrebuiltImages", lambda p: p["PolicyDocument"]["Statement"].pop(1))),
    (
        versions_before_their_time,
        change(DOMAIN, lambda d: d["DefaultUserSettings"]["JupyterLabAppSettings"].update(CustomImages=[{}])),
    ),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault))


def replicated_elsewhere(estate: Estate) -> list[str]:
    """The organisation's repositories, to the accounts of the other environments, in one region."""
    [replication] = estate.of(REPLICATION)
    [rule] = replication.properties["ReplicationConfiguration"]["Rules"]
    wanted = [{"Region": "eu-west-1", "RegistryId": spoke.account} for spoke in SPOKES]
    prefixes = [{"Filter": "volta/", "FilterType": "PREFIX_MATCH"}]
    return [] if (rule["Destinations"], rule["RepositoryFilters"]) == (wanted, prefixes) else [replication.name]


def strangers_replicas(estate: Estate) -> list[str]:
    """The hub's account alone, the organisation's repositories alone, and no action but the two of replication."""
    [registry] = estate.of(REGISTRY)
    wanted = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
        "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
        "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/volta/*",
    }
    rows = [{k: v for k, v in row.items() if k != "Sid"} for row in registry.properties["PolicyText"]["Statement"]]
    return [] if rows == [wanted] else [registry.name]


def test_the_hub_replicates_to_the_other_accounts(hub: Estate) -> None:
    assert replicated_elsewhere(hub) == []
    assert hub.of(REGISTRY, REPLICA) == []


def test_a_spoke_takes_replicas_of_the_hub(spoke: Estate) -> None:
    assert strangers_replicas(spoke) == []
    assert spoke.of(REPLICATION) == []


def test_one_environment_replicates_nothing(estate: Estate) -> None:
    assert estate.of(REPLICATION, REGISTRY, REPLICA) == []


def test_faults_in_replication_are_seen(hub: Estate, spoke: Estate) -> None:
    to_nobody = change(REPLICATION, lambda r: r["ReplicationConfiguration"]["Rules"][0].update(RepositoryFilters=[]))
    anybody = change(REGISTRY, lambda r: r["PolicyText"]["Statement"][0].update(Principal={"AWS": "*"}))
    everything = change(REGISTRY, lambda r: r["PolicyText"]["Statement"][0].update(Action="ecr:*"))
    assert replicated_elsewhere(hub.broken(to_nobody))
    assert strangers_replicas(spoke.broken(anybody))
    assert strangers_replicas(spoke.broken(everything))


def test_no_environment_names_a_resource_of_another(retailer: Callable[[str], Estate]) -> None:
    """No order between accounts: nothing is imported from another environment, or read of its parameters.

    Policies do name roles of other environments, by derived ARNs, which need not exist.
    """
    for environment in ORGANISATION.environments:
        for name, body in retailer(environment.name).templates.items():
            others = [other.name for other in ORGANISATION.environments if other != environment]
            assert [other for other in others if taken_from(other, body)] == [], name


def taken_from(environment: str, template: dict[str, Any]) -> list[str]:
    """What a template takes from an environment: exports, and parameters of Systems Manager."""
    exports = re.findall(r'"Fn::ImportValue": "([^"]*)"', json.dumps(template))
    parameters = [str(one.get("Default", "")) for one in template.get("Parameters", {}).values()]
    marks = (f"volta-{environment}-", f"/{environment}/")
    return [one for one in (*exports, *parameters) if any(mark in one for mark in marks)]


def test_what_is_taken_from_another_environment_is_seen() -> None:
    imported = {"Resources": {"A": {"Properties": {"Key": {"Fn::ImportValue": "volta-prod-Foundation:Key"}}}}}
    read = {"Parameters": {"Key": {"Default": "/aplatform/wiring/prod/team-keys/trading"}}}
    assert taken_from("prod", imported)
    assert taken_from("prod", read)
    assert not taken_from("hub", imported)


def test_replicas_are_made_by_a_role_that_does_nothing_else(spoke: Estate) -> None:
    [replica] = spoke.of(REPLICA)
    role = spoke.by_reference[replica.properties["CustomRoleArn"]]
    assert role.properties["PermissionsBoundary"]
    assert sorted(action for row in granted(spoke, role) for action in actions(row)) == [
        *("ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"),
        *("kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"),
    ]


def test_policies_that_pull_prebuilt_images_are_one_for_all_teams(each: Estate) -> None:
    pulling = [p for p in each.of(POLICY) if "PullPrebuiltImages" in json.dumps(p.properties)]
    assert len(pulling) == 1
