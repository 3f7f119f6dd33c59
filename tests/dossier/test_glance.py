"""The first paragraph: what would be deployed, whether the gate lets it, what the controls say."""

import json
import shutil
from pathlib import Path

from mlplatform.dossier.assembly import read
from mlplatform.dossier.glance import glance
from tests.conftest import Assembly as Synthesized
from tests.dossier.reported import KEY, write
from tests.dossier.small_page import control, dossier, environment


def test_without_a_report_nothing_is_validated(tmp_path: Path) -> None:
    found = glance(read(write(tmp_path, {"acme": {"Key": KEY}})), (), (), ())
    assert (found.gate, found.problems) == ("not validated", ())
    assert "holds no validation-report.json" in found.summary


def test_a_report_without_proofs_fails_the_gate(tmp_path: Path) -> None:
    found = glance(read(write(tmp_path, {"acme": {"Key": KEY}}, kept="")), (), (), ())
    assert found.gate == "failed"
    assert any("PLUGIN DID NOT RUN" in problem for problem in found.problems)
    assert f"The gate failed: {len(found.problems)} problems." in found.summary


def test_an_assembly_that_lacks_a_file_fails_the_gate(tmp_path: Path) -> None:
    folder = write(tmp_path, {"acme": {"Key": KEY}}, kept="")
    (folder / "acme.metadata.json").unlink()
    found = glance(read(folder), (), (), ())
    assert found.gate == "failed"
    assert "acme.metadata.json" in found.problems[0]


def test_a_sample_passes_and_a_changed_template_fails(minimal: Synthesized, tmp_path: Path) -> None:
    assert glance(read(minimal.folder), (), (), ()).gate == "passed"
    folder = Path(shutil.copytree(minimal.folder, tmp_path / "changed"))
    network = folder / "acme-main-Network.template.json"
    template = json.loads(network.read_text())
    template["Resources"]["Gateway"] = {"Type": "AWS::EC2::InternetGateway"}
    network.write_text(json.dumps(template))
    found = glance(read(folder), (), (), ())
    assert found.gate == "failed"
    assert any("the report is about another template" in problem for problem in found.problems)
    assert any("NO-INTERNET-GATEWAY" in problem for problem in found.problems)


def test_counts_and_coverage_are_those_of_the_sections(tmp_path: Path) -> None:
    assembly = read(write(tmp_path, {"acme": {"Key": KEY}}))
    rows = (
        control("A", "passed", "s/A"),
        control("B", "acknowledged"),
        control("C", "failed"),
        control("D", "not applicable"),
    )
    prod, research = environment("prod", ("serving",), users=7), environment("research", ("workbench",), users=0)
    found = glance(assembly, (prod, research), rows, dossier(users=0).exceptions)
    assert found.coverage == {"passed": 1, "failed": 1, "acknowledged": 1, "not applicable": 1}
    assert found.counts == {
        "environments": 2,
        "accounts": 1,
        "stacks": 2,
        "resources": 25,
        "stores of data": 2,
        "keys": 2,
        "roles": 2,
        "user profiles": 7,
        "exceptions": 2,
    }
    assert (
        "2 stacks with 25 resources would be deployed to 2 environments: prod (serving, 444444444444" in found.summary
    )
    assert "Of 4 controls 3 apply here: 1 passed, 1 with an acknowledged exception, 1 failed; 1 have" in found.summary
    assert "2 exceptions are accepted." in found.summary


def test_the_paragraph_says_whether_the_internet_is_reached(tmp_path: Path) -> None:
    assembly = read(write(tmp_path, {"acme": {"Key": KEY}}))
    prod, research = environment("prod", ("serving",), users=0), environment("research", ("workbench",), users=0)
    assert "No route of the 1 network reaches the internet." in glance(assembly, (prod,), (), ()).summary
    assert (
        "1 network can reach the internet: volta-research-Network/Vpc."
        in glance(assembly, (prod, research), (), ()).summary
    )
    assert "internet" not in glance(assembly, (prod.model_copy(update={"networks": ()}),), (), ()).summary
    unknown = prod.networks[0].model_copy(update={"internet": "unknown: the route table is a parameter"})
    found = glance(assembly, (prod.model_copy(update={"networks": (unknown,)}),), (), ()).summary
    assert "Of 1 network no template says whether it reaches the internet." in found
    assert "No route" not in found
