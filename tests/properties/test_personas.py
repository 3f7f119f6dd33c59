"""Who may take which role of a team, and what is only theirs."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.settings import Identity, Names, Organisation, Persona, Team, load_organisation
from tests.conftest import ROOT, SAMPLES, Assembly
from tests.properties.estate import Estate, Fault, Templates, change
from tests.properties.policies import (
    ROLE,
    STUDIO,
    Properties,
    actions,
    as_list,
    attached,
    granted,
    in_policy,
    in_role,
    role_of,
    statements,
    trust,
)
from tests.unit.identity.reference import access_level

ACCOUNT = "arn:aws:iam::111122223333"
NOBODY = {"Effect": "Deny", "Principal": {"AWS": f"{ACCOUNT}:root"}, "Action": ["sts:AssumeRole"]}
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
Check = Callable[[Estate, Organisation], list[str]]


def names(organisation: Organisation) -> Names:
    return Names(organisation=organisation.name, environment=organisation.environments[0].name)


def people(identity: Identity, persona: str, team: str | None) -> list[object]:
    """The statements of people, written down a second time."""
    if identity.saml:
        audiences = ("signin.amazonaws.cn", "signin.amazonaws-us-gov.com", "signin.aws.amazon.com")
        return [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"{ACCOUNT}:saml-provider/{identity.saml.provider}"},
                "Action": ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"],
                "Condition": {"StringEquals": {"SAML:aud": [f"https://{audience}/saml" for audience in audiences]}},
            }
        ]
    if (permission_set := identity.permission_set(persona, team)) is None:
        return []
    role = f"{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_{permission_set}_*"
    return [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"{ACCOUNT}:root"},
            "Action": ["sts:AssumeRole"],
            "Condition": {"ArnLike": {"aws:PrincipalArn": role}},
        }
    ]


def everybody(organisation: Organisation) -> list[tuple[Team, str, str]]:
    """Every role of every team: the samples' environment is of all three kinds."""
    whom = [(team, str(who)) for team in organisation.teams for who in (*Persona, *MACHINES)]
    return [(team, who, names(organisation).role(who, team.name)) for team, who in whom]


def wrong_trust(estate: Estate, organisation: Organisation) -> list[str]:
    name = names(organisation)
    wanted: dict[str, list[object]] = {}
    for team, who, role in everybody(organisation):
        persons = people(organisation.identity, who, team.name) if who not in MACHINES else []
        wanted[role] = [*([] if who == WITHOUT_PROFILE else [STUDIO]), *persons] or [NOBODY]
    wanted[name.role("platform-admin")] = people(organisation.identity, "platform-admin", None)
    return [role for role, expected in wanted.items() if trust(role_of(estate, role)) != expected]


def unknown_takers(estate: Estate, organisation: Organisation) -> list[str]:
    """Every other role is taken by one AWS service, for this account only."""
    services = ("lambda.amazonaws.com", "sagemaker.amazonaws.com", "vpc-flow-logs.amazonaws.com")
    known = {role for _, _, role in everybody(organisation)} | {names(organisation).role("platform-admin")}
    rest = [role for role in estate.of(ROLE) if role.properties.get("RoleName") not in known]
    allowed = [{**STUDIO, "Principal": {"Service": service}, "Action": ["sts:AssumeRole"]} for service in services]
    return [role.name for role in rest if len(trust(role)) != 1 or trust(role)[0] not in (STUDIO, *allowed)]


def strangers(estate: Estate, organisation: Organisation) -> list[str]:
    """What a team's roles name that belongs to another team."""
    found = []
    for team, _, name in everybody(organisation):
        others = [f"{other.name}-" for other in organisation.teams if other != team]
        rows = [row for policy in attached(estate, role_of(estate, name)) for row in statements(policy)]
        found += [f"{name} {other}" for row in rows for other in others if other in str(row)]
    return found


def wrong_passes(estate: Estate, organisation: Organisation) -> list[str]:
    """Each role passes the machine roles of its own team that `PASSES` says, one statement a role."""
    found = []
    for team, who, name in everybody(organisation):
        rows = [row for row in granted(estate, role_of(estate, name)) if "iam:PassRole" in actions(row)]
        wanted = {f"{ACCOUNT}:role/{names(organisation).role(m, team.name)}" for m in PASSES.get(who, ())}
        found += [name] * ({arn for row in rows for arn in as_list(row["Resource"])} != wanted)
        found += [f"{name} {row['Sid']}" for row in rows if len(as_list(row["Resource"])) != 1]
    return found


def doing(estate: Estate, organisation: Organisation, *wanted: str) -> dict[str, set[str]]:
    """Persona or machine to those of the wanted actions that it is granted."""
    held = {
        who: {action for row in granted(estate, role_of(estate, name)) for action in actions(row)} & set(wanted)
        for _, who, name in everybody(organisation)
    }
    return {who: found for who, found in held.items() if found}


def undue(estate: Estate, organisation: Organisation) -> list[str]:
    """Actions whose holders are not exactly those of `ONLY`."""
    holders = {action: set(doing(estate, organisation, action)) for action in ONLY}
    return [f"{action} {sorted(holders[action])}" for action, wanted in ONLY.items() if holders[action] != wanted]


ONLY: dict[str, set[str]] = {
    "codepipeline:PutApprovalResult": {"mlops-approver"},
    "codepipeline:StartPipelineExecution": {"ml-engineer"},
    "codepipeline:UpdatePipeline": set(),
    "sagemaker:UpdateModelPackage": set(),
    "sagemaker:CreateModelPackage": {"ml-engineer", "pipeline"},
    "sagemaker:CreateHyperParameterTuningJob": set(),
    "sagemaker:CreateProcessingJob": {"data-scientist", "lead", "data-engineer", "ml-engineer", "pipeline"},
    "sagemaker:CreateTrainingJob": {"data-scientist", "lead", "ml-engineer", "pipeline"},
    "sagemaker:CreateModel": {"data-scientist", "lead", "ml-engineer", "pipeline"},
    "sagemaker:CreatePipeline": {"ml-engineer"},
    "sagemaker:UpdatePipeline": {"ml-engineer"},
    "sagemaker:DeleteModel": {"lead"},
    "sagemaker:CreateApp": {"data-scientist", "lead", "data-engineer", "ml-engineer"},
    "sagemaker:DeleteTags": set(),
    "cloudtrail:LookupEvents": {"auditor"},
    "budgets:ViewBudget": {"lead"},
    "kms:Decrypt": {
        *("data-scientist", "lead", "data-engineer", "ml-engineer"),
        *MACHINES,
    },
}
"""Separation of duties: an action, and who may do it in a team."""


def readers_that_write(estate: Estate, organisation: Organisation) -> list[str]:
    """What an auditor or an approver may do besides reading; an approver answers approvals."""
    found = []
    for _, who, name in everybody(organisation):
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


def unpinned(estate: Estate, organisation: Organisation) -> list[str]:
    """Roles of a team that lack one of its pins, or whose pin names another key, tag or models than the team's."""
    pins = {"DenyOtherSubnets", "DenyOtherGroups", "DenyOtherOutputKey", "DenyOtherVolumeKey"}
    found = []
    for team, _, name in everybody(organisation):
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
    ("DenyOtherOutputKey", "sagemaker:OutputKmsKey"),
    ("DenyOtherVolumeKey", "sagemaker:VolumeKmsKey"),
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


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_wrong(synthesized: Callable[[str], Assembly], sample: str, check: Check) -> None:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml")
    assert check(Estate(synthesized(sample).templates), organisation) == []


def _trust(role: Properties) -> list[Any]:
    found: list[Any] = role["AssumeRolePolicyDocument"]["Statement"]
    return found


def _row(policy: Properties, sid: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [row for row in policy["PolicyDocument"]["Statement"] if row["Sid"] == sid]
    return found[0]


def _other_key(policy: Properties) -> None:
    _row(policy, "DenyOtherOutputKey")["Condition"]["ArnNotEquals"]["sagemaker:OutputKmsKey"] = "other"


def _pass_evaluate(templates: Templates) -> None:
    """A data scientist gets what a lead has besides."""
    resources = [resource for template in templates.values() for resource in template["Resources"].values()]
    roles = {r["Properties"].get("RoleName", ""): r["Properties"] for r in resources if r["Type"] == ROLE}
    more = roles["acme-main-forecasting-lead"]["ManagedPolicyArns"]
    roles["acme-main-forecasting-data-scientist"]["ManagedPolicyArns"] = more


APPROVES = "codepipeline:PutApprovalResult"
EVERY_ROLE = f"{ACCOUNT}:role/acme-main-*"
OTHER_TEAM = "arn:aws:sagemaker:eu-west-1:111122223333:model/grid-load-*"
FAULTS: list[tuple[Check, Fault]] = [
    (wrong_trust, in_role("-train", lambda role: _trust(role)[0].pop("Condition"))),
    (wrong_trust, in_role("-lead", lambda role: _trust(role)[0].update(Principal={"AWS": "*"}))),
    (wrong_trust, in_role("-auditor", lambda role: _trust(role).pop())),
    (unknown_takers, change(ROLE, lambda role: _trust(role)[0].pop("Condition"), stack="Network")),
    (wrong_trust, in_role("-mlops-approver", lambda role: _trust(role).append(STUDIO))),
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
    assert check(estate.broken(fault), load_organisation(ROOT / "config" / "minimal.yaml"))


def test_another_teams_work_is_seen(synthesized: Callable[[str], Assembly]) -> None:
    estate = Estate(synthesized("adopted-network").templates)
    fault = in_policy("TrainModels", lambda policy: _row(policy, "TrainModels")["Resource"].append(OTHER_TEAM))
    assert strangers(estate.broken(fault), load_organisation(ROOT / "config" / "adopted-network.yaml"))
