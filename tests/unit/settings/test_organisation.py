"""Several environments, a data centre and projects: what the default organisation says, and what is refused."""

import pytest

from mlplatform.settings import Organisation, Persona
from tests.unit.settings.conftest import Check

SAMPLE = "energy-retailer"
PROD = "  - name: prod\n    kinds: [serving]\n"
CHURN = "  - name: churn\n    team: customer-value\n"
E, P = "environments", "projects"


def test_the_default_organisation_as_read(check: Check) -> None:
    organisation = check(sample=SAMPLE)
    assert isinstance(organisation, Organisation)
    demand, churn, _ = organisation.projects
    assert organisation.hub.name == "hub"
    assert organisation.workbench_of(demand).name == "research"
    assert [environment.name for environment in organisation.serving_of(churn)] == ["staging", "prod"]
    assert organisation.on_premises is not None
    assert len({user.name for user in organisation.users}) == 30
    assert {user.persona for user in organisation.users} == set(Persona)


def test_a_project_may_name_where_it_goes(check: Check) -> None:
    organisation = check((CHURN, f"{CHURN}    serving: [prod]\n    workbench: research\n"), sample=SAMPLE)
    assert isinstance(organisation, Organisation)
    assert [environment.name for environment in organisation.serving_of(organisation.projects[1])] == ["prod"]


@pytest.mark.parametrize(
    ("old", "new", "key", "fix"),
    [
        ("kinds: [hub]", "kinds: [serving]", E, "add hub to the kinds"),
        (PROD, "  - name: prod\n    kinds: [serving, hub]\n", f"{E}[3].kinds", "take hub out"),
        (PROD, "  - name: staging\n    kinds: [serving]\n", f"{E}[3].name", "choose another name"),
        ('    account: "333333333333"\n', "", f"{E}[2]", "add account"),
        ("333333333333", "444444444444", f"{E}[3].account", "make one environment of the two"),
        (
            f'{PROD}    account: "444444444444"\n    region: eu-west-1',
            f'{PROD}    account: "444444444444"\n    region: eu-north-1',
            f"{E}[3].region",
            "write eu-west-1",
        ),
        ("10.67.0.0/20", "10.66.0.0/20", f"{E}[3].network.create.cidr", "choose another range"),
        ("10.67.0.0/20", "10.15.0.0/20", f"{E}[3].network.create.cidr", "can never be connected"),
        ("[10.0.0.0/12, 192.168.0.0/16]", "[10.0.0.0/4]", "on_premises.cidrs[0]", "a /8 is the largest"),
        ("[10.0.0.0/12, 192.168.0.0/16]", "[]", "on_premises.cidrs", "add an entry"),
        ("team: customer-value", "team: customer-valu", f"{P}[1].team", "customer-value?"),
        (CHURN, f"{CHURN}    workbench: resarch\n", f"{P}[1].workbench", "research?"),
        (CHURN, f"{CHURN}    workbench: prod\n", f"{P}[1].workbench", "research"),
        (CHURN, f"{CHURN}    serving: [research]\n", f"{P}[1].serving[0]", "staging"),
        (CHURN, f"{CHURN}    serving: [prod, prod]\n", f"{P}[1].serving[1]", "second entry"),
        ("- name: churn", "- name: demand-forecast", f"{P}[1].name", "rename it"),
        ("framework: pytorch", "framework: pytroch", f"{P}[2].framework", "pytorch?"),
        ("code_commit: {repository: churn}", "{}", f"{P}[1].source", "add connection, code_commit or s3"),
        ("provider: gitlab-self-managed", "provider: github", f"{P}[0].source.connection.host", "remove host"),
        (
            "code_commit: {repository: churn}",
            "code_commit: {repository: a/b}",
            f"{P}[1].source.code_commit.repository",
            "not its URL",
        ),
        (
            "      ml-engineer: MLEngineer-{team}\n",
            "",
            "identity.identity_center.permission_sets",
            "add ml-engineer: MLEngineer-{team}",
        ),
        ("meter-anomalies/source.zip", "meter-anomalies/source.tar", f"{P}[2].source.s3.key", "zip"),
    ],
)
def test_one_mistake(check: Check, old: str, new: str, key: str, fix: str) -> None:
    mistakes = check((old, new), sample=SAMPLE)
    assert isinstance(mistakes, tuple)
    assert [mistake.key for mistake in mistakes] == [key], "\n".join(map(str, mistakes))
    assert fix in mistakes[0].fix


def test_who_hands_in_archives_may_be_the_lead(check: Check) -> None:
    edit = ("      ml-engineer: MLEngineer-{team}\n", "      lead: MLLead-{team}\n")
    assert isinstance(check(edit, sample=SAMPLE), Organisation)


def test_several_workbenches_want_to_be_named(check: Check) -> None:
    studio = "    studio: {domains: per-team, user_shards: 1}\n"
    edit = (PROD, f"  - name: prod\n{studio}    kinds: [serving, workbench]\n")
    mistakes = check(edit, sample=SAMPLE)
    assert isinstance(mistakes, tuple)
    assert {mistake.found for mistake in mistakes} == {"no workbench"}
    assert {mistake.fix for mistake in mistakes} == {"add workbench: research"}


def test_a_hub_in_another_partition_reaches_nothing(check: Check) -> None:
    where = f'{PROD}    account: "444444444444"\n    region: '
    mistakes = check((f"{where}eu-west-1", f"{where}us-gov-west-1"), sample=SAMPLE)
    assert isinstance(mistakes, tuple)
    assert ("environments[3].region", "us-gov-west-1, in the partition aws-us-gov") in [
        (mistake.key, mistake.found) for mistake in mistakes
    ]
