"""Who may take which role of a team, and what is only theirs."""

from collections.abc import Callable
from typing import Any

import pytest

from mlplatform.settings import Identity, Names, Organisation, Persona, load_organisation
from tests.conftest import ROOT, SAMPLES, Assembly
from tests.properties.estate import Estate, Fault, change
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

ACCOUNT = "arn:aws:iam::111122223333"
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


def wrong_trust(estate: Estate, organisation: Organisation) -> list[str]:
    name = names(organisation)
    wanted: dict[str, list[object]] = {name.role("job", team.name): [STUDIO] for team in organisation.teams}
    for team in organisation.teams:
        for persona in Persona:
            wanted[name.role(persona, team.name)] = [STUDIO, *people(organisation.identity, persona, team.name)]
    wanted[name.role("platform-admin")] = people(organisation.identity, "platform-admin", None)
    return [role for role, expected in wanted.items() if trust(role_of(estate, role)) != expected]


def unknown_takers(estate: Estate, organisation: Organisation) -> list[str]:
    """Every other role is taken by one AWS service, for this account only."""
    services = ("lambda.amazonaws.com", "sagemaker.amazonaws.com", "vpc-flow-logs.amazonaws.com")
    of_team = {names(organisation).role(who, t.name) for t in organisation.teams for who in ("job", *Persona)}
    known = of_team | {names(organisation).role("platform-admin")}
    rest = [role for role in estate.of(ROLE) if role.properties.get("RoleName") not in known]
    allowed = [{**STUDIO, "Principal": {"Service": service}, "Action": ["sts:AssumeRole"]} for service in services]
    return [role.name for role in rest if len(trust(role)) != 1 or trust(role)[0] not in (STUDIO, *allowed)]


def strangers(estate: Estate, organisation: Organisation) -> list[str]:
    """What a team's roles name that belongs to another team."""
    found = []
    for team in organisation.teams:
        others = [f"{other.name}-" for other in organisation.teams if other != team]
        for who in ("job", *Persona):
            role = role_of(estate, names(organisation).role(who, team.name))
            rows = [row for policy in attached(estate, role) for row in statements(policy)]
            found += [f"{role.name} {other}" for row in rows for other in others if other in str(row)]
    return found


def wrong_job_role(estate: Estate, organisation: Organisation) -> list[str]:
    """A team's people pass their team's job role and nothing else; auditors and jobs pass none."""
    found = []
    for team in organisation.teams:
        job = f"{ACCOUNT}:role/{names(organisation).role('job', team.name)}"
        for who in ("job", *Persona):
            rows = granted(estate, role_of(estate, names(organisation).role(who, team.name)))
            passed = [arn for row in rows if "iam:PassRole" in actions(row) for arn in as_list(row["Resource"])]
            found += [who for wanted in [[job] if who in ("data-scientist", "lead") else []] if passed != wanted]
    return found


def unpinned(estate: Estate, organisation: Organisation) -> list[str]:
    """Roles of a team that lack one of its four pins, or whose pin names another key than the team's."""
    pins = {"DenyOtherSubnets", "DenyOtherGroups", "DenyOtherOutputKey", "DenyOtherVolumeKey"}
    found = []
    for team in organisation.teams:
        for who in ("job", *Persona):
            role = role_of(estate, names(organisation).role(who, team.name))
            rows = {row["Sid"]: row for policy in attached(estate, role) for row in statements(policy)}
            keys = {rows[sid]["Condition"]["ArnNotEquals"][key] for sid, key in KEY_PINS if sid in rows}
            key = {resource for row in rows.values() if row["Sid"] == "UseTeamKey" for resource in row["Resource"]}
            found += [role.name for wrong in (not pins <= set(rows), len(keys) != 1, key and key != keys) if wrong]
    return found


KEY_PINS = (
    ("DenyOtherOutputKey", "sagemaker:OutputKmsKey"),
    ("DenyOtherVolumeKey", "sagemaker:VolumeKmsKey"),
)
CHECKS: tuple[Check, ...] = (wrong_trust, unknown_takers, strangers, wrong_job_role, unpinned)


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


EVERY_ROLE = f"{ACCOUNT}:role/acme-main-*"
OTHER_TEAM = "arn:aws:sagemaker:eu-west-1:111122223333:model/asset-health-*"
FAULTS: list[tuple[Check, Fault]] = [
    (wrong_trust, in_role("-job", lambda role: _trust(role)[0].pop("Condition"))),
    (wrong_trust, in_role("-lead", lambda role: _trust(role)[0].update(Principal={"AWS": "*"}))),
    (wrong_trust, in_role("-auditor", lambda role: _trust(role).pop())),
    (unknown_takers, change(ROLE, lambda role: _trust(role)[0].pop("Condition"), stack="Network")),
    (
        wrong_job_role,
        in_policy("PassJobRole", lambda policy: _row(policy, "PassJobRole").update(Resource=[EVERY_ROLE])),
    ),
    (unpinned, in_policy("DenyOtherSubnets", _other_key)),
    (unpinned, in_role("-lead", lambda role: role["ManagedPolicyArns"].pop())),
]


@pytest.mark.parametrize(("check", "fault"), FAULTS)
def test_a_seeded_fault_is_seen(estate: Estate, check: Check, fault: Fault) -> None:
    assert check(estate.broken(fault), load_organisation(ROOT / "config" / "minimal.yaml"))


def test_another_teams_work_is_seen(synthesized: Callable[[str], Assembly]) -> None:
    estate = Estate(synthesized("adopted-network").templates)
    fault = in_policy("RunJobs", lambda policy: _row(policy, "RunJobs")["Resource"].append(OTHER_TEAM))
    assert strangers(estate.broken(fault), load_organisation(ROOT / "config" / "adopted-network.yaml"))
