"""The check command: any CloudFormation, JSON or YAML; findings as text or objects; 0, 1 or 2, and no traceback."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from mlplatform.compliance.__main__ import main
from mlplatform.compliance.check import check
from tests.compliance.good import good

SHORT = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Environment: {Type: String, AllowedValues: [test, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Mappings:
  Access:
    test: {Network: PublicInternetOnly}
    prod: {Network: VpcOnly}
Resources:
  Studio:
    Type: AWS::SageMaker::Domain
    Properties:
      AppNetworkAccessType: !FindInMap [Access, !Ref Environment, Network]
      KmsKeyId: !If [IsProd, !GetAtt Key.Arn, !Ref AWS::NoValue]
      DomainName: !Sub "${AWS::StackName}-studio"
      Subnets: !Split [",", !Join ["", [subnet-1, ",", subnet-2]]]
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      EnableKeyRotation: yes
      PendingWindowInDays: 30
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action: "kms:*"
            Resource: "*"
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
"""


def written(folder: Path, name: str, content: str | dict[str, Any] | bytes) -> Path:
    file = folder / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_a_compliant_template_has_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(written(tmp_path, "good.json", good()))]) == 0
    assert capsys.readouterr().out == "1 template: no finding.\n"


def test_yaml_with_short_tags_is_the_same_as_json(tmp_path: Path) -> None:
    found = check([written(tmp_path, "studio.yaml", SHORT)]).findings
    assert {(one.control, one.resource, one.path) for one in found} >= {
        ("SM-DOM-01", "Studio", "AppNetworkAccessType"),
        ("SM-DOM-02", "Studio", "KmsKeyId"),
        ("SM-DOM-05", "Studio", "DomainSettings.ExecutionRoleIdentityConfig"),
    }
    assert {one.resource for one in found} == {"Studio"}


def test_the_same_template_as_yaml_has_the_same_findings(tmp_path: Path) -> None:
    bad = good()
    del bad["Resources"]["Bucket"]["Properties"]["VersioningConfiguration"]
    as_yaml = written(tmp_path, "t.yaml", yaml.safe_dump(json.loads(json.dumps(bad))))  # without aliases
    as_json = written(tmp_path, "t.json", bad)
    assert [(one.control, one.resource) for one in check([as_yaml]).findings] == [("S3-03", "Bucket")]
    assert [(one.control, one.resource) for one in check([as_json]).findings] == [("S3-03", "Bucket")]


def test_an_object_says_what_to_change_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = good()
    bad["Resources"]["Domain"]["Properties"]["AppNetworkAccessType"] = "PublicInternetOnly"
    file = written(tmp_path, "bad.json", bad)
    assert main(["check", str(file), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found == {
        "control": "SM-DOM-01",
        "severity": "H",
        "file": str(file),
        "resource": "Domain",
        "type": "AWS::SageMaker::Domain",
        "path": "AppNetworkAccessType",
        "message": "A domain's traffic goes through the customer's VPC only. Found: AppNetworkAccessType is "
        "PublicInternetOnly.",
        "fix": "Set AppNetworkAccessType to VpcOnly.",
    }


def test_people_read_control_resource_file_and_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "bad.json", {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}})
    assert main(["check", str(file)]) == 1
    text = capsys.readouterr().out
    assert f"LOG-01 M  {file}  Logs (AWS::Logs::LogGroup): KmsKeyId\n" in text
    assert "    Fix: Set KmsKeyId to the key for logs.\n" in text
    assert text.endswith("2 findings in 1 template.\n")


def test_templates_of_a_folder_are_judged_together(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    written(tmp_path, "package.json", {"name": "x"})
    written(tmp_path, "notes.txt", "Resources")
    written(tmp_path / "deep", "good.json", good())
    written(tmp_path / "deep", "bad.template", "Resources: {Logs: {Type: AWS::Logs::LogGroup}}")
    outcome = check([tmp_path])
    assert (outcome.templates, outcome.exit_code) == (2, 1)
    assert {one.file for one in outcome.findings} == {str(tmp_path / "deep" / "bad.template")}


def test_a_service_may_be_kept(tmp_path: Path) -> None:
    team = written(tmp_path, "t.json", {"Resources": {"Team": {"Type": "AWS::SageMaker::Workteam"}}})
    assert main(["check", str(team)]) == 1
    assert main(["check", str(team), "--keep", "sagemaker-ground-truth"]) == 0


_DEEP = 200
_LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nResources: {X: {Type: 'AWS::S3::Bucket', Properties: {Y: [*b, *b]}}}"
REFUSED = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n\n", "it is empty"),
    "neither": (b"Resources: [", "neither JSON nor YAML"),
    "binary": (b"\x00\x01\x02\x03" * 100, "neither JSON nor YAML"),
    "latin": ('{"Resources": {"Größe": 1}}'.encode("latin-1"), "it is not UTF-8"),
    "list": (b"[1, 2]", "it has no Resources"),
    "text": (b"Resources", "it has no Resources"),
    "nothing": (b"{}", "it has no Resources"),
    "bare": (b'{"Resources": {}}', "its Resources are empty"),
    "null": (b"Resources:", "its Resources are empty"),
    "twins": (b'{"Resources": {"A": 1, "A": 2}}', "the key 'A' stands twice"),
    "yaml twins": (b"Resources:\n  A: 1\n  A: 2\n", "the key 'A' stands twice in one map (line 3)"),
    "bomb": (_LAUGHS.encode(), "line 2 is a YAML alias (*a)"),
    "merge": (b"Resources:\n  A:\n    <<: {B: 1}\n", "line 3 is a YAML merge"),
    "two": (b"Resources: {A: 1}\n---\nResources: {B: 1}\n", "it holds 2 YAML documents"),
    "object": (b"Resources: !!python/object/apply:os.system [ls]", "has the YAML type python/object"),
    "tag": (b"Resources:\n  A: !Include x\n", "line 2 has the tag !Include"),
    "binary tag": (b"Resources: {A: !!binary aGk=}", "has the YAML type binary"),
    "map as key": (b"Resources: {? {A: 1} : 2}", "has a key that is no text"),
    "deep": (b'{"Resources": {"A": ' + b"[" * _DEEP + b"]" * _DEEP + b"}}", "nested more than 100 levels"),
    "deep yaml": (b"Resources:\n  A: " + b"[" * _DEEP + b"]" * _DEEP, "nested more than 100 levels"),
    "very deep": (b'{"Resources": ' + b"[" * 100_000, "nested more than 100 levels"),
    "not a number": (b'{"Resources": {"A": NaN}}', "NaN is no number"),
    "tab": (b"Resources:\n\tA: 1\n", "neither JSON nor YAML"),
}


@pytest.mark.parametrize("suffix", ["json", "yaml", "template"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_template_is_refused_with_the_reason(
    name: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, reason = REFUSED[name]
    file = written(tmp_path, f"broken.{suffix}", content)
    assert main(["check", str(file), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "[]\n"
    assert captured.err.startswith(f"not a template: {file}: ")
    if suffix != "json" or content.lstrip().startswith(b"{") or not content.strip():
        assert reason in captured.err


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_huge_file_is_refused(suffix: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"huge.{suffix}", '{"Resources": {"A": "' + "x" * 8_000_001 + '"}}')
    assert "larger than" in check([file]).refused[0]


def test_what_is_not_there_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    written(tmp_path / "folder", "package.json", {"name": "x"})
    outcome = check([tmp_path / "nothing.yaml", tmp_path / "folder"])
    assert outcome.exit_code == 2
    assert "No such file" in outcome.refused[0]
    assert outcome.as_text() == "Nothing was judged."
    assert "holds no template" in outcome.refused[1]


def test_a_broken_template_in_a_folder_is_refused_and_the_rest_judged(tmp_path: Path) -> None:
    written(tmp_path, "broken.yaml", "Resources: [")
    written(tmp_path, "chart.yaml", "{{ not ours }}: [")
    written(tmp_path, "bad.json", {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}})
    outcome = check([tmp_path])
    assert outcome.exit_code == 2
    assert [reason.split(":")[0] for reason in outcome.refused] == [str(tmp_path / "broken.yaml")]
    assert {one.control for one in outcome.findings} == {"LOG-01", "LOG-02"}


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "closed.json", good())

    def closed(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", closed)
    assert check([file]).refused == [f"{file}: it cannot be read: Permission denied"]


def test_the_command_starts_without_the_cdk_and_is_quick(tmp_path: Path) -> None:
    several = {f"{name}{n}": body for n in range(4) for name, body in good()["Resources"].items()}
    file = written(tmp_path, "large.json", {**good(), "Resources": dict(list(several.items())[:300])})
    program = (
        "import sys; from mlplatform.compliance.__main__ import main; "
        f"code = main(['check', {str(file)!r}]); heavy = {{'aws_cdk', 'jsii', 'cdk_nag', 'boto3'}} & set(sys.modules); "
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    started = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "1 []"
    assert time.monotonic() - started < 10  # measured at 0.4 CPU-s; the machine may be busy
