"""Personas, machine roles, the boundaries around them and the guard-rails inside them."""

from mlplatform.identity.boundary import WorkloadBoundary
from mlplatform.identity.delivery_boundary import DeliveryBoundary
from mlplatform.identity.managed_policy import PersonaPolicy
from mlplatform.identity.platform_admin import PlatformAdmin
from mlplatform.identity.role import BoundedRole
from mlplatform.identity.team_roles import Approved, Boundaries, Limits, TeamRoles

__all__ = [
    "Approved",
    "Boundaries",
    "BoundedRole",
    "DeliveryBoundary",
    "Limits",
    "PersonaPolicy",
    "PlatformAdmin",
    "TeamRoles",
    "WorkloadBoundary",
]
