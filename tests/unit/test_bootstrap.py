"""`make bootstrap` stays out of other accounts, and out of other people's bootstraps.

AWS is botocore's Stubber: real clients, each of which answers the calls that a test expects, in that order, and no
others. That the whole works against services is shown by tests/integration.
"""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from mlplatform.settings import Environment, Organisation, load_organisation
from tests.conftest import ROOT
from tools import bootstrap as command
from tools.bootstrap import Account, bootstrap, environment_of
from tools.bootstrap_checks import BootstrapError, refuse_placeholders
from tools.cdk import Cdk

ACCOUNT, REGION = "111122223333", "eu-west-1"
BOUNDARY = "acme-deployer-boundary"
EARLIER = f"arn:aws-us-gov:iam::{ACCOUNT}:policy/{BOUNDARY}"
POLICIES = ",".join(f"arn:aws-us-gov:iam::{ACCOUNT}:policy/acme-deployer-{part}" for part in ("platform", "workloads"))
OURS = {"InputPermissionsBoundary": BOUNDARY, "CloudFormationExecutionPolicies": POLICIES, "Qualifier": "hnb659fds"}
Stubs = dict[str, Stubber]


def organisation(**where: str) -> Organisation:
    """The sample, for an account or region."""
    found = load_organisation(ROOT / "config" / "minimal.yaml")
    return found.model_copy(update={"environments": (found.environments[0].model_copy(update=where),)})


@pytest.fixture
def stubs() -> Stubs:
    """Services that expect nothing, except to be asked who calls."""
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    names = ("cloudformation", "sts")
    made = {name: Stubber(boto3.client(name, region_name=REGION, **keys)) for name in names}
    caller = {"Account": ACCOUNT, "Arn": f"arn:aws-us-gov:iam::{ACCOUNT}:user/anna", "UserId": "anna"}
    made["sts"].add_response("get_caller_identity", caller)
    for stub in made.values():
        stub.activate()
    return made


@pytest.fixture
def account(stubs: Stubs) -> Account:
    return Account(client=lambda name: stubs[name].client, region=REGION)


@pytest.fixture
def bootstrapped(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What `cdk bootstrap` was told; it would start node, and reach for AWS."""
    calls: list[dict[str, str]] = []
    monkeypatch.setattr(Cdk, "bootstrap", lambda _, **told: calls.append(told))
    return calls


@pytest.fixture
def toolkit(stubs: Stubs) -> Callable[..., None]:
    """A toolkit stack with these parameters, or none."""

    def expect(parameters: dict[str, str] | None) -> None:
        _describe(stubs["cloudformation"], "CDKToolkit", None if parameters is None else _stack(parameters))

    return expect


@pytest.fixture
def boundary(stubs: Stubs) -> Callable[[], None]:
    """The boundary's stack is there and up to date."""

    def expect() -> None:
        cloudformation = stubs["cloudformation"]
        made = _stack({}) | {"Outputs": [{"OutputKey": "ExecutionPolicies", "OutputValue": POLICIES}]}
        _describe(cloudformation, BOUNDARY, made)
        cloudformation.add_client_error("update_stack", "ValidationError", "No updates are to be performed.")
        _describe(cloudformation, BOUNDARY, made)

    return expect


def _stack(parameters: dict[str, str]) -> dict[str, Any]:
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    return {"StackName": "any", "CreationTime": 0, "StackStatus": "UPDATE_COMPLETE", "Parameters": given}


def _describe(cloudformation: Stubber, name: str, stack: dict[str, Any] | None) -> None:
    if stack is None:
        cloudformation.add_client_error("describe_stacks", "ValidationError", f"Stack with id {name} does not exist")
    else:
        cloudformation.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": name})


@pytest.mark.parametrize("where", [{}, {"account": ACCOUNT}, {"region": REGION}])
@pytest.mark.parametrize("parameters", [None, OURS, {**OURS, "CloudFormationExecutionPolicies": EARLIER}])
def test_a_new_account_and_our_own_are_bootstrapped(
    account: Account, toolkit: Any, boundary: Any, bootstrapped: Any, where: Any, parameters: Any, stubs: Stubs
) -> None:
    toolkit(parameters)
    boundary()
    bootstrap(account, organisation(**where))
    wanted = {"account": ACCOUNT, "region": REGION, "policies": POLICIES, "boundary": BOUNDARY, "trusted": ()}
    assert bootstrapped == [wanted]
    stubs["cloudformation"].assert_no_pending_responses()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"account": "444455556666"}, ["account 444455556666", f"credentials are of {ACCOUNT}", "AWS_PROFILE"]),
        ({"region": "eu-north-1"}, ["region eu-north-1", f"yours is {REGION}", "AWS_REGION=eu-north-1"]),
        ({"account": "444455556666", "region": "eu-north-1"}, ["AWS_PROFILE", "AWS_REGION", "environment main"]),
    ],
)
def test_another_place_than_the_files_is_left_alone(
    account: Account, bootstrapped: Any, where: Any, says: list[str], force: bool
) -> None:
    with pytest.raises(BootstrapError) as refusal:
        bootstrap(account, organisation(**where), force=force)
    assert all(part in str(refusal.value) for part in [*says, "nothing was changed"])
    assert bootstrapped == []


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, ["InputPermissionsBoundary is empty, and would become acme-", "CloudFormationExecutionPolicies is empty"]),
        (
            {**OURS, "CloudFormationExecutionPolicies": "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"},
            ["CloudFormationExecutionPolicies is arn:aws-us-gov:iam::aws:policy/Admin", f"would become {POLICIES}"],
        ),
        (
            {**OURS, "InputPermissionsBoundary": "bank"},
            [f"InputPermissionsBoundary is bank, and would become {BOUNDARY}"],
        ),
        (
            {**OURS, "CloudFormationExecutionPolicies": f"{POLICIES},{EARLIER}2"},
            [f"is {POLICIES},{EARLIER}2, and would"],
        ),
    ],
)
def test_a_bootstrap_for_something_else_is_left_alone_unless_forced(
    account: Account, toolkit: Any, boundary: Any, bootstrapped: Any, parameters: dict[str, str], says: list[str]
) -> None:
    toolkit(parameters)
    with pytest.raises(BootstrapError) as refusal:
        bootstrap(account, organisation())
    assert all(part in str(refusal.value) for part in [*says, "nothing was changed", "FORCE=1", "--force"])
    assert bootstrapped == []
    boundary()
    bootstrap(account, organisation(), force=True)
    assert [call["boundary"] for call in bootstrapped] == [BOUNDARY]


def test_only_what_differs_is_said(account: Account, toolkit: Any) -> None:
    toolkit({**OURS, "InputPermissionsBoundary": ""})
    with pytest.raises(BootstrapError) as refusal:
        bootstrap(account, organisation())
    assert "CloudFormationExecutionPolicies" not in str(refusal.value)


@pytest.mark.parametrize(("flags", "force"), [([], False), (["--force"], True)])
def test_the_command_refuses_with_1_and_passes_its_flag_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], flags: list[str], force: bool
) -> None:
    told = []

    def refuse(_: Account, __: Organisation, ___: Environment | None, **options: bool) -> None:
        told.append(options)
        raise BootstrapError("Not bootstrapped")

    monkeypatch.setattr(command, "bootstrap", refuse)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    assert command.main([str(ROOT / "config" / "minimal.yaml"), *flags]) == 1
    assert told == [{"force": force}]
    assert capsys.readouterr().err == "Not bootstrapped\n"


RETAILER = load_organisation(ROOT / "config" / "energy-retailer.yaml")
HUB, RESEARCH = "111111111111", "222222222222"


def test_the_account_says_which_environment_is_bootstrapped() -> None:
    assert environment_of(RETAILER, account=RESEARCH).name == "research"
    assert environment_of(organisation(), account=RESEARCH).name == "main"
    with pytest.raises(BootstrapError, match=r"999999999999, which is no environment's(.|\n)*prod: 444444444444"):
        environment_of(RETAILER, account="999999999999")


@pytest.mark.parametrize(("caller", "trusted"), [(HUB, ()), (RESEARCH, (HUB,))])
def test_the_hub_may_deploy_into_the_other_accounts(
    account: Account, toolkit: Any, bootstrapped: Any, stubs: Stubs, caller: str, trusted: tuple[str, ...]
) -> None:
    stubs["sts"] = Stubber(boto3.client("sts", region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b"))
    arn = f"arn:aws-us-gov:iam::{caller}:user/anna"
    stubs["sts"].add_response("get_caller_identity", {"Account": caller, "Arn": arn, "UserId": "anna"})
    stubs["sts"].activate()
    policy = ",".join(
        f"arn:aws-us-gov:iam::{caller}:policy/volta-deployer-{part}" for part in ("platform", "workloads")
    )
    ours = {"InputPermissionsBoundary": "volta-deployer-boundary", "CloudFormationExecutionPolicies": policy}
    toolkit({**ours, "TrustedAccounts": ",".join(trusted)})
    made = _stack({}) | {"Outputs": [{"OutputKey": "ExecutionPolicies", "OutputValue": policy}]}
    _describe(stubs["cloudformation"], "volta-deployer-boundary", made)
    stubs["cloudformation"].add_client_error("update_stack", "ValidationError", "No updates are to be performed.")
    _describe(stubs["cloudformation"], "volta-deployer-boundary", made)
    bootstrap(account, RETAILER)
    assert [call["trusted"] for call in bootstrapped] == [trusted]


def test_placeholder_accounts_go_to_the_local_aws_only() -> None:
    with pytest.raises(BootstrapError, match=r"hub: 111111111111(.|\n)*make demo"):
        refuse_placeholders(RETAILER, endpoint="https://sts.eu-west-1.amazonaws.com")
    refuse_placeholders(RETAILER, endpoint="http://127.0.0.1:4566")
    refuse_placeholders(organisation(), endpoint="https://sts.eu-west-1.amazonaws.com")
