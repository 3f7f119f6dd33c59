"""Templates within templates: judged where they are assets of the synth or files beside, else a finding."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import CfnParameter, CfnStack, NestedStack, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3_assets as assets

from mlplatform.compliance import gate
from mlplatform.compliance.check import check
from mlplatform.compliance.report import read_report
from tests.compliance.apps import compliant, refused, synth

BAD = {"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 365}}}}


def by_url(stack: Stack, url: str) -> None:
    CfnStack(stack, "Inner", template_url=url)


def as_asset(stack: Stack) -> None:
    file = Path(stack.node.root.outdir) / "inner.json"  # type: ignore[attr-defined]
    file.write_text(json.dumps(BAD))
    by_url(stack, assets.Asset(stack, "Asset", path=str(file)).http_url)


def test_a_template_that_is_an_asset_is_judged(tmp_path: Path) -> None:
    folder = refused(tmp_path, as_asset, packs=[])
    report = read_report(folder)
    assert {one.rule for one in report.open} == {"LOG-01"}
    (asset,) = {one.template for one in report.open}
    assert report.proofs["MLPlatform"][asset]


def test_the_bytes_of_an_asset_are_in_the_proof(tmp_path: Path) -> None:
    def build(stack: Stack) -> None:
        compliant(NestedStack(stack, "Nested"))

    folder = synth(tmp_path / "cdk.out", build)
    assert gate(folder) == []
    nested = next(folder.glob("*.nested.template.json"))
    nested.write_text(nested.read_text() + " ")
    assert ("not validated", nested.name) in {(one.kind, one.where) for one in gate(folder)}


def test_a_template_of_somewhere_else_is_a_finding(tmp_path: Path) -> None:
    folder = refused(tmp_path, lambda stack: by_url(stack, "https://theirs.s3.amazonaws.com/inner.json"), packs=[])
    assert {one.rule for one in read_report(folder).open} == {"NO-UNSEEN-TEMPLATE"}


def test_what_the_outer_template_gives_is_known_inside(tmp_path: Path) -> None:
    def build(stack: Stack) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/k")
        made = iam.CfnManagedPolicy(stack, "Outer", policy_document=_decrypt(key.key_arn))
        iam.CfnManagedPolicy(NestedStack(stack, "Given"), "Inner", policy_document=_decrypt(made.ref))
        free = CfnParameter(stack, "Free")
        iam.CfnManagedPolicy(NestedStack(stack, "Open"), "Inner", policy_document=_decrypt(free.value_as_string))

    report = read_report(refused(tmp_path, build, packs=[]))
    assert {(one.rule, "Open" in one.template) for one in report.open} == {("EVALUATION", True)}


def _decrypt(resource: str) -> dict[str, Any]:
    return {"Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": resource}}


def _outer(folder: Path, url: Any) -> Path:
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    file = folder / "outer.json"
    file.write_text(json.dumps({"Resources": {"Inner": stack}}))
    return file


def test_the_command_follows_a_path_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text("Resources: {Logs: {Type: AWS::Logs::LogGroup}}")
    found = check([_outer(tmp_path, "./inner.yaml")]).findings
    assert {(Path(one.file).name, one.control) for one in found} == {("inner.yaml", "LOG-01"), ("inner.yaml", "LOG-02")}


def test_the_command_says_what_it_cannot_follow(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("Resources: [")
    for url in ("./nothing.yaml", "./broken.yaml", "https://x/y.json", {"Ref": "Url"}, None, "", "."):
        found = check([_outer(tmp_path, url)]).findings
        assert [one.control for one in found] == ["NO-UNSEEN-TEMPLATE"]


def test_a_broken_list_of_assets_is_no_reason_to_stop(tmp_path: Path) -> None:
    file = _outer(tmp_path, "https://x/y.json")
    for content in ("", "[]", '{"files": 1}', '{"files": {"a": {"source": 1}}}'):
        file.with_name("outer.json.assets.json").write_text(content)
        assert check([file]).exit_code == 1
