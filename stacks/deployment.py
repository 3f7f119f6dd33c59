"""One environment of an organisation: what every stack of it is given."""

from dataclasses import dataclass

from aws_cdk import Environment as Target

from mlplatform.settings import Environment, Names, Organisation, Team

SHARED = "shared"


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """An organisation and the environment that is deployed."""

    organisation: Organisation
    environment: Environment

    @property
    def names(self) -> Names:
        return Names(organisation=self.organisation.name, environment=self.environment.name)

    @property
    def target(self) -> Target:
        """Account and region; without them the templates fit any."""
        return Target(account=self.environment.account, region=self.environment.region)

    @property
    def domains(self) -> dict[str, tuple[Team, ...]]:
        """Studio domains by name, with their teams."""
        studio = self.environment.studio
        if studio is None:
            return {}
        if studio.domains == SHARED:
            return {SHARED: self.organisation.teams}
        return {team.name: (team,) for team in self.organisation.teams}

    @property
    def shards(self) -> dict[str, int]:
        """User shards of each Studio domain."""
        studio = self.environment.studio
        return dict.fromkeys(self.domains, studio.user_shards) if studio else {}

    def team(self, name: str) -> Team:
        """A team of the organisation."""
        return next(team for team in self.organisation.teams if team.name == name)
