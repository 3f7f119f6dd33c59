"""An organisation's settings: one YAML file and its CSV of users, validated once into frozen models."""

from .base import FrozenMapping, Settings
from .compliance import Compliance
from .environment import Environment, Feature, Kind
from .identity import Identity, IdentityCenter, Saml
from .loader import load_organisation
from .mistakes import ConfigurationError, Mistake
from .moves import Move
from .names import Names
from .network import AdoptedNetwork, AdoptedSubnet, CreatedNetwork, Network
from .on_premises import OnPremises
from .organisation import Organisation
from .people import PLATFORM_ADMIN, Persona, SizeName, Team, User
from .project import Project, Source
from .roles import Machine, Role
from .studio import Studio

__all__ = [
    "PLATFORM_ADMIN",
    "AdoptedNetwork",
    "AdoptedSubnet",
    "Compliance",
    "ConfigurationError",
    "CreatedNetwork",
    "Environment",
    "Feature",
    "FrozenMapping",
    "Identity",
    "IdentityCenter",
    "Kind",
    "Machine",
    "Mistake",
    "Move",
    "Names",
    "Network",
    "OnPremises",
    "Organisation",
    "Persona",
    "Project",
    "Role",
    "Saml",
    "Settings",
    "SizeName",
    "Source",
    "Studio",
    "Team",
    "User",
    "load_organisation",
]
