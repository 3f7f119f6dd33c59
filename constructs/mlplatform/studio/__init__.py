"""Studio domains and what a team shares in them."""

from mlplatform.studio.domain import StudioDomain
from mlplatform.studio.domain_clean_up import DomainCleanUp
from mlplatform.studio.home_backups import HomeBackups
from mlplatform.studio.team_space import TeamSpace

__all__ = ["DomainCleanUp", "HomeBackups", "StudioDomain", "TeamSpace"]
