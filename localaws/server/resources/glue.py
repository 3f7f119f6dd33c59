"""AWS::Glue::Database, DataCatalogEncryptionSettings and SecurityConfiguration."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Facet, Properties, ResourceType

_UNENCRYPTED: dict[str, Any] = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


class Database(ResourceType):
    """A database; it goes with its tables."""

    type_name = "AWS::Glue::Database"
    name_property = "DatabaseName"
    name_length = 255
    name_lowercase = True

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        name = str(properties["DatabaseInput"].get("Name") or properties["DatabaseName"])
        wanted = {**properties["DatabaseInput"], "Name": name}
        aws.client("glue").create_database(CatalogId=properties["CatalogId"], DatabaseInput=wanted)
        return name

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Replace what the template says; another name is refused, as Glue refuses it."""
        wanted = {"Name": physical_id, **new["DatabaseInput"]}
        aws.client("glue").update_database(CatalogId=new["CatalogId"], Name=physical_id, DatabaseInput=wanted)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it with its tables."""
        aws.client("glue").delete_database(CatalogId=properties["CatalogId"], Name=physical_id)


class DataCatalogEncryptionSettings(ResourceType):
    """How the catalogue and the passwords of its connections are encrypted."""

    type_name = "AWS::Glue::DataCatalogEncryptionSettings"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put them; the physical id is the catalogue's."""
        return str(properties["CatalogId"])

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Put back what holds in a new account."""
        _put_settings(aws, physical_id, {"DataCatalogEncryptionSettings": _UNENCRYPTED})


def _put_settings(aws: Account, catalog: str, properties: Properties) -> None:
    wanted = dict(properties["DataCatalogEncryptionSettings"])
    if passwords := wanted.get("ConnectionPasswordEncryption"):
        renamed = {"KmsKeyId": "AwsKmsKeyId"}
        wanted["ConnectionPasswordEncryption"] = {renamed.get(name, name): one for name, one in passwords.items()}
    aws.client("glue").put_data_catalog_encryption_settings(CatalogId=catalog, DataCatalogEncryptionSettings=wanted)


DataCatalogEncryptionSettings.facets = (Facet(("DataCatalogEncryptionSettings",), _put_settings),)


class SecurityConfiguration(ResourceType):
    """How jobs encrypt. Glue cannot change one, so an update makes it anew under its name."""

    type_name = "AWS::Glue::SecurityConfiguration"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the name."""
        wanted = dict(properties["EncryptionConfiguration"])
        if "S3Encryptions" in wanted:
            wanted["S3Encryption"] = wanted.pop("S3Encryptions")
        aws.client("glue").create_security_configuration(Name=properties["Name"], EncryptionConfiguration=wanted)
        return str(properties["Name"])

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Delete and create."""
        self.delete(aws, physical_id, old)
        self.create(aws, new)

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("glue").delete_security_configuration(Name=physical_id)
