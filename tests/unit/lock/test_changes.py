"""Each seeded change is refused, says what is lost and how to go on, and is permitted by its one entry of `moves:`."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.lock import take
from mlplatform.lock.create_only import replacing
from tests.unit.lock.conftest import Platform

DOMAIN, PROFILE, SPACE = "AWS::SageMaker::Domain", "AWS::SageMaker::UserProfile", "AWS::SageMaker::Space"
KEY, BUCKET, VPC = "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::EC2::VPC"
REPOSITORY, LOG_GROUP = "AWS::ECR::Repository", "AWS::Logs::LogGroup"


def _set(stack: str, type_: str, **properties: Any) -> Callable[[Platform], str]:
    def change(platform: Platform) -> str:
        logical_id, resource = platform.only(stack, type_)
        resource["Properties"] |= properties
        return f"acme-main-{stack}/{logical_id}"

    return change


def _remove(stack: str, type_: str) -> Callable[[Platform], str]:
    def change(platform: Platform) -> str:
        logical_id, _ = platform.only(stack, type_)
        del platform.resources(stack)[logical_id]
        return f"acme-main-{stack}/{logical_id}"

    return change


def _reshard(platform: Platform) -> str:
    platform.shards["main"]["shared"] = 4
    return "main/shared"


def _drop_environment(platform: Platform) -> str:
    platform.environments = ("other",)
    platform.shards.clear()
    return "main"


def _another_key(platform: Platform) -> str:
    logical_id, domain = platform.only("Studio", DOMAIN)
    logs = next(
        output["Export"]["Name"]
        for output in platform.bodies["acme-main-Foundation"]["Outputs"].values()
        if "KeysLogs" in output["Export"]["Name"]
    )
    domain["Properties"]["KmsKeyId"] = {"Fn::ImportValue": logs}
    return f"acme-main-Studio/{logical_id}"


SEEDED: dict[str, tuple[Callable[[Platform], str], str, tuple[str, ...]]] = {
    "domain name": (_set("Studio", DOMAIN, DomainName="other"), "replace", ('"acme-main-shared"', '"other"', "home")),
    "domain key": (_another_key, "replace", ("KmsKeyId was", "KeysDomain", "KeysLogs", "home")),
    "auth mode": (_set("Studio", DOMAIN, AuthMode="IAM"), "replace", ('AuthMode was "SSO"', "home")),
    "tags on the domain": (_set("Studio", DOMAIN, Tags=[{"Key": "a", "Value": "b"}]), "replace", ("Tags was nothing",)),
    "domain's network": (_set("Studio", DOMAIN, VpcId="vpc-1"), "replace", ("may be replaced", "VpcId")),
    "domain gone": (_remove("Studio", DOMAIN), "remove", ("gone from the templates", "Back the file system up")),
    "space's owner": (
        _set("Studio", SPACE, OwnershipSettings={"OwnerUserProfileName": "anna"}),
        "replace",
        ("OwnershipSettings", "volume"),
    ),
    "space gone": (_remove("Studio", SPACE), "remove", ('space "forecasting-shared"', "deletes the old one")),
    "bucket gone": (_remove("Foundation", BUCKET), "remove", ("stays in AWS", "Copy the objects")),
    "key gone": (_remove("Foundation", KEY), "remove", ("stays in AWS", "lost for ever")),
    "range of the network": (_set("Network", VPC, CidrBlock="10.0.0.0/20"), "replace", ("CidrBlock", "Studio")),
    "evidence gone": (_remove("Network", LOG_GROUP), "remove", ("log group of evidence", "Export")),
    "name of a repository": (_set("Images", REPOSITORY, RepositoryName="a/b"), "replace", ("images", '"a/b"')),
    "shard count": (_reshard, "renumber", ("from 1 to 4", "user_shards: 1")),
    "environment gone": (_drop_environment, "remove", ("no longer in the organisation's file", "destroy its stacks")),
    "tags on a profile": (
        _set("Users-shared-00", PROFILE, Tags=[{"Key": "team", "Value": "other"}]),
        "replace",
        ("1 user profile of acme-main-Users-shared-00", "Tags differ", "make lock"),
    ),
}


def test_the_same_templates_are_not_refused(platform: Platform) -> None:
    assert platform.findings() == []


@pytest.mark.parametrize("name", SEEDED)
def test_a_seeded_change_is_refused_with_the_consequence_and_the_way_on(name: str, platform: Platform) -> None:
    change, action, words = SEEDED[name]
    what = change(platform)
    (finding,) = platform.findings()
    text = f"{finding.description}\n{finding.fix}"
    assert all(word in text for word in words), text
    assert f"action: {action}, what: {what}" in finding.fix
    assert finding.places == ((what,) if platform.synthesized.resource(what) else ())


@pytest.mark.parametrize("name", SEEDED)
def test_the_proposed_entry_permits_that_change_and_no_other(name: str, platform: Platform) -> None:
    change, _, _ = SEEDED[name]
    change(platform)
    other = _remove_last(platform) if platform.shards else None
    proposed = next(one for one in platform.findings() if str(other) not in one.fix)
    _permit_as_proposed(platform, proposed.fix)
    assert platform.refused() == ([other] if other else [])
    assert platform.outcome().stale == {}


def _remove_last(platform: Platform) -> str:
    """Another change: the last repository goes; the seeded ones touch the first."""
    logical_id = [key for key, one in platform.resources("Images").items() if one["Type"] == REPOSITORY][-1]
    del platform.resources("Images")[logical_id]
    return f"acme-main-Images/{logical_id}"


def _permit_as_proposed(platform: Platform, fix: str) -> None:
    entry = dict(re.findall(r"(action|what|to): ([^,}]+)", fix.partition("moves: - ")[2]))
    platform.permit(entry["action"], entry["what"], entry.get("to"))


@pytest.mark.parametrize("name", ["domain name", "bucket gone", "shard count"])
def test_another_action_on_the_same_thing_permits_nothing_and_is_stale(name: str, platform: Platform) -> None:
    change, action, _ = SEEDED[name]
    what = change(platform)
    platform.permit("remove" if action != "remove" else "replace", what)
    assert platform.refused() == [what]
    assert list(platform.outcome().stale) == [0]


def test_an_entry_that_permits_nothing_is_reported_with_what_it_may_have_meant(platform: Platform) -> None:
    what = _remove("Foundation", BUCKET)(platform)
    platform.permit("remove", f"{what}0")
    removed, stale = platform.findings()
    assert removed.rule == "LOCK-REMOVED"
    assert stale.rule == "LOCK-STALE-MOVE"
    assert "moves[0] of acme.yaml permits nothing" in stale.description
    assert f"Did you mean {what}?" in stale.description


@pytest.mark.parametrize(("stack", "type_"), [("Foundation", BUCKET), ("Images", REPOSITORY), ("Studio", SPACE)])
def test_a_renamed_construct_is_recognised(stack: str, type_: str, platform: Platform) -> None:
    old = platform.rename(stack, platform.only(stack, type_)[0], "RenamedABCD0123")
    (finding,) = platform.findings()
    assert finding.rule == "LOCK-RENAMED"
    assert f"acme-main-{stack}/RenamedABCD0123 is new" in finding.description
    assert "cdk refactor" in finding.fix
    _permit_as_proposed(platform, finding.fix)
    assert platform.moves[0].to == f"acme-main-{stack}/RenamedABCD0123"
    assert platform.moves[0].what == old
    assert platform.findings() == []


def test_a_permitted_rename_is_followed_by_references_from_other_stacks(platform: Platform) -> None:
    """Only the key moves; domain and profiles that name it, or are named by it, stay what they are."""
    old = platform.rename("Foundation", "KeysDomain21F6B297", "MainKeysDomain0A1B2C3D")
    refused = {change.what: change.kind.value for change in platform.outcome().refused}
    assert refused == {old: "renamed", "acme-main-Studio/SharedDomain5293281A": "replaced"}
    platform.permit("rename", old, "acme-main-Foundation/MainKeysDomain0A1B2C3D")
    assert platform.findings() == []


def test_a_rename_that_did_not_happen_hides_no_other_change(platform: Platform) -> None:
    """Both keys stand: an entry that says otherwise must not make one pass for the other."""
    what = _another_key(platform)
    platform.permit("rename", "acme-main-Foundation/KeysDomain21F6B297", "acme-main-Foundation/KeysLogs7981C88C")
    assert platform.refused() == [what]
    assert list(platform.outcome().stale) == [0]


def test_a_resource_that_moves_to_another_stack_is_a_rename(platform: Platform) -> None:
    logical_id, _ = platform.only("Images", REPOSITORY)
    platform.resources("Foundation")[logical_id] = platform.resources("Images").pop(logical_id)
    (finding,) = platform.findings()
    assert finding.rule == "LOCK-RENAMED"
    assert f"to: acme-main-Foundation/{logical_id}" in finding.fix


def test_several_renamed_at_once_are_told_apart_by_their_names(platform: Platform) -> None:
    keys = [key for key, one in platform.resources("Foundation").items() if one["Type"] == KEY]
    for key in keys:
        platform.rename("Foundation", key, f"{key[:-8].replace('Keys', 'KeyRing')}00000000")
    found = {change.what: change.to for change in platform.outcome().refused if change.type == KEY}
    expected = {
        f"acme-main-Foundation/{key}": f"acme-main-Foundation/{key[:-8].replace('Keys', 'KeyRing')}00000000"
        for key in keys
    }
    assert len(keys) > 3
    assert found == expected


def test_users_come_and_go_and_take_nothing_with_them(platform: Platform) -> None:
    users = platform.resources("Users-shared-00")
    logical_id, profile = platform.only("Users-shared-00", PROFILE)
    users["User0000000000000000"] = copy.deepcopy(profile)
    del users[logical_id]
    assert platform.findings() == []


def test_a_changed_persona_is_no_change_of_the_lock(platform: Platform) -> None:
    _, profile = platform.only("Users-shared-00", PROFILE)
    profile["Properties"]["UserSettings"]["ExecutionRole"] = "arn:aws:iam::111122223333:role/other"
    assert platform.findings() == []


def test_profiles_that_change_alike_share_a_finding_that_names_people(platform: Platform) -> None:
    for resource in platform.resources("Users-shared-00").values():
        if resource["Type"] == PROFILE:
            resource["Properties"]["Tags"] = []
    (finding,) = platform.findings()
    assert "3 user profiles of acme-main-Users-shared-00" in finding.description
    assert "anna-lindqvist" in finding.description


def test_another_network_replaces_the_subnets_as_well(platform: Platform) -> None:
    old = platform.rename("Network", platform.only("Network", VPC)[0], "OtherVpc00000000")
    kinds = [(change.kind.value, change.type) for change in platform.outcome().refused]
    assert ("renamed", VPC) in kinds
    assert kinds.count(("replaced", "AWS::EC2::Subnet")) == 2
    platform.permit("rename", old, "acme-main-Network/OtherVpc00000000")
    assert platform.findings() == []


def test_an_environment_that_this_synth_leaves_out_is_not_removed(platform: Platform) -> None:
    platform.environments = ("main", "prod")
    platform.shards = {"prod": {}}
    platform.bodies = {}
    platform.permit("remove", "acme-main-Foundation/KeysLogs7981C88C")
    platform.permit("renumber", "main/shared")
    platform.permit("remove", "prod")
    outcome = platform.outcome()
    assert outcome.refused == ()
    assert list(outcome.stale) == [2], "only an entry about prod can be judged"


def test_stacks_that_all_have_other_names_are_all_gone(platform: Platform) -> None:
    """A change of the scheme of names must not pass because nothing is recognised any more."""
    platform.bodies = {name.replace("acme-main-", "acme-"): body for name, body in platform.bodies.items()}
    held = [key for stack in platform.locked.environments["main"].stacks.values() for key in stack.resources]
    assert len(platform.refused()) == len(held)


def test_environments_whose_names_begin_alike_are_kept_apart(platform: Platform) -> None:
    bodies = json.loads(json.dumps(platform.bodies).replace("acme-main-", "acme-main-eu-"))
    platform.bodies |= bodies
    platform.shards["main-eu"] = {"shared": 1}
    stacks = {name: set(part.stacks) for name, part in platform.outcome().present.environments.items()}
    assert stacks["main"] == set(platform.locked.environments["main"].stacks)
    assert stacks["main-eu"] == {name.replace("acme-main-", "acme-main-eu-") for name in stacks["main"]}


def test_a_property_that_newer_schemas_know_is_not_compared_before_it_is_held(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def before_tags(type_: str) -> tuple[str, ...]:
        return tuple(path for path in replacing(type_) if path != "Tags")

    with monkeypatch.context() as earlier:
        earlier.setattr("mlplatform.lock.templates.replacing", before_tags)
        platform.locked = take(platform.synthesized)
    assert "Tags" not in platform.locked.create_only[DOMAIN]
    assert platform.findings() == []
    SEEDED["tags on the domain"][0](platform)
    SEEDED["tags on a profile"][0](platform)
    assert platform.findings() == []
    SEEDED["domain name"][0](platform)
    assert len(platform.findings()) == 1
