"""Separation of duties: who builds, approves and audits are not the same people."""

import pytest

from mlplatform.settings import Organisation

from .conftest import Check

HEADER = "user,team,persona\n"
OTHERS = "yan,forecasting,data-scientist\nzoe,pricing,data-scientist\n"
"""Every team has somebody."""
TWO_TEAMS = ("teams:\n", 'teams:\n  - {name: pricing, cost_centre: "1", monthly_budget_usd: 1}\n')
PER_TEAM = ("domains: shared", "domains: per-team")
UNREACHABLE = ("      mlops-approver: MLApprover-{team}\n", "")
BUILDERS = ("data-scientist", "lead", "data-engineer", "ml-engineer")


def edits(check: Check, users: str) -> object:
    return check(TWO_TEAMS, PER_TEAM, users=HEADER + OTHERS + users)


REFUSED = [
    *(
        (f"anna,forecasting,{builder}\nanna,forecasting,mlops-approver\n", "nobody approves their own work")
        for builder in BUILDERS
    ),
    ("anna,forecasting,mlops-approver\nanna,forecasting,lead\n", "nobody approves their own work"),
    # Names that differ in case sign in as one person.
    ("Anna,forecasting,mlops-approver\nanna,forecasting,lead\n", "nobody approves their own work"),
    ("anna,forecasting,auditor\nanna,forecasting,lead\n", "nobody audits their own work"),
    ("anna,pricing,auditor\nanna,forecasting,data-scientist\n", "nobody audits their own work"),
    ("anna,pricing,mlops-approver\nanna,forecasting,auditor\n", "nobody audits their own work"),
    ("anna,pricing,auditor\nanna,forecasting,auditor\nanna,forecasting,lead\n", "nobody audits their own work"),
]


@pytest.mark.parametrize(("users", "why"), REFUSED)
def test_a_person_with_two_duties_is_refused_once(check: Check, users: str, why: str) -> None:
    mistakes = edits(check, users)
    assert isinstance(mistakes, tuple)
    assert [(mistake.line, mistake.key) for mistake in mistakes] == [(3 + users.count("\n"), "persona")]
    assert why in mistakes[0].expected
    assert mistakes[0].fix.startswith("remove one of the two lines")


def test_the_mistake_names_both_lines(check: Check) -> None:
    mistakes = edits(check, "anna,forecasting,lead\nbo,forecasting,lead\nanna,forecasting,mlops-approver\n")
    assert isinstance(mistakes, tuple)
    assert mistakes[0].found == (
        "anna as mlops-approver of forecasting; line 4 has the same person as lead of forecasting"
    )


@pytest.mark.parametrize(
    "users",
    [
        "anna,pricing,mlops-approver\nanna,forecasting,lead\n",
        "anna,pricing,mlops-approver\nanna,forecasting,mlops-approver\n",
        "anna,pricing,auditor\nanna,forecasting,auditor\n",
        "anna,pricing,lead\nanna,forecasting,ml-engineer\n",
        "anna,pricing,lead\nbo,pricing,mlops-approver\ncarin,pricing,auditor\n",
    ],
)
def test_duties_in_different_teams_go_together(check: Check, users: str) -> None:
    assert isinstance(edits(check, users), Organisation)


def test_an_approver_needs_a_permission_set(check: Check) -> None:
    mistakes = check(UNREACHABLE, users=f"{HEADER}bo,forecasting,mlops-approver\n")
    assert isinstance(mistakes, tuple)
    assert [mistake.key for mistake in mistakes] == ["identity.identity_center.permission_sets"]
    assert "MLApprover-{team}" in mistakes[0].fix


def test_an_approver_comes_by_saml_without_one(check: Check) -> None:
    organisation = check(
        sample="adopted-network", users=f"{HEADER}bo,grid-load,mlops-approver\nbo,asset-health,mlops-approver\n"
    )
    assert isinstance(organisation, Organisation)


def test_an_approver_has_no_profile_to_collide_with(check: Check) -> None:
    """In one shared domain a person has one profile; approving in another team takes none."""
    users = f"{HEADER}anna,forecasting,lead\nanna,pricing,mlops-approver\nforecasting.service,pricing,mlops-approver\n"
    assert isinstance(check(TWO_TEAMS, users=users), Organisation)
