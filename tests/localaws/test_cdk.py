"""The real cdk command line: two accounts bootstrapped side by side, deployed, diffed, destroyed, deployed again."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from localaws.client import LocalAws
from tests.localaws.account import TestAccount, allow
from tests.localaws.sample_app import ACCOUNTS, REGION

pytestmark = [pytest.mark.local_aws, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "node_modules" / ".bin" / "cdk"
THIRD = "777788889999"


class Cdk:
    """The command line, at one emulator."""

    def __init__(self, aws: LocalAws, directory: Path) -> None:
        self.aws = aws
        self._directory = directory
        program = Path(__file__).with_name("sample_app.py")
        self._run(sys.executable, str(program), str(directory / "cdk.out"), account=ACCOUNTS[0])

    def __call__(self, *arguments: str, account: str = ACCOUNTS[0], check: bool = True) -> str:
        return self._run(str(CDK), "--app", "cdk.out", "--no-notices", *arguments, account=account, check=check)

    def account(self, account: str) -> TestAccount:
        return TestAccount(self.aws.endpoint, account)

    def _run(self, *command: str, account: str, check: bool = True) -> str:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        env = plain | self.aws.environment(account, REGION) | {"PATH": path, "CI": "true", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=self._directory, env=env, text=True, capture_output=True, timeout=300, check=False
        )
        said = done.stdout + done.stderr
        assert (done.returncode == 0) is check, said
        return said


@pytest.fixture(scope="module")
def cdk(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Cdk:
    """The command line, with both accounts bootstrapped, the second one trusting the first; nobody else uses them."""
    if not CDK.exists():
        pytest.fail(f"{CDK} is missing: run `npm ci`")
    command_line = Cdk(local_aws, tmp_path_factory.mktemp("cdk-app"))
    for account in ACCOUNTS:  # nothing in the sample cleans up after a domain
        local_aws.control.studio_homes(account, on=False)
    policy = "arn:aws:iam::aws:policy/AdministratorAccess"
    trust = {ACCOUNTS[1]: ("--trust", ACCOUNTS[0], "--cloudformation-execution-policies", policy)}

    def bootstrap(account: str) -> str:
        return command_line("bootstrap", f"aws://{account}/{REGION}", *trust.get(account, ()), account=account)

    with ThreadPoolExecutor() as both:
        for said in both.map(bootstrap, ACCOUNTS):
            assert "bootstrapped" in said
    return command_line


def _stacks(account: TestAccount) -> dict[str, str]:
    listed = account.client("cloudformation").describe_stacks()["Stacks"]
    return {stack["StackName"]: stack["StackStatus"] for stack in listed}


def test_bootstrap_keeps_the_accounts_apart(cdk: Cdk) -> None:
    for account in ACCOUNTS:
        roles = {role["RoleName"] for role in cdk.account(account).client("iam").list_roles()["Roles"]}
        assert f"cdk-hnb659fds-deploy-role-{account}-{REGION}" in roles
        assert all(account in name for name in roles)


def test_only_a_trusted_account_deploys_into_another(cdk: Cdk) -> None:
    """The first account does not trust the second: no credentials of the second act there."""
    refused = cdk("deploy", "AlphaNetwork", "--require-approval", "never", account=ACCOUNTS[1], check=False)
    assert f"cdk-hnb659fds-deploy-role-{ACCOUNTS[0]}-{REGION}" in refused
    assert "AlphaNetwork" not in _stacks(cdk.account(ACCOUNTS[0]))


def test_two_accounts_from_one_command_line_to_nothing_and_back(cdk: Cdk) -> None:
    deploy = ("deploy", "--all", "--require-approval", "never", "--concurrency", "2")
    cdk(*deploy)
    for name, account in zip(("Alpha", "Beta"), map(cdk.account, ACCOUNTS), strict=True):
        assert _stacks(account)[f"{name}Studio"] == "CREATE_COMPLETE"
        [domain] = account.client("sagemaker").list_domains()["Domains"]
        assert account.id in domain["DomainArn"]
        [function] = account.client("lambda").list_functions()["Functions"]
        answer = account.client("lambda").invoke(FunctionName=function["FunctionName"])["Payload"].read()
        assert json.loads(answer) == account.id

    cdk("diff", "--all", "--fail")

    in_use = cdk("destroy", "AlphaNetwork", "--exclusively", "--force", check=False)
    assert "as it is in use by AlphaStudio" in in_use

    cdk("destroy", "--all", "--force", "--concurrency", "2")
    for account in map(cdk.account, ACCOUNTS):
        assert set(_stacks(account)) == {"CDKToolkit"}
        assert account.client("sagemaker").list_domains()["Domains"] == []

    cdk(*deploy)
    for account in map(cdk.account, ACCOUNTS):
        assert len(account.client("sagemaker").list_domains()["Domains"]) == 1


def test_bootstrap_takes_a_permissions_boundary_that_exists(cdk: Cdk) -> None:
    account = cdk.account(THIRD)
    command = ("bootstrap", f"aws://{THIRD}/{REGION}", "--custom-permissions-boundary", "deployer")
    refused = cdk(*command, account=THIRD, check=False)
    assert "NoSuchEntity" in refused
    account.client("cloudformation").delete_stack(StackName="CDKToolkit")
    account.await_status("CDKToolkit", "DELETE_COMPLETE") if "CDKToolkit" in _stacks(account) else None
    account.client("iam").create_policy(PolicyName="deployer", PolicyDocument=json.dumps(allow("*")))
    cdk(*command, account=THIRD)
    role = account.client("iam").get_role(RoleName=f"cdk-hnb659fds-cfn-exec-role-{THIRD}-{REGION}")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == f"arn:aws:iam::{THIRD}:policy/deployer"
