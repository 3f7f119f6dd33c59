from aws_cdk import Aws
from aws_cdk import aws_glue as glue
from constructs import Construct


class CatalogEncryption(Construct):
    """Encryption of the account's Glue Data Catalog: one for each account and region, so an environment owns it.

    Guarantees:
        - definitions of tables and passwords of connections are encrypted with the given key (GLU-03)
        - passwords are given out encrypted only
    """

    def __init__(self, scope: Construct, construct_id: str, *, key_arn: str) -> None:
        super().__init__(scope, construct_id)
        settings = glue.CfnDataCatalogEncryptionSettings
        settings(
            self,
            "Resource",
            catalog_id=Aws.ACCOUNT_ID,
            data_catalog_encryption_settings=settings.DataCatalogEncryptionSettingsProperty(
                encryption_at_rest=settings.EncryptionAtRestProperty(
                    catalog_encryption_mode="SSE-KMS", sse_aws_kms_key_id=key_arn
                ),
                connection_password_encryption=settings.ConnectionPasswordEncryptionProperty(
                    kms_key_id=key_arn, return_connection_password_encrypted=True
                ),
            ),
        )
