"""The instance as a process: one loopback port, ends with its owner or when idle, leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from localaws.client import LocalAws, StartError
from localaws.environment import client_environment
from localaws.state import StateDirectory, process_exists
from tests.localaws.account import TestAccount, resource

pytestmark = pytest.mark.local_aws

ROOT = Path(__file__).resolve().parents[2]


def _cli(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "localaws", *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)


def _gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while process_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not process_exists(pid)


def _listening(pid: int) -> set[str]:
    """Return the addresses on which a process listens, from the kernel's tables."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except FileNotFoundError:  # closed while we looked
            continue
        inodes.add(target.removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.add(fields[1])
    return found


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs the kernel's socket tables")
def test_it_listens_on_one_loopback_port_only(tmp_path: Path) -> None:
    with LocalAws.start(tmp_path) as aws:
        running = StateDirectory(tmp_path).read()
        assert running is not None
        account = TestAccount(aws.endpoint, "111122223333")
        account.create("s", {"T": resource("AWS::SNS::Topic")})
        account.client("sagemaker").list_domains()
        port = int(aws.endpoint.rsplit(":", 1)[1])
        assert _listening(running.pid) == {f"0100007F:{port:04X}"}


def test_two_instances_do_not_meet(tmp_path: Path) -> None:
    with LocalAws.start(tmp_path / "a") as first, LocalAws.start(tmp_path / "b") as second:
        assert first.endpoint != second.endpoint
        one, other = (TestAccount(aws.endpoint, "111122223333") for aws in (first, second))
        one.create("s", {"B": resource("AWS::S3::Bucket", BucketName="same-bucket")})
        assert other.client("s3").list_buckets()["Buckets"] == []
        other.create("s", {"B": resource("AWS::S3::Bucket", BucketName="same-bucket")})
        assert TestAccount(first.endpoint, "444455556666").client("s3").list_buckets()["Buckets"] == []


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with LocalAws.start(tmp_path) as aws:
        running = StateDirectory(tmp_path).read()
        assert running is not None
        account = TestAccount(aws.endpoint, "111122223333")
        code = "import os\ndef handler(event, context):\n    return os.getpid()\n"
        properties = {"Runtime": "python3.14", "Handler": "index.handler", "Code": {"ZipFile": code}}
        function = resource(
            "AWS::Lambda::Function", FunctionName="f", Role="arn:aws:iam::111122223333:role/x", **properties
        )
        account.create("s", {"F": function})
        worker = json.loads(account.client("lambda").invoke(FunctionName="f")["Payload"].read())
        assert process_exists(worker)
    assert not process_exists(running.pid)
    assert _gone_within(worker, 5)
    assert [path.name for path in tmp_path.iterdir()] == ["server.log"]


def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    program = f"from localaws.client import LocalAws; import os; LocalAws.start({str(tmp_path)!r}); os._exit(0)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=120)
    state = StateDirectory(tmp_path)
    running = state.read()
    assert running is None or _gone_within(running.pid, 10)
    assert not state.temporary.exists()


def test_it_ends_when_idle(tmp_path: Path) -> None:
    aws = LocalAws.start(tmp_path, idle_seconds=1)
    running = StateDirectory(tmp_path).read()
    assert running is not None
    assert aws._child is not None
    aws._child.wait(timeout=15)
    assert not process_exists(running.pid)


def test_the_command_line_starts_prints_and_stops(tmp_path: Path) -> None:
    started = _cli("start", "--detach", "--state", str(tmp_path))
    assert started.returncode == 0, started.stderr
    running = json.loads(started.stdout)
    lines = _cli("env", "--state", str(tmp_path), "--account", "444455556666", "--region", "eu-central-1").stdout
    assert f"export AWS_ENDPOINT_URL={running['endpoint']}\n" in lines
    assert "export AWS_ACCESS_KEY_ID=444455556666\n" in lines
    assert "export AWS_REGION=eu-central-1\n" in lines
    again = _cli("start", "--detach", "--state", str(tmp_path))
    assert again.returncode == 1
    assert "already runs" in again.stderr
    assert _cli("stop", "--state", str(tmp_path)).returncode == 0
    assert not process_exists(running["pid"])
    assert "No local AWS runs" in _cli("env", "--state", str(tmp_path)).stderr


def test_in_the_foreground_it_ends_on_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "localaws", "start", "--state", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as foreground:
        assert foreground.stdout is not None
        running = json.loads(foreground.stdout.readline())
        foreground.send_signal(signal.SIGTERM)
        assert foreground.wait(timeout=15) == 0
    assert not process_exists(running["pid"])


def test_a_taken_port_is_a_readable_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StartError, match="Address already in use"):
            LocalAws.start(tmp_path, port=taken.getsockname()[1])


def test_an_account_is_twelve_digits() -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        client_environment("http://127.0.0.1:1", "dev")


def test_no_real_credentials_reach_a_client() -> None:
    found = client_environment("http://127.0.0.1:1")
    assert found["AWS_CONFIG_FILE"] == found["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert found["AWS_EC2_METADATA_DISABLED"] == "true"


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_a_browser_gets_no_answer(local_aws: LocalAws, header: str) -> None:
    """A page that is open on this machine could otherwise make a function, and run it."""
    request = urllib.request.Request(f"{local_aws.endpoint}/2015-03-31/functions", b"{}", {header: "cross-site"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)


def _answer(aws: LocalAws, host: str, path: str = "/2015-03-31/functions/") -> tuple[int, bytes]:
    request = urllib.request.Request(f"{aws.endpoint}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answered:
            return answered.status, answered.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example",
        "rebound.example:80",
        "localhost.rebound.example",
        "127.0.0.1.rebound.example",
        "rebound-localhost",
        "127x0x0x1",
        "192.168.0.1",
        "localhost:80@rebound.example",
    ],
)
def test_another_host_gets_no_answer(local_aws: LocalAws, host: str) -> None:
    """A page's own name, rebound to loopback, would make us the same site to its browser."""
    assert _answer(local_aws, host) == (403, b"The local AWS answers to names of loopback only.")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:4566", "LOCALHOST", "[::1]:80"])
def test_a_name_of_loopback_gets_an_answer(local_aws: LocalAws, host: str) -> None:
    assert _answer(local_aws, host)[0] == 200


def test_a_bucket_may_stand_in_the_host(local_aws: LocalAws) -> None:
    assert b"<Code>NoSuchBucket</Code>" in _answer(local_aws, "my-bucket.localhost:80", "/key")[1]
