"""The users' profiles in the Studio domains: one profile is one person, and a stack holds so many."""

from collections import Counter

from mlplatform.settings import names
from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Environment
from mlplatform.settings.mistakes import Mistake
from mlplatform.settings.people import User
from mlplatform.settings.roles import has_profile
from mlplatform.settings.roster import Roster
from mlplatform.settings.rules.duties import conflict

MOST_IN_SHARD = 400
"""CloudFormation takes 500 resources in a stack; the rest is room for what stands beside the profiles."""

_SHARDS = (1, 4, 16, 64)


def check(draft: Draft) -> None:
    """No user twice, no profile for two, no shard too full."""
    roster = draft.roster
    if roster is None:
        return
    repeated = _repeated_lines(roster)
    draft.document.mistakes += _repetitions(roster, repeated)
    for index, environment in draft.environments:
        if environment.studio is None:
            continue
        teams = set(draft.team_names())
        draft.document.mistakes += _collisions(
            roster, skip=set(repeated), shared=environment.studio.domains == "shared", teams=teams
        )
        profiles = [user for line, user in roster.users if line not in repeated and has_profile(user)]
        _full_shards(draft, index, environment, profiles)


def _repeated_lines(roster: Roster) -> dict[int, tuple[int, User]]:
    """Lines with a user and team that stood there before, and where."""
    first: dict[tuple[str, str], tuple[int, User]] = {}
    places = {line: first.setdefault((user.name, user.team), (line, user)) for line, user in roster.users}
    return {line: place for line, place in places.items() if place[0] != line}


def _repetitions(roster: Roster, repeated: dict[int, tuple[int, User]]) -> list[Mistake]:
    return [
        roster.mistake(
            line,
            "user",
            found=f"{user.name} in {user.team} again; line {repeated[line][0]} has it too",
            expected="every user once in a team",
            fix="remove one of the two lines; a user has one persona in a team",
        )
        for line, user in roster.users
        # Duties that must be separate are reported as such.
        if line in repeated and not conflict(user, repeated[line][1])
    ]


def _collisions(roster: Roster, *, skip: set[int], shared: bool, teams: set[str]) -> list[Mistake]:
    """Two users with one profile in a domain, and users with the profile that serves a team's shared spaces."""
    found: list[Mistake] = []
    taken: dict[tuple[str, str], tuple[int, User]] = {}
    services = {_service_profile(team): team for team in teams}
    for line, user in roster.users:
        if line in skip or not has_profile(user):
            continue
        profile = user.profile_name
        serves = services.get(profile)
        if serves is not None and (shared or serves == user.team):
            found.append(_service_collision(roster, line, user, serves))
        at, other = taken.setdefault(("" if shared else user.team, profile), (line, user))
        if at != line:
            found.append(
                _second_team(roster, line, user, at, other)
                if other.name == user.name
                else _same_profile(roster, line, user, at, other)
            )
    return found


def _service_collision(roster: Roster, line: int, user: User, team: str) -> Mistake:
    return roster.mistake(
        line,
        "user",
        found=f"{user.name}, whose profile would be {user.profile_name}",
        expected=f"a name whose profile is not {user.profile_name}: that one owns the shared spaces of {team}",
        fix="give the user another name where people sign in, or leave the user out",
    )


def _second_team(roster: Roster, line: int, user: User, at: int, other: User) -> Mistake:
    return roster.mistake(
        line,
        "team",
        found=f"{user.name} in {user.team}; line {at} has the same user in {other.team}",
        expected="one team for a user, because the teams share one Studio domain and a user has one profile in it",
        fix="remove one of the two lines; where people work in several teams, choose domains: per-team",
    )


def _same_profile(roster: Roster, line: int, user: User, at: int, other: User) -> Mistake:
    return roster.mistake(
        line,
        "user",
        found=f"{user.name}, whose profile would be {user.profile_name} like that of {other.name} on line {at}",
        expected="names that still differ when they are in lower case, with dashes for all but letters and digits, "
        f"and cut after {names.MAX_PROFILE} characters",
        fix="rename one of the two users where people sign in",
    )


def _full_shards(draft: Draft, index: int, environment: Environment, users: list[User]) -> None:
    if environment.studio is None:
        return
    shared, shards = environment.studio.domains == "shared", environment.studio.user_shards
    (team, shard), fullest = _fullest(users, shared=shared, shards=shards)
    if fullest <= MOST_IN_SHARD:
        return
    of_domain = "" if shared else f" of the domain of {team}"
    draft.document.report(
        ("environments", index, "studio", "user_shards"),
        found=f"{shards}, and {fullest} users in shard {shard:02d}{of_domain}",
        expected=f"{MOST_IN_SHARD} users in a shard at most, because a stack holds 500 resources",
        fix=_more_room(users, shared=shared),
    )


def _more_room(users: list[User], *, shared: bool) -> str:
    """The smallest number of shards that holds the users, as they spread; else what makes more domains."""
    for shards in _SHARDS:
        if _fullest(users, shared=shared, shards=shards)[1] <= MOST_IN_SHARD:
            return f"write {shards}; where profiles exist already, that moves them, so plan it"
    if shared:
        return "choose domains: per-team, so that each team has shards of its own"
    return "divide the team into teams with domains of their own"


def _fullest(users: list[User], *, shared: bool, shards: int) -> tuple[tuple[str, int], int]:
    """The shard with the most users, and how many: counted one by one, as a hash spreads nobody evenly."""
    counts = Counter(("" if shared else user.team, names.shard_of(user.name, shards)) for user in users)
    return max(sorted(counts.items()), key=lambda item: item[1], default=(("", 0), 0))


def _service_profile(team: str) -> str:
    # A team's service profile is named alike in every environment.
    return names.Names(organisation="", environment="").service_profile(team)
