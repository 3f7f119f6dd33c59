"""Which keys belong to the contract."""

import pytest

from mlplatform.contract.schema import CONTRACT, entry_for

CONCRETE = {
    **{entry.key: entry.key for entry in CONTRACT if "<" not in entry.key},
    "teams/forecasting": "teams/<team>",
    "teams/grid-load": "teams/<team>",
    "studio/shared": "studio/<domain>",
}
UNKNOWN = [
    "",
    "platforms",
    "team/forecasting",
    "teams",
    "teams/",
    "teams/<team>",
    "teams/forecasting/keys",
    "studio/",
    "roles/data-scientist",
    "/platform",
    "platform/",
]


@pytest.mark.parametrize(("key", "entry"), CONCRETE.items())
def test_a_key_belongs_to_its_entry(key: str, entry: str) -> None:
    assert entry_for(key).key == entry


@pytest.mark.parametrize("key", UNKNOWN)
def test_any_other_key_is_refused_with_what_to_do(key: str) -> None:
    with pytest.raises(ValueError, match=r"is no key of the contract\. Add it to mlplatform/contract/schema\.py"):
        entry_for(key)


def test_keys_and_fields_are_said_once_and_in_words() -> None:
    assert len({entry.key for entry in CONTRACT}) == len(CONTRACT)
    assert all(entry.purpose and entry.fields and all(entry.fields.values()) for entry in CONTRACT)
    assert not any("schema_version" in entry.fields for entry in CONTRACT)
