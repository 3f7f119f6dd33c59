"""Every resource stands in the inventory, with its construct path and its template as it is written."""

import json
from pathlib import Path

import pytest

from mlplatform.dossier.assembly import read
from mlplatform.dossier.inventory import inventory
from tests.conftest import Assembly as Synthesized
from tests.dossier.reported import KEY, write


def test_resources_are_sorted_and_have_path_and_snippet(tmp_path: Path) -> None:
    own = {**KEY, "Metadata": {"aws:cdk:path": "acme-main-B/Mine/Key"}}
    assembly = read(write(tmp_path, {"acme-main-B": {"Own": own}, "acme-main-A": {"Key": KEY, "Bucket": KEY}}))
    (place,) = assembly.places
    items = inventory(assembly, place)
    assert [item.place for item in items] == ["acme-main-A/Bucket", "acme-main-A/Key", "acme-main-B/Own"]
    assert [item.path for item in items] == [
        "acme-main-A/Bucket/Resource",
        "acme-main-A/Key/Resource",
        "acme-main-B/Mine/Key",
    ]
    assert [json.loads(item.snippet) for item in items] == [KEY, KEY, own]
    assert items[0].snippet.index('"DeletionPolicy"') < items[0].snippet.index('"Properties"')
    assert assembly.notes == []


def test_a_resource_under_a_condition_is_there(tmp_path: Path) -> None:
    assembly = read(write(tmp_path, {"acme": {"Key": KEY}}))
    (place,) = assembly.places
    template = json.loads((tmp_path / "acme.template.json").read_text())
    template["Conditions"] = {"Never": {"Fn::Equals": ["a", "b"]}}
    template["Resources"]["Key"]["Condition"] = "Never"
    (tmp_path / "acme.template.json").write_text(json.dumps(template))
    assembly = read(tmp_path)
    (place,) = assembly.places
    assert [item.place for item in inventory(assembly, place)] == ["acme/Key"]


def test_metadata_that_are_gone_or_broken_are_a_note(tmp_path: Path) -> None:
    write(tmp_path, {"acme-a": {"Key": KEY}, "acme-b": {"Key": KEY}})
    (tmp_path / "acme-a.metadata.json").unlink()
    (tmp_path / "acme-b.metadata.json").write_text("{")
    assembly = read(tmp_path)
    (place,) = assembly.places
    assert [item.path for item in inventory(assembly, place)] == ["", ""]
    inventory(assembly, place)
    assert [note.about for note in assembly.notes] == ["acme-a", "acme-b"]
    assert "acme-a.metadata.json cannot be read" in assembly.notes[0].text


@pytest.mark.parametrize(
    "metadata", ["[]", '{"/acme/Key": "aws:cdk:logicalId"}', '{"/acme/Key": [1, {"type": "aws:cdk:logicalId"}]}']
)
def test_metadata_of_another_shape_give_no_path(tmp_path: Path, metadata: str) -> None:
    write(tmp_path, {"acme": {"Key": KEY}})
    (tmp_path / "acme.metadata.json").write_text(metadata)
    assembly = read(tmp_path)
    (place,) = assembly.places
    assert [item.path for item in inventory(assembly, place)] == [""]


def test_every_resource_of_a_sample_is_there_once_with_a_path(minimal: Synthesized) -> None:
    assembly = read(minimal.folder)
    items = [item for place in assembly.places for item in inventory(assembly, place)]
    written = sum(len(stack.template["Resources"]) for stack in assembly.estate.stacks)
    assert len(items) == len({item.place for item in items}) == written
    assert all(item.path for item in items)
