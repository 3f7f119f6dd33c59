"""`make preflight` by its checks. AWS is botocore's Stubber: real clients that answer what a test expects."""

from collections.abc import Iterable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from mlplatform.settings import load_organisation
from mlplatform.settings.features import endpoints_for
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS
from tests.conftest import ROOT, Assembly
from tools.preflight import account, delivery, network, people
from tools.preflight.__main__ import main
from tools.preflight.checked import Check, Context, run
from tools.preflight.planned import Planned, counted, planned

ACCOUNT, REGION = "111122223333", "eu-west-1"
Answers = dict[str, list[tuple[str, Any]]]
"""Service to its operations, in the order of the calls, and what each answers; a text is the code of an error."""


def context(answers: Answers, sample: str = "minimal", environment: str | None = None, **changes: Any) -> Context:
    organisation = load_organisation(ROOT / "config" / f"{sample}.yaml").model_copy(update=changes)
    found = [e for e in organisation.environments if environment in (None, e.name)]
    clients = {service: _client(service, calls) for service, calls in answers.items()}
    return Context(
        organisation=organisation,
        environment=found[0],
        client=clients.__getitem__,
        account=ACCOUNT,
        region=REGION,
        planned=Planned(roles=17, policies=31, reserved=9),
    )


def _client(service: str, calls: Iterable[tuple[str, Any]]) -> Any:
    client = boto3.client(service, region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b")
    stubber = Stubber(client)
    for operation, answer in calls:
        if isinstance(answer, str):
            stubber.add_client_error(operation, answer, "does not exist")
        else:
            stubber.add_response(operation, answer)
    stubber.activate()
    return client


def levels(check: Check, given: Context) -> list[tuple[str, str]]:
    """Level and words of what a check finds."""
    return [(finding.level.value, f"{finding.found} {finding.fix}".strip()) for finding in run([check], given)]


VERSION = ("get_parameter", {"Parameter": {"Value": "30"}})


def _stack(name: str, status: str = "CREATE_COMPLETE", **parameters: str) -> dict[str, Any]:
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    return {"StackName": name, "StackStatus": status, "CreationTime": 0, "Parameters": given}


def _stacks(*stacks: dict[str, Any]) -> tuple[str, Any]:
    return ("describe_stacks", {"Stacks": list(stacks)})


NO_STACK = ("describe_stacks", "ValidationError")
SUMMARY = {"Roles": 10, "RolesQuota": 1000, "Policies": 10, "PoliciesQuota": 1500}
LIMITS = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
INSTANCE = {"InstanceArn": "arn:aws:sso:::instance/ssoins-1234567890abcdef", "IdentityStoreId": "d-1234567890"}
EVERYBODY = ("anna.lindqvist", "bo.ekman", "carin.holm", "forecasting-service")
NAMES = [endpoint.service_name(REGION) for endpoint in endpoints_for(context({}).environment)]
PREFIX_LIST = {"PrefixListId": S3_PREFIX_LISTS[REGION], "PrefixListName": f"com.amazonaws.{REGION}.s3"}
SSO: Answers = {"sso-admin": [("list_instances", {"Instances": [INSTANCE]})]}


def _users(*names: str) -> Answers:
    same = {
        "IdentityStoreId": "d-1",
        "UserArn": f"arn:aws:identitystore::{ACCOUNT}:user/d-1234567890/{0:036d}",
        "Revision": "1",
    }
    found = [{**same, "UserId": f"{number:036d}", "UserName": name} for number, name in enumerate(names)]
    return {**SSO, "identitystore": [("list_users", {"Users": found})]}


CASES: list[tuple[Check, Answers, list[tuple[str, str]]]] = [
    (account.bootstrap, {"ssm": [("get_parameter", "ParameterNotFound")]}, [("STOP", "make bootstrap ENV=main")]),
    (account.bootstrap, {"ssm": [VERSION], "cloudformation": [NO_STACK]}, [("STOP", "outside of acme-deployer")]),
    (
        account.bootstrap,
        {
            "ssm": [VERSION],
            "cloudformation": [_stacks(_stack("CDKToolkit", InputPermissionsBoundary="acme-deployer-boundary"))],
        },
        [("fine", "version 30, inside acme-deployer-boundary")],
    ),
    (
        account.functions,
        {
            "lambda": [("get_account_settings", {"AccountLimit": {**LIMITS, "UnreservedConcurrentExecutions": 10}})],
            "cloudformation": [NO_STACK],
        },
        [("STOP", "0 executions can be reserved, 9 are needed")],
    ),
    (
        account.functions,
        {"lambda": [("get_account_settings", {"AccountLimit": LIMITS})], "cloudformation": [NO_STACK]},
        [("fine", "1000 concurrent")],
    ),
    (
        account.roles,
        {
            "iam": [("get_account_summary", {"SummaryMap": {**SUMMARY, "Roles": 995}})],
            "cloudformation": [NO_STACK],
        },
        [("STOP", "room for 5 roles, 17 in all"), ("fine", "room for 1490 policies, 31 in all")],
    ),
    (
        account.roles,
        {
            "iam": [("get_account_summary", {"SummaryMap": {**SUMMARY, "Policies": 1470}})],
            "cloudformation": [_stacks(_stack("acme-main-Foundation"))],
        },
        [("fine", "room for 990 roles"), ("look", "room for 30 policies, 31 in all are the platform's, of which some")],
    ),
    (
        account.rolled_back,
        {
            "cloudformation": [
                _stacks(_stack("acme-main-Network", "ROLLBACK_COMPLETE"), _stack("other", "DELETE_FAILED"))
            ]
        },
        [("STOP", "delete-stack --stack-name acme-main-Network")],
    ),
    (
        account.rolled_back,
        {"cloudformation": [_stacks(_stack("acme-main-Studio", "UPDATE_IN_PROGRESS"))]},
        [("look", "acme-main-Studio is UPDATE_IN_PROGRESS")],
    ),
    (
        network.zones,
        {"ec2": [("describe_availability_zones", {"AvailabilityZones": [{"ZoneName": "eu-west-1a"}]})]},
        [("STOP", "1 in eu-west-1, 2 wanted")],
    ),
    (
        network.endpoints,
        {"ec2": [("describe_vpc_endpoint_services", {"ServiceNames": NAMES[1:]})]},
        [("STOP", f"{NAMES[0]} is not offered"), ("fine", "24 are paid for")],
    ),
    (
        network.endpoints,
        {"ec2": [("describe_vpc_endpoint_services", {"ServiceNames": []})]},
        [("look", "EC2 lists none"), ("fine", "24 are paid for")],
    ),
    (
        network.prefix_list,
        {"ec2": [("describe_managed_prefix_lists", {"PrefixLists": [{**PREFIX_LIST, "PrefixListId": "pl-12345678"}]})]},
        [("STOP", "s3_prefix_list: pl-12345678")],
    ),
    (
        network.prefix_list,
        {"ec2": [("describe_managed_prefix_lists", {"PrefixLists": [PREFIX_LIST]})]},
        [("fine", "prefix list pl-6da54004")],
    ),
    (
        network.prefix_list,
        {"ec2": [("describe_managed_prefix_lists", {"PrefixLists": []})]},
        [("look", "by hand")],
    ),
    (
        people.identity_provider,
        {"sso-admin": [("list_instances", {"Instances": []})]},
        [("STOP", "not switched on")],
    ),
    (people.identity_provider, SSO, [("fine", "ssoins-")]),
    (people.users, _users(*EVERYBODY), [("fine", "all 4 are known")]),
    (people.users, _users(*EVERYBODY[1:3]), [("STOP", "does not know anna.lindqvist, forecasting-service")]),
    (people.users, {"sso-admin": [("list_instances", "AccessDeniedException")]}, [("look", "not checked")]),
]


@pytest.mark.parametrize(("check", "answers", "said"), CASES)
def test_a_check_says(check: Check, answers: Answers, said: list[tuple[str, str]]) -> None:
    found = levels(check, context(answers))
    assert [level for level, _ in found] == [level for level, _ in said]
    for (_, words), (_, part) in zip(found, said, strict=True):
        assert part in words


def _route(**where: str) -> dict[str, Any]:
    return {"DestinationCidrBlock": "0.0.0.0/0", **where}


ADOPTED = context({}, "adopted-network").environment
VPC = ADOPTED.network.adopt
LOCAL = {"DestinationCidrBlock": "10.64.0.0/21", "GatewayId": "local"}


@pytest.mark.parametrize(
    ("route", "level", "words"),
    [
        ({"DestinationPrefixListId": "pl-6da54004", "GatewayId": "vpce-1"}, "fine", "with 3 subnets"),
        (_route(GatewayId="igw-1"), "STOP", "to the internet"),
        (_route(NatGatewayId="nat-1"), "STOP", "to the internet"),
        (_route(TransitGatewayId="tgw-1"), "look", "out of the VPC"),
    ],
)
def test_an_adopted_network_is_read(route: dict[str, Any], level: str, words: str) -> None:
    assert VPC is not None
    subnets = [{"SubnetId": subnet.id, "AvailabilityZone": subnet.zone} for subnet in VPC.subnets]
    table = {"RouteTableId": "rtb-1", "Associations": [{"SubnetId": VPC.subnets[0].id}], "Routes": [LOCAL, route]}
    kinds = {"gateway": "Gateway", "interface": "Interface"}
    endpoints = [
        {"ServiceName": e.service_name(REGION), "VpcEndpointType": kinds[e.kind]} for e in endpoints_for(ADOPTED)
    ]
    answers = [
        ("describe_subnets", {"Subnets": subnets}),
        ("describe_route_tables", {"RouteTables": [table]}),
        ("describe_vpc_endpoints", {"VpcEndpoints": endpoints[1:]}),
    ]
    found = levels(network.adopted, context({"ec2": answers}, "adopted-network"))
    assert (level, words) in [(level, words) for level, said in found if words in said]
    assert [said for level, said in found if level == "STOP" and "no endpoint for" in said] != []


def test_a_saml_provider_must_be_there() -> None:
    arn = {"Arn": f"arn:aws:iam::{ACCOUNT}:saml-provider/CorporateIdP"}
    there: Answers = {"iam": [("list_saml_providers", {"SAMLProviderList": [arn]})]}
    gone: Answers = {"iam": [("list_saml_providers", {"SAMLProviderList": []})]}
    assert levels(people.identity_provider, context(there, "adopted-network")) == [("fine", "CorporateIdP")]
    ((level, words),) = levels(people.identity_provider, context(gone, "adopted-network"))
    assert (level, "the account has none" in words) == ("STOP", True)


@pytest.mark.parametrize(("status", "level"), [("AVAILABLE", "fine"), ("PENDING", "look")])
def test_connections_wait_for_a_person(status: str, level: str) -> None:
    found = [{"ConnectionName": "volta-gitlab", "ConnectionStatus": status}, {"ConnectionName": "others"}]
    answers: Answers = {"codeconnections": [("list_connections", {"Connections": found})]}
    ((said, words),) = levels(delivery.connections, context(answers, "energy-retailer", "hub"))
    assert (said, "volta-gitlab" in words) == (level, True)


def test_repositories_must_be_there() -> None:
    missing: Answers = {"codecommit": [("get_repository", "RepositoryDoesNotExistException")]}
    ((level, words),) = levels(delivery.repositories, context(missing, "energy-retailer", "hub"))
    assert (level, "no repository churn" in words) == ("STOP", True)
    there: Answers = {"codecommit": [("get_repository", {"repositoryMetadata": {}})]}
    assert levels(delivery.repositories, context(there, "energy-retailer", "hub")) == [("fine", "churn")]
    assert levels(delivery.repositories, context({}, "energy-retailer", "prod")) == []


def test_closed_services_are_somebodys_to_check() -> None:
    ((level, words),) = levels(delivery.closed_services, context({}, "adopted-network"))
    assert (level, "sagemaker-model-monitor" in words) == ("look", True)


def test_placeholders_never_reach_aws(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    retailer = str(ROOT / "config" / "energy-retailer.yaml")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert main([retailer, "--placeholders"]) == 1
    assert "hub: 111111111111" in capsys.readouterr().err
    assert main([str(ROOT / "config" / "minimal.yaml"), "--placeholders"]) == 0
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert main([retailer, "--placeholders"]) == 0


def test_what_is_needed_is_counted_in_the_templates(minimal: Assembly) -> None:
    """Not written down anywhere: a role or a function more, and preflight knows."""
    found = counted(minimal.templates.values())
    assert found == planned(ROOT / "config" / "minimal.yaml", "main")
    assert found.roles == len(minimal.resources("AWS::IAM::Role")) > 10
    assert found.policies == len(minimal.resources("AWS::IAM::ManagedPolicy")) > found.roles
    one = {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 3}}
    more = [*minimal.templates.values(), {"Resources": {"One": one, "Two": {"Type": "AWS::IAM::Role"}}}]
    assert counted(more) == Planned(roles=found.roles + 1, policies=found.policies, reserved=found.reserved + 3)
