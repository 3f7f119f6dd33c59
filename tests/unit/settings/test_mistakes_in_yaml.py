"""One wrong thing in the file is one mistake in the report, at its place, with a fix that helps."""

from pathlib import Path

import pytest

from mlplatform.settings import Mistake

from .conftest import CONFIG, Check

E0 = "environments[0]"

# What is replaced, by what; then the key, and a part of what the fix says.
CASES = [
    ("version: 1", "version: 2", "version", "write 1"),
    ("  name: acme", "  name: Acme", "organisation.name", "acme"),
    ("  name: acme", "  name: aws-acme", "organisation.name", "AWS keeps"),
    ("  name: acme", "  name: acme-incorporated", "organisation.name", "choose a name"),
    ("  name: acme", "  name: acme\n  colour: red", "organisation.colour", "remove it"),
    ("  name: acme", "  name: acme\n  contcat: x", "organisation.contcat", "did you mean contact?"),
    ("  name: acme", "  name: acme\n  name: acme", "organisation.name", "remove one"),
    ("  contact: ml-platform@example.com", "  # none", "organisation.contact", "contact: ml-platform@example.com"),
    ("ml-platform@example.com", "nobody", "organisation.contact", "one address"),
    ("ml-platform@example.com", "a@b.de, c@d.de", "organisation.contact", "one address"),
    ("internal\n", "3\n", "organisation.tags.data-classification", '"3"'),
    ("internal\n", '"a\\u001bb"\n', "organisation.tags.data-classification", "remove the escaped"),
    ("internal\n", "a;b\n", "organisation.tags.data-classification", "remove every other character"),
    ("data-classification", "aws:foo", "organisation.tags.aws:foo", "AWS keeps"),
    ("data-classification", "Cost-Centre", "organisation.tags.Cost-Centre", "the platform sets"),
    ("internal\n", "x\n    Data-Classification: y\n", "organisation.tags.Data-Classification", "one of the two"),
    ("[AwsSolutions, NIST.800.53.R5]", "[AwsSolutions]", "compliance.packs", "add NIST.800.53.R5"),
    ("[AwsSolutions, N", "[AwsSolutions, AwsSolutions, N", "compliance.packs[1]", "remove the second"),
    ("[AwsSolutions, N", "[AwsSolutions, Hipaa.Security, N", "compliance.packs[1]", "HIPAA.Security?"),
    ("services_kept: []", "services_kept: [Model Monitor]", "compliance.services_kept[0]", "lower case"),
    ("  # saml:", "  saml: {provider: Idp}", "identity.saml", "remove identity_center or saml"),
    ("MLAudit-{team}", "MLAudit-{tema}", "identity.identity_center.permission_sets.auditor", "instead of {tema}"),
    ("MLAudit-{team}", "MLAudit {team}", "identity.identity_center.permission_sets.auditor", "remove every other"),
    ("MLAudit-{team}", "A" * 22 + "-{team}", "identity.identity_center.permission_sets.auditor", "by 2"),
    ("MLPlatformAdmin", "Admin-{team}", "identity.identity_center.permission_sets.platform-admin", "remove {team}"),
    ("auditor: MLAudit-{team}", "lead: MLLead", "identity.identity_center.permission_sets.lead", "MLLead-{team}"),
    ("auditor: MLAudit", "editor: MLAudit", "identity.identity_center.permission_sets.editor", "auditor?"),
    ("MLPlatformAdmin", "MLAudit-forecasting", "identity.identity_center.permission_sets.platform-admin", "another"),
    ("name: main", "name: production-main", f"{E0}.name", "choose a name"),
    ("[hub, workbench, serving]", "[hub, workbanch, serving]", f"{E0}.kinds[1]", "workbench?"),
    ("[hub, workbench, serving]", "[hub, workbench]", "environments", "add serving"),
    ('# account: "111122223333"', "account: 111122223333", f"{E0}.account", '"111122223333"'),
    ('# account: "111122223333"', "account: 0111222", f"{E0}.account", '"000000111222"'),
    ('# account: "111122223333"', 'account: "1111-2222-3333"', f"{E0}.account", "without dashes"),
    ("# region: eu-west-1", "region: eu-wst-1", f"{E0}.region", "eu-west-1?"),
    ("# region: eu-west-1", "region: eu-west-1a", f"{E0}.region", "its region: eu-west-1"),
    ("# region: eu-west-1", "region: af-south-1", f"{E0}.network", "add s3_prefix_list: pl-..."),
    ("# region: eu-west-1", "region: Ireland", f"{E0}.region", "the region's code"),
    ("10.20.0.0/20", "10.20.0.0/30", f"{E0}.network.create.cidr", "a larger range"),
    ("10.20.0.0/20", "10.0.0.0/8", f"{E0}.network.create.cidr", "a smaller range"),
    ("10.20.0.0/20", "10.20.0.1/20", f"{E0}.network.create.cidr", "10.20.0.0/20"),
    ("10.20.0.0/20", "8.8.0.0/20", f"{E0}.network.create.cidr", "10.0.0.0/8"),
    ("10.20.0.0/20", "172.17.0.0/20", f"{E0}.network.create.cidr", "Docker"),
    ("10.20.0.0/20", "fd00::/20", f"{E0}.network.create.cidr", "IPv4"),
    ("10.20.0.0/20", "10.20.0.0", f"{E0}.network.create.cidr", "a length"),
    ("10.20.0.0/20", "10.20.0.300/20", f"{E0}.network.create.cidr", "0 to 255"),
    ("zones: 2", "zones: 4", f"{E0}.network.create.zones", "2 or 3"),
    ("zones: 2", "zones: 3", f"{E0}.network.create.zones", "add account and region"),
    ("# s3_prefix_list: pl-6da54004", "s3_prefix_list: com.amazonaws", f"{E0}.network.s3_prefix_list", "pl-0123"),
    ("features: []", "features: [atena]", f"{E0}.features[0]", "athena?"),
    ("features: []", "features: athena", f"{E0}.features", "[athena]"),
    ("domains: shared", "domains: perteam", f"{E0}.studio.domains", "per-team?"),
    ("user_shards: 1", "user_shards: 2", f"{E0}.studio.user_shards", "1, 4, 16 or 64"),
    ("idle_minutes: 120", "idle_minutes: 10", f"{E0}.studio.idle_minutes", "60 or more"),
    ("idle_minutes: 120", 'idle_minutes: "120"', f"{E0}.studio.idle_minutes", "without quotes"),
    ("docker_trusted_accounts: []", "docker_trusted_accounts: [1]", f"{E0}.studio.docker_trusted_accounts[0]", '01"'),
    ("monthly_budget_usd: 3000", "monthly_budget_usd: -1", f"{E0}.monthly_budget_usd", "1 or more"),
    ("monthly_budget_usd: 3000", "monthly_budget_usd: 3.5", f"{E0}.monthly_budget_usd", "without quotes"),
    ("monthly_budget_usd: 3000", "monthly_budget_usd: yes", f"{E0}.monthly_budget_usd", "digits"),
    ("monthly_budget_usd: 3000", "# none", f"{E0}.monthly_budget_usd", "monthly_budget_usd: 3000"),
    ("    monthly_budget_usd: 3000", "    <<: {}\n    monthly_budget_usd: 3000", f"{E0}.<<", "write the keys out"),
    ('"4711"', "4711", "teams[0].cost_centre", '"4711"'),
    ('"4711"', "", "teams[0].cost_centre", "write a value"),
    ("version: 1", "version: !!int 1", "version", "starts with !"),
    ("version: 1", "version: *nobody", "version", "write the value out"),
]


@pytest.mark.parametrize(("old", "new", "key", "fix"), CASES, ids=[f"{case[2]}: {case[1]}" for case in CASES])
def test_one_mistake(check: Check, old: str, new: str, key: str, fix: str) -> None:
    mistakes = check((old, new))
    assert isinstance(mistakes, tuple)
    # One cause may show twice in one place: an alias that is refused leaves an empty value behind.
    assert {mistake.key for mistake in mistakes} == {key}, "\n".join(map(str, mistakes))
    assert any(fix in mistake.fix for mistake in mistakes), "\n".join(map(str, mistakes))


@pytest.mark.parametrize(
    ("edits", "key", "fix"),
    [
        ([("- {id: subnet-0a1b2c3d4e5f60712, zone: eu-west-1b}", "")], "", ""),
        ([("zone: eu-west-1c", "zone: eu-west-1b")], f"{E0}.network.adopt.subnets[2].zone", "another zone"),
        ([("zone: eu-west-1c", "zone: eu-north-1c")], f"{E0}.network.adopt.subnets[2].zone", "correct the region"),
        ([("60713", "60712")], f"{E0}.network.adopt.subnets[2].id", "remove this entry"),
        ([("sagemaker.runtime, studio", "studio")], f"{E0}.network.adopt.endpoints", "add sagemaker.runtime here"),
        ([("athena, glue,", "athena,")], f"{E0}.network.adopt.endpoints", "com.amazonaws.eu-west-1.glue"),
        ([("kms, logs", "kms, kms, logs")], f"{E0}.network.adopt.endpoints[3]", "remove the second"),
        ([("    region: eu-west-1\n", "\n")], f"{E0}.network.adopt", "add region"),
        ([("sg-0a1b2c3d4e5f60719", "sg-1")], f"{E0}.network.adopt.endpoint_security_group", "copy the id"),
        ([("CorporateIdP", "arn:aws:iam::1:x")], "identity.saml.provider", "not its ARN"),
        (
            [("- name: grid-load", "- name: grid"), ("- name: asset-health", "- name: grid-load")],
            "teams[1].name",
            "rename",
        ),
        ([("- name: asset-health", "- name: shared")], "teams[1].name", "platform"),
        ([("- name: asset-health", "- name: grid-load")], "teams[1].name", "remove one"),
    ],
)
def test_one_mistake_in_the_adopted_network(check: Check, edits: list[tuple[str, str]], key: str, fix: str) -> None:
    mistakes = check(*edits, sample="adopted-network")
    if not key:
        assert not isinstance(mistakes, tuple), mistakes
        return
    assert isinstance(mistakes, tuple)
    in_yaml = [mistake for mistake in mistakes if mistake.file.endswith(".yaml")]
    assert [mistake.key for mistake in in_yaml] == [key], "\n".join(map(str, mistakes))
    assert fix in in_yaml[0].fix


def test_neither_network(check: Check) -> None:
    mistakes = check(
        ("      create:\n", ""), ("        cidr: 10.20.0.0/20\n", ""), ("        zones: 2\n", "      {}\n")
    )
    assert isinstance(mistakes, tuple)
    assert [(mistake.key, mistake.found) for mistake in mistakes] == [(f"{E0}.network", "neither create nor adopt")]


def test_workbench_without_studio(check: Check) -> None:
    text = (CONFIG / "minimal.yaml").read_text(encoding="utf-8")
    studio = text[text.index("    studio:\n") : text.index("    # Monthly budget")]
    mistakes = check((studio, ""))
    assert isinstance(mistakes, tuple)
    assert [(mistake.key, mistake.found) for mistake in mistakes] == [(E0, "a workbench without studio")]


def test_too_many_tags(check: Check) -> None:
    many = "".join(f"    key-{number}: x\n" for number in range(41))
    mistakes = check(("    data-classification: internal\n", many))
    assert isinstance(mistakes, tuple)
    assert [(mistake.key, mistake.found) for mistake in mistakes] == [("organisation.tags", "41 tags")]


def test_all_mistakes_in_one_report_each_on_its_line(check: Check) -> None:
    mistakes = check(
        ("  name: acme", "  name: Acme"),
        ("10.20.0.0/20", "10.20.0.0/30"),
        ('"4711"', "4711"),
        users="user,team,persona\nanna,forcasting,lead\n",
    )
    assert isinstance(mistakes, tuple)
    assert [(mistake.key, mistake.found) for mistake in mistakes] == [
        ("team", "forcasting"),
        ("organisation.name", "Acme"),
        (f"{E0}.network.create.cidr", "10.20.0.0/30"),
        ("teams[0].cost_centre", "4711, which YAML reads as a number"),
    ]
    lines = _lines_of(mistakes)
    assert lines[1:] == ["  name: Acme", "        cidr: 10.20.0.0/30", "    cost_centre: 4711"]
    assert lines[0] == "anna,forcasting,lead"


def _lines_of(mistakes: tuple[Mistake, ...]) -> list[str]:
    return [Path(item.file).read_text(encoding="utf-8").splitlines()[item.line - 1] for item in mistakes]
