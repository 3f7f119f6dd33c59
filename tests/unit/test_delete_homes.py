"""What speaks against the deletion of homes is said, and then nothing is deleted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from mlplatform.settings import Names, load_organisation
from tests.conftest import ROOT
from tools import delete_homes
from tools.home_backup import HomeBackup, NoBackupError
from tools.left_homes import LeftHome, left_homes

NAMES = Names(organisation="acme", environment="main")
KEY, OTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/a", "arn:aws:kms:eu-west-1:111122223333:key/b"
FILE_SYSTEM = "fs-0123456789abcdef0"
ARN = f"arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/{FILE_SYSTEM}"
HOME = LeftHome(
    file_system=FILE_SYSTEM, arn=ARN, domain="d-gone", size=3 * 1024**3, mount_targets=0, created="2026-11-01"
)
POINT = "arn:aws:backup:eu-west-1:111122223333:recovery-point:p"
ROLE = "arn:aws:iam::111122223333:role/acme-main-service_home-backups"


@dataclass
class Services:
    """AWS as this command sees it: real clients, whose answers are stubbed in the order of the calls."""

    stubs: dict[str, Stubber] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self.stubs:
            made = boto3.client(service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
            self.stubs[service] = Stubber(made)
            self.stubs[service].activate()
        return self.stubs[service].client

    def answers(self, service: str, operation: str, answer: dict[str, Any] | str) -> None:
        self.client(service)
        if isinstance(answer, str):
            self.stubs[service].add_client_error(operation, service_error_code=answer)
        else:
            self.stubs[service].add_response(operation, answer)

    def done(self) -> None:
        for stub in self.stubs.values():
            stub.assert_no_pending_responses()


@pytest.fixture
def services() -> Services:
    return Services()


def file_system(name: str, *, key: str = KEY, owner: str = "arn:aws:sagemaker:eu-west-1:1:domain/d-gone") -> Any:
    return {
        "FileSystemId": name,
        "FileSystemArn": ARN,
        "KmsKeyId": key,
        "OwnerId": "111122223333",
        "CreationToken": name,
        "CreationTime": datetime(2026, 11, 1, tzinfo=UTC),
        "LifeCycleState": "available",
        "NumberOfMountTargets": 0,
        "SizeInBytes": {"Value": 3 * 1024**3},
        "PerformanceMode": "generalPurpose",
        "Tags": [{"Key": "ManagedByAmazonSageMakerResource", "Value": owner}] if owner else [],
    }


def look(services: Services, *found: Any, domain: dict[str, Any] | str = "ResourceNotFound") -> list[LeftHome]:
    services.answers("kms", "describe_key", {"KeyMetadata": {"KeyId": "a", "Arn": KEY}})
    services.answers("efs", "describe_file_systems", {"FileSystems": list(found)})
    services.answers("sagemaker", "describe_domain", domain)
    return left_homes(services.client, NAMES)


def test_what_a_gone_domain_has_left_is_found(services: Services) -> None:
    assert look(services, file_system(FILE_SYSTEM)) == [HOME]
    assert "3 GiB" in str(HOME)


def test_a_domain_that_exists_keeps_its_homes(services: Services) -> None:
    assert look(services, file_system(FILE_SYSTEM), domain={"DomainId": "d-gone"}) == []


def test_a_domain_that_cannot_be_asked_for_ends_the_command(services: Services) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        look(services, file_system(FILE_SYSTEM), domain="AccessDenied")


@pytest.mark.parametrize("other", [{"key": OTHER_KEY}, {"owner": ""}, {"owner": "arn:aws:sagemaker:x:1:app/y"}])
def test_what_is_not_a_home_of_ours_is_not_listed(services: Services, other: dict[str, str]) -> None:
    assert look(services, file_system(FILE_SYSTEM, **other)) == []


def test_without_a_key_there_is_nothing(services: Services) -> None:
    services.answers("kms", "describe_key", "NotFoundException")
    assert left_homes(services.client, NAMES) == []


def prepare(services: Services, *, vault: dict[str, Any] | str, jobs: list[dict[str, Any]]) -> None:
    role = {"RoleName": "acme-main-service_home-backups", "Arn": ROLE, "Path": "/", "RoleId": "AROA" + "A" * 17}
    services.answers("iam", "get_role", {"Role": {**role, "CreateDate": datetime(2026, 11, 1, tzinfo=UTC)}})
    services.answers("kms", "describe_key", {"KeyMetadata": {"KeyId": "a", "Arn": KEY}})
    services.answers("backup", "create_backup_vault", vault)
    if isinstance(vault, str):
        services.answers("backup", "describe_backup_vault", {"EncryptionKeyArn": OTHER_KEY})
    services.answers("backup", "list_backup_jobs", {"BackupJobs": jobs})


def states(services: Services, *found: str, point: str = "COMPLETED") -> None:
    for state in found:
        told = {"State": state, "PercentDone": "50.0", "RecoveryPointArn": POINT, "StatusMessage": "no room"}
        services.answers("backup", "describe_backup_job", told)
    if found[-1] == "COMPLETED":
        services.answers("backup", "describe_recovery_point", {"Status": point})


@pytest.fixture
def backup(services: Services) -> Callable[[], tuple[str, list[str]]]:
    def backup() -> tuple[str, list[str]]:
        said: list[str] = []
        made = HomeBackup(services.client, NAMES, say=said.append, wait=lambda _: None).make(HOME)
        services.done()
        return made, said

    return backup


def test_a_recovery_point_is_made_and_waited_for(services: Services, backup: Any) -> None:
    prepare(services, vault={}, jobs=[])
    services.answers("backup", "start_backup_job", {"BackupJobId": "j"})
    states(services, "CREATED", "RUNNING", "RUNNING", "COMPLETED")
    point, said = backup()
    assert point == POINT
    assert [line.partition(": ")[2] for line in said[1:]] == [
        "CREATED, 50.0 %",
        "RUNNING, 50.0 %",
        "COMPLETED, 50.0 %",
    ]


def test_a_job_of_an_interrupted_attempt_is_waited_for(services: Services, backup: Any) -> None:
    prepare(
        services, vault={}, jobs=[{"BackupJobId": "old", "State": "FAILED"}, {"BackupJobId": "j", "State": "RUNNING"}]
    )
    states(services, "COMPLETED")
    assert backup()[1][1].startswith("Backup job j: ")


def test_a_vault_that_is_there_keeps_its_key_and_says_so(services: Services, backup: Any) -> None:
    prepare(services, vault="AlreadyExistsException", jobs=[{"BackupJobId": "j", "State": "RUNNING"}])
    states(services, "COMPLETED")
    assert OTHER_KEY in backup()[1][0]


@pytest.mark.parametrize("state", ["FAILED", "ABORTED", "EXPIRED", "PARTIAL", "ABORTING"])
def test_a_job_that_ends_otherwise_is_no_backup(services: Services, backup: Any, state: str) -> None:
    prepare(services, vault={}, jobs=[])
    services.answers("backup", "start_backup_job", {"BackupJobId": "j"})
    states(services, "RUNNING", state)
    with pytest.raises(NoBackupError, match=f"ended as {state}: no room. Nothing was deleted"):
        backup()


def test_a_recovery_point_that_is_not_whole_is_none(services: Services, backup: Any) -> None:
    prepare(services, vault={}, jobs=[{"BackupJobId": "j", "State": "RUNNING"}])
    states(services, "COMPLETED", point="PARTIAL")
    with pytest.raises(NoBackupError, match="is PARTIAL, not COMPLETED"):
        backup()


def test_without_the_role_nothing_begins(services: Services, backup: Any) -> None:
    services.answers("iam", "get_role", "NoSuchEntity")
    with pytest.raises(NoBackupError, match=r"acme-main-service_home-backups.*deploy that first"):
        backup()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, services: Services) -> Callable[..., int]:
    """The command in the account of minimal.yaml, where this home is left."""

    def command(*arguments: str, deletable: bool = True, home: LeftHome = HOME) -> int:
        organisation = load_organisation(ROOT / "config" / "minimal.yaml")
        (environment,) = organisation.environments
        assert environment.studio is not None
        studio = environment.studio.model_copy(update={"homes_deletable": deletable})
        changed = organisation.model_copy(update={"environments": (environment.model_copy(update={"studio": studio}),)})
        monkeypatch.setattr(delete_homes, "load_organisation", lambda _: changed)
        monkeypatch.setattr(delete_homes, "left_homes", lambda *_: [home])
        services.answers("sts", "get_caller_identity", {"Account": "999900001111"})
        session = SimpleNamespace(region_name="eu-west-1", client=lambda service, region_name: services.client(service))
        monkeypatch.setattr(boto3, "Session", lambda: session)
        return delete_homes.main(["minimal.yaml", *arguments])

    return command


def test_without_a_confirmation_it_lists(command: Any, services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(deletable=False) == 0
    printed = capsys.readouterr().out
    assert "homes of the removed domain d-gone, 3 GiB" in printed
    assert f"make delete-homes ENV=main CONFIRM={FILE_SYSTEM}" in printed
    assert "(now it does not)" in printed
    services.done()


@pytest.mark.parametrize(
    ("arguments", "more", "words"),
    [
        ((FILE_SYSTEM,), {"deletable": False}, "Write studio.homes_deletable: true below the environment main"),
        (("fs-of-another",), {}, "fs-of-another is not what a removed domain of this environment has left"),
        ((FILE_SYSTEM,), {"home": LeftHome(**{**vars(HOME), "mount_targets": 2})}, "has 2 mount targets"),
    ],
)
def test_one_key_is_not_enough(
    command: Any, capsys: pytest.CaptureFixture[str], arguments: Any, more: Any, words: str
) -> None:
    assert command("--confirm", *arguments, **more) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Nothing was deleted." in said


def test_a_backup_that_fails_deletes_nothing(
    command: Any, services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> str:
        raise NoBackupError("ended as FAILED")

    monkeypatch.setattr(HomeBackup, "make", failing)
    services.client("efs")  # any call of it would fail: no answer is prepared
    assert command("--confirm", FILE_SYSTEM) == 1
    assert "ended as FAILED" in capsys.readouterr().err


def test_both_keys_and_a_backup_delete(
    command: Any, services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(HomeBackup, "make", lambda *_: POINT)
    services.answers("efs", "delete_file_system", {})
    assert command("--confirm", FILE_SYSTEM) == 0
    assert POINT in capsys.readouterr().out
    services.done()


def test_a_wrong_file_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert delete_homes.main([str(ROOT / "config" / "schema.json")]) == 2
    assert "schema.json" in capsys.readouterr().err
