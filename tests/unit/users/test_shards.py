"""Shards of users, by property: who comes or goes moves nobody else."""

import random
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlplatform.settings import Persona, User
from mlplatform.settings.names import shard_of
from mlplatform.users.shard_template import CLEAN_UP, logical_id, role_parameter, shard_template

SHARDS = (1, 4, 16, 64)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_+=,.@-]{1,63}", fullmatch=True)
TEAMS = st.sampled_from(["forecasting", "grid-load"])
PERSONAS = st.sampled_from(list(Persona))
PEOPLE = st.lists(st.builds(User, name=NAMES, team=TEAMS, persona=PERSONAS), max_size=12, unique_by=lambda u: u.name)
MODES = st.sampled_from(["SSO", "IAM"])
COUNTS = st.sampled_from(SHARDS)
FEW = settings(max_examples=40)
"""Each example renders up to 128 templates."""

Mode = Literal["SSO", "IAM"]
Templates = dict[int, dict[str, Any]]


def spread(people: Sequence[User], mode: Mode, shards: int) -> Templates:
    """Every shard's template, empty ones included."""
    of = {shard: [user for user in people if shard_of(user.name, shards) == shard] for shard in range(shards)}
    return {shard: shard_template(users, mode) for shard, users in of.items()}


def changed(before: Templates, after: Templates) -> list[int]:
    return [shard for shard in before if before[shard] != after[shard]]


def profiles(templates: Templates) -> dict[tuple[int, str], Any]:
    """Profiles by shard and logical id: where CloudFormation looks for them."""
    resources = [(shard, id_, r) for shard, t in templates.items() for id_, r in t["Resources"].items()]
    return {(shard, id_): resource for shard, id_, resource in resources if id_ != CLEAN_UP}


def all_but(people: Sequence[User], index: int) -> tuple[User, list[User]]:
    return people[index], [user for user in people if user is not people[index]]


@FEW
@given(PEOPLE.filter(bool), MODES, COUNTS, st.data())
def test_adding_or_removing_a_user_changes_one_shard_and_moves_nobody(
    people: list[User], mode: Mode, shards: int, data: st.DataObject
) -> None:
    user, others = all_but(people, data.draw(st.integers(0, len(people) - 1)))
    without, with_user = spread(others, mode, shards), spread(people, mode, shards)
    assert changed(without, with_user) == [shard_of(user.name, shards)]
    assert profiles(without).items() <= profiles(with_user).items()
    assert set(profiles(with_user)) - set(profiles(without)) == {(shard_of(user.name, shards), logical_id(user))}


@FEW
@given(PEOPLE.filter(bool), NAMES, MODES, COUNTS)
def test_a_rename_changes_two_shards_at_most(people: list[User], name: str, mode: Mode, shards: int) -> None:
    assume(name not in {user.name for user in people})
    renamed = [people[0].model_copy(update={"name": name}), *people[1:]]
    before, after = spread(people, mode, shards), spread(renamed, mode, shards)
    assert set(changed(before, after)) == {shard_of(people[0].name, shards), shard_of(name, shards)}
    assert len(set(profiles(before)) ^ set(profiles(after))) == 2


@FEW
@given(PEOPLE.filter(bool), PERSONAS, MODES, COUNTS)
def test_a_change_of_persona_changes_one_resource_in_one_property(
    people: list[User], persona: Persona, mode: Mode, shards: int
) -> None:
    assume(persona != people[0].persona)
    moved = [people[0].model_copy(update={"persona": persona}), *people[1:]]
    before, after = spread(people, mode, shards), spread(moved, mode, shards)
    [shard] = changed(before, after)
    old, new = before[shard]["Resources"], after[shard]["Resources"]
    assert [id_ for id_ in old if old[id_] != new[id_]] == [logical_id(people[0])]
    was, now = old[logical_id(people[0])]["Properties"], new[logical_id(people[0])]["Properties"]
    assert [name for name in was if was[name] != now[name]] == ["UserSettings"]


@FEW
@given(PEOPLE, MODES, COUNTS, st.randoms())
def test_the_order_of_the_file_does_not_matter(
    people: list[User], mode: Mode, shards: int, order: random.Random
) -> None:
    shuffled = [*people]
    order.shuffle(shuffled)
    before, after = spread(people, mode, shards), spread(shuffled, mode, shards)
    assert str(before) == str(after)  # the same bytes, not only the same values


@FEW
@given(PEOPLE, MODES)
def test_a_template_is_whole(people: list[User], mode: Mode) -> None:
    """Every reference has a parameter and every parameter a use; everything waits for what it cleans up."""
    template = shard_template(people, mode)
    assert _references(template["Resources"]) == set(template["Parameters"])
    clean_up = template["Resources"][CLEAN_UP]
    assert sorted(clean_up.get("DependsOn", [])) == sorted(set(template["Resources"]) - {CLEAN_UP})
    assert sorted(clean_up["Properties"]["Profiles"]) == sorted(user.profile_name for user in people)
    for user in people:
        properties = template["Resources"][logical_id(user)]["Properties"]
        assert properties["UserSettings"]["ExecutionRole"] == {"Ref": role_parameter(user.team, user.persona)}
        assert ("SingleSignOnUserValue" in properties) == (mode == "SSO")


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["Ref"]} if set(value) == {"Ref"} else set()
        return own.union(*(_references(item) for item in value.values()))
    return set().union(*(_references(item) for item in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("mode", ["SSO", "IAM"])
def test_an_empty_shard_is_a_template_with_one_resource(mode: Mode) -> None:
    template = shard_template([], mode)
    assert set(template["Parameters"]) == {"CleanUpArn", "DomainId"}
    assert set(template["Resources"]) == {CLEAN_UP}
    assert "DependsOn" not in template["Resources"][CLEAN_UP]


@given(st.lists(NAMES, min_size=2, max_size=2, unique=True))
@settings(max_examples=300)
def test_logical_ids_never_collide(pair: list[str]) -> None:
    one, other = (logical_id(User(name=name, team="a1", persona=Persona.LEAD)) for name in pair)
    assert one != other
    assert one.isalnum()


def test_ten_thousand_users_have_as_many_ids_and_fit_their_shards() -> None:
    people = [User(name=f"user{index}@example.com", team="a1", persona=Persona.LEAD) for index in range(10_000)]
    assert len({logical_id(user) for user in people}) == len(people)
    sizes = [len(template["Resources"]) for template in spread(people, "SSO", 64).values()]
    assert max(sizes) < 250


@pytest.mark.parametrize("broken", ["shard of the index", "id of the index"])
def test_positions_would_be_seen(broken: str) -> None:
    """The properties above fail where a place in the file decides; this is what they guard against."""
    people = [User(name=name, team="a1", persona=Persona.LEAD) for name in ("anna", "bo", "carin", "dag")]

    def place(users: Sequence[User]) -> dict[str, object]:
        where = enumerate(users)
        return {u.name: (i % 4 if broken == "shard of the index" else f"User{i}") for i, u in where}

    before, after = place(people), place(people[1:])
    assert not after.items() <= before.items()
    assert profiles(spread(people[1:], "SSO", 4)).items() <= profiles(spread(people, "SSO", 4)).items()
