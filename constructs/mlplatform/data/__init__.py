"""Data of the teams: where it lies, who may do what with it, and the tables over it."""

from mlplatform.data.access import ACCESS, Access, table_of
from mlplatform.data.catalog_encryption import CatalogEncryption
from mlplatform.data.team_lake import TeamLake
from mlplatform.data.team_tables import TeamTables

__all__ = ["ACCESS", "Access", "CatalogEncryption", "TeamLake", "TeamTables", "table_of"]
