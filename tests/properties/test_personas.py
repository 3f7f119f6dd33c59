"""Who may take which role of a team, and what is only theirs."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.settings import Identity, Team, load_organisation
from stacks.deployment import Deployment
from tests.conftest import ROOT, Assembly
from tests.properties.conftest import ENVIRONMENTS, environment_of
from tests.properties.estate import Estate, Fault, Templates, change
from tests.properties.policies import (
    ROLE,
    Properties,
    actions,
    as_list,
    attached,
    granted,
    in_policy,
    in_role,
    role_of,
    statements,
    studio,
    trust,
)
from tests.unit.identity.reference import access_level

STANDS = {
    "hub": "lead ml-engineer mlops-approver auditor",
    "workbench": "data-scientist lead data-engineer ml-engineer auditor prepare train evaluate pipeline",
    "serving": "lead data-engineer ml-engineer mlops-approver auditor serve",
}
"""Who has work in which kind of environment, written down a second time."""
MACHINES = ("prepare", "train", "evaluate", "pipeline", "serve")
WITHOUT_PROFILE = "mlops-approver"
PASSES = {
    "data-scientist": {"prepare", "train"},
    "lead": {"prepare", "train", "evaluate"},
    "data-engineer": {"prepare"},
    "ml-engineer": {"prepare", "train", "evaluate", "pipeline"},
    "pipeline": {"prepare", "train", "evaluate"},
}
"""Who hands which machine role to SageMaker, written down a second time; everybody else hands over none."""
Check = Callable[[Estate, Deployment], list[str]]


def iam(estate: Estate) -> str:
    return f"arn:aws:iam::{estate.account}"


def people(estate: Estate, identity: Identity, persona: str, team: str | None) -> list[object]:
    """The statements of people, written down a second time."""
    if identity.saml:
        audiences = ("signin.amazonaws.cn", "signin.amazonaws-us-gov.com", "signin.aws.amazon.com")
        return [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"{iam(estate)}:saml-provider/{identity.saml.provider}"},
                "Action": ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"],
                "Condition": {
                    "StringEquals": {"SAML:aud": [f"https://{audience}/saml" for audience in audiences]},
                    "StringLike": {"sts:SourceIdentity": "?*"},
                },
            }
        ]
    if (permission_set := identity.permission_set(persona, team)) is None:
        return []
    role = f"{iam(estate)}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_{permission_set}_*"
    return [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"{iam(estate)}:root"},
            "Action": ["sts:AssumeRole"],
            "Condition": {"ArnLike": {"aws:PrincipalArn": role}},
        }
    ]


def everybody(place: Deployment) -> list[tuple[Team, str, str]]:
    """Every role of every team."""
    who_stands = sorted({who for kind in place.environment.kinds for who in STANDS[kind].split()})
    whom = [(team, who) for team in place.organisation.teams for who in who_stands]
    return [(team, who, place.names.role(who, team.name)) for team, who in whom]


def wrong_trust(estate: Estate, place: Deployment) -> list[str]:
    identity = place.organisation.identity
    nobody = {"Effect": "Deny", "Principal": {"AWS": f"{iam(estate)}:root"}, "Action": ["sts:AssumeRole"]}
    wanted: dict[str, list[object]] = {}
    for team, who, role in everybody(place):
        persons = people(estate, identity, who, team.name) if who not in MACHINES else []
        by_sagemaker = who in MACHINES or (place.environment.is_workbench and who != WITHOUT_PROFILE)
        wanted[role] = [*([studio(estate)] if by_sagemaker else []), *persons] or [nobody]
    wanted[place.names.role("platform-admin")] = people(estate, identity, "platform-admin", None)
    return [role for role, expected in wanted.items() if trust(role_of(estate, role)) != expected]


def unknown_takers(estate: Estate, place: Deployment) -> list[str]:
    """Every other role is taken by one AWS service, for this account only; test_projects.py has those of projects.

    ECR says no source when it takes the role of a creation template (docs/decisions/0014-images.md).
    """
    by_hand = studio(estate)
    studio_settings = place.environment.studio
    backups = ("backup",) if studio_settings and studio_settings.homes_deletable else ()
    services = ("lambda", "sagemaker", "vpc-flow-logs", *backups)
    known = {role for _, _, role in everybody(place)} | {place.names.role("platform-admin")}
    rest = [
        role
        for role in estate.of(ROLE)
        if (name := str(role.properties.get("RoleName"))) not in known and "-project_" not in name
    ]
    allowed = [
        {**by_hand, "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": ["sts:AssumeRole"]}
        for service in services
    ]
    if not place.environment.is_hub:
        allowed.append({**allowed[0], "Principal": {"Service": "ecr.amazonaws.com"}})
        del allowed[-1]["Condition"]
    return [role.name for role in rest if len(trust(role)) != 1 or trust(role)[0] not in (by_hand, *allowed)]


def strangers(estate: Estate, place: Deployment) -> list[str]:
    """What a team's roles name that belongs to another team."""
    found = []
    for team, _, name in everybody(place):
        others = [f"{other.name}-" for other in place.organisation.teams if other != team]
        rows = [row for policy in attached(estate, role_of(estate, name)) for row in statements(policy)]
        found += [f"{name} {other}" for row in rows for other in others if other in str(row)]
    return found


def wrong_passes(estate: Estate, place: Deployment) -> list[str]:
    """Each role passes the machine roles of its own team that `PASSES` says, one statement a role."""
    found = []
    for team, who, name in everybody(place):
        rows = [row for row in granted(estate, role_of(estate, name)) if "iam:PassRole" in actions(row)]
        machines = PASSES.get(who, ()) if place.environment.is_workbench else ()
        wanted = {f"{iam(estate)}:role/{place.names.role(m, team.name)}" for m in machines}
        found += [name] * ({arn for row in rows for arn in as_list(row["Resource"])} != wanted)
        found += [f"{name} {row['Sid']}" for row in rows if len(as_list(row["Resource"])) != 1]
    return found


def doing(estate: Estate, place: Deployment, *wanted: str) -> dict[str, set[str]]:
    """Persona or machine to those of the wanted actions that it is granted."""
    held = {
        who: {action for row in granted(estate, role_of(estate, name)) for action in actions(row)} & set(wanted)
        for _, who, name in everybody(place)
    }
    return {who: found for who, found in held.items() if found}


def undue(estate: Estate, place: Deployment) -> list[str]:
    """Actions whose holders are not exactly those that one of the environment's kinds has."""
    found = []
    for action in sorted({action for holders in ONLY.values() for action in holders}):
        wanted = {who for kind in place.environment.kinds for who in ONLY[kind].get(action, "").split()}
        holders = set(doing(estate, place, action))
        found += [f"{action} {sorted(holders)}"] if holders != wanted else []
    return found


NOBODY = ("codepipeline:UpdatePipeline", "sagemaker:UpdateModelPackage")
ONLY: dict[str, dict[str, str]] = {
    "hub": {
        **dict.fromkeys((*NOBODY, "sagemaker:DeleteTags"), ""),
        "codepipeline:PutApprovalResult": "mlops-approver",
        "codepipeline:StartPipelineExecution": "ml-engineer",
        "sagemaker:CreateModelPackage": "ml-engineer",
        "cloudtrail:LookupEvents": "auditor",
        "budgets:ViewBudget": "lead",
    },
    "workbench": {
        "sagemaker:CreateModelPackage": "pipeline",
        "sagemaker:CreateProcessingJob": "data-scientist lead data-engineer ml-engineer pipeline",
        "sagemaker:CreateTrainingJob": "data-scientist lead ml-engineer pipeline",
        "sagemaker:CreateModel": "data-scientist lead ml-engineer pipeline",
        "sagemaker:CreateHyperParameterTuningJob": "data-scientist lead ml-engineer pipeline",
        "sagemaker:CreateCompilationJob": "data-scientist lead ml-engineer pipeline",
        "sagemaker:CreatePipeline": "ml-engineer",
        "sagemaker:UpdatePipeline": "ml-engineer",
        "sagemaker:DeleteModel": "lead",
        "sagemaker:CreateApp": "data-scientist lead data-engineer ml-engineer",
        "cloudtrail:LookupEvents": "auditor",
        "budgets:ViewBudget": "lead",
        "kms:Decrypt": "data-scientist lead data-engineer ml-engineer prepare train evaluate pipeline",
    },
    "serving": {
        "cloudtrail:LookupEvents": "auditor",
        "budgets:ViewBudget": "lead",
        "kms:Decrypt": "data-engineer serve",
    },
}
"""Separation of duties: an action, and who may do it in a team; whoever is not named may not."""


def readers_that_write(estate: Estate, place: Deployment) -> list[str]:
    """What an auditor or an approver may do besides reading; an approver answers approvals."""
    found = []
    for _, who, name in everybody(place):
        if who in ("auditor", "mlops-approver"):
            held = {action for row in granted(estate, role_of(estate, name)) for action in actions(row)}
            writes = {action for action in held if access_level(action) not in ("Read", "List")} - APPROVAL[who]
            found += [f"{name} {action}" for action in sorted(writes)]
    return found


APPROVAL = {
    # The way into her own Studio profile, in IAM mode.
    "auditor": {"sagemaker:CreatePresignedDomainUrl"},
    "mlops-approver": {"codepipeline:PutApprovalResult"},
}


def unpinned(estate: Estate, place: Deployment) -> list[str]:
    """Roles of a team that lack one of its pins, or whose pin names another key, tag or models than the team's."""
    pins = {"DenyOtherSubnets", "DenyOtherGroups", "DenyOtherOutputKey", "DenyOtherVolumeKey"}
    found = []
    for team, _, name in everybody(place):
        rows = {row["Sid"]: row for policy in attached(estate, role_of(estate, name)) for row in statements(policy)}
        keys = {rows[sid]["Condition"]["ArnNotEquals"][key] for sid, key in KEY_PINS if sid in rows}
        key = {resource for row in rows.values() if row["Sid"] == "UseTeamKey" for resource in row["Resource"]}
        tag = rows.get("DenyOtherTeamsTag", {}).get("Condition", {}).get("StringNotEquals", {})
        models = rows.get("DenyOtherModels", {}).get("Condition", {}).get("ArnNotLike", {})
        wrong = (
            not pins <= set(rows),
            len(keys) != 1,
            key and key != keys,
            tag != {"aws:RequestTag/team": team.name},
            not str(models.get("sagemaker:ModelArn", "")).endswith(f":model/{team.name}-*"),
        )
        found += [name] * any(wrong)
    return found


KEY_PINS = (
    ("DenyOtherOutputKey", "sagemaker:OutputKmsKeyArn"),
    ("DenyOtherOutputKeyByOldName", "sagemaker:OutputKmsKey"),
    ("DenyOtherVolumeKey", "sagemaker:VolumeKmsKeyArn"),
    ("DenyOtherVolumeKeyByOldName", "sagemaker:VolumeKmsKey"),
)
CHECKS: tuple[Check, ...] = (
    wrong_trust,
    unknown_takers,
    strangers,
    wrong_passes,
    undue,
    readers_that_write,
    unpinned,
)


def place_of(sample: str, environment: str) -> Deployment:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    [found] = [one for one in organisation.environments if one.name == environment]
    return Deployment(organisation=organisation, environment=found)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(("sample", "environment"), ENVIRONMENTS)
def test_nothing_is_wrong(synthesized: Callable[[str], Assembly], sample: str, environment: str, check: Check) -> None:
    place = place_of(sample, environment)
    assert check(environment_of(place.organisation, environment, synthesized(sample)), place) == []


def _trust(role: Properties) -> list[Any]:
    found: list[Any] = role["AssumeRolePolicyDocument"]["Statement"]
    return found


def _row(policy: Properties, sid: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [row for row in policy["PolicyDocument"]["Statement"] if row["Sid"] == sid]
    return found[0]


def _other_key(policy: Properties) -> None:
    _row(policy, "DenyOtherOutputKey")["Condition"]["ArnNotEquals"]["sagemaker:OutputKmsKeyArn"] = "other"


def _pass_evaluate(templates: Templates) -> None:
    """A data scientist gets what a lead has besides."""
    resources = [resource for template in templates.values() for resource in template["Resources"].values()]
    roles = {r["Properties"].get("RoleName", ""): r["Properties"] for r in resources if r["Type"] == ROLE}
    more = roles["acme-main-forecasting-lead"]["ManagedPolicyArns"]
    roles["acme-main-forecasting-data-scientist"]["ManagedPolicyArns"] = more


APPROVES = "codepipeline:PutApprovalResult"
EVERY_ROLE = "arn:aws:iam::111122223333:role/acme-main-*"
OTHER_TEAM = "arn:aws:sagemaker:eu-west-1:111122223333:model/grid-load-*"
FAULTS: list[tuple[Check, Fault]] = [
    (wrong_trust, in_role("-train", lambda role: _trust(role)[0].pop("Condition"))),
    (wrong_trust, in_role("-lead", lambda role: _trust(role)[0].update(Principal={"AWS": "*"}))),
    (wrong_trust, in_role("-auditor", lambda role: _trust(role).pop())),
    (unknown_takers, change(ROLE, lambda role: _trust(role)[0].pop("Condition"), stack="Network")),
    (wrong_trust, in_role("-mlops-approver", lambda role: _trust(role).append({"Effect": "Allow"}))),
    (
        wrong_passes,
        in_policy("PassTrainRole", lambda policy: _row(policy, "PassTrainRole").update(Resource=[EVERY_ROLE])),
    ),
    (wrong_passes, _pass_evaluate),
    (undue, in_policy("RunPipelines", lambda policy: _row(policy, "RunPipelines")["Action"].append(APPROVES))),
    (undue, in_policy("ApproveReleases", lambda policy: _row(policy, "ApproveReleases").update(Action=[]))),
    (readers_that_write, in_policy("ReadRoles", lambda policy: _row(policy, "ReadRoles")["Action"].append(APPROVES))),
    (
        readers_that_write,
        in_policy("ReadMetrics", lambda policy: _row(policy, "ReadMetrics")["Action"].append("iam:CreateRole")),
    ),
    (unpinned, in_policy("DenyOtherTeamsTag", lambda policy: _row(policy, "DenyOtherTeamsTag").update(Condition={}))),
    (unpinned, in_policy("DenyOtherModels", lambda policy: _row(policy, "DenyOtherModels").update(Condition={}))),
    (unpinned, in_policy("DenyOtherSubnets", _other_key)),
    (unpinned, in_role("-lead", lambda role: role["ManagedPolicyArns"].pop())),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault), place_of("minimal", "main"))


def test_another_teams_work_is_seen(synthesized: Callable[[str], Assembly]) -> None:
    estate = Estate(synthesized("adopted-network").templates)
    fault = in_policy("TrainModels", lambda policy: _row(policy, "TrainModels")["Resource"].append(OTHER_TEAM))
    assert strangers(estate.broken(fault), place_of(*ENVIRONMENTS[1]))
