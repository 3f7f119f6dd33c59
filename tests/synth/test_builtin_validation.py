"""The library's own validation of templates, once: it costs as much as all the rest of a synth.

`make test` leaves it off everywhere else. Its plugin is missing in the report when it finds nothing, which looks like a
plugin that never ran; so a resource with a wrong property stands beside the platform, and must be all that it finds.
"""

import json
from pathlib import Path

from tests.conftest import ROOT
from tests.synth.apps import run_app

CANARY = """
canary = Stack(app, "Canary")
CfnResource(canary, "Topic", type="AWS::SNS::Topic", properties={"TopicNam": "canary"})
sys.exit(entry.synthesize(app))
"""


def test_it_is_on_by_configuration() -> None:
    assert json.loads((ROOT / "cdk.json").read_text())["context"]["@aws-cdk/core:validateAgainstDefaultRules"] is True


def test_it_finds_the_canary_and_nothing_in_the_platform(tmp_path: Path) -> None:
    result = run_app(tmp_path, CANARY, CDK_VALIDATION="true")
    report = json.loads((tmp_path / "out" / "validation-report.json").read_text())
    plugin = next(one for one in report["pluginReports"] if one["pluginName"] == "CloudFormation Validate")
    found = {
        (violation["severity"], construct["constructPath"], "TopicNam" in violation["description"])
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    }
    assert found == {("error", "Canary/Topic", True)}
    assert not plugin.get("suppressedViolations")
    assert result.returncode == 1
