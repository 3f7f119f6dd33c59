"""From commit to release: what builds, trains and registers a project's models, and asks before it releases them."""

from mlplatform.mlops.archive_uploads import ArchiveUploads, archives_of
from mlplatform.mlops.build_project import BuildProject, Workshop
from mlplatform.mlops.delivery_pipeline import DeliveryPipeline
from mlplatform.mlops.failure_alarm import FailureAlarm
from mlplatform.mlops.key_uses import delivery_uses
from mlplatform.mlops.model_access import ModelAccess, model_accounts, models_elsewhere, readers
from mlplatform.mlops.model_registry import ModelRegistry
from mlplatform.mlops.project_delivery import Notice, ProjectDelivery
from mlplatform.mlops.road import Road, account_of
from mlplatform.mlops.source_access import SourceAccess
from mlplatform.mlops.training_definition import Jobs
from mlplatform.mlops.training_pipeline import TrainingPipeline
from mlplatform.mlops.training_run import TrainingRun
from mlplatform.mlops.transit_bucket import TransitBucket

__all__ = [
    "ArchiveUploads",
    "BuildProject",
    "DeliveryPipeline",
    "FailureAlarm",
    "Jobs",
    "ModelAccess",
    "ModelRegistry",
    "Notice",
    "ProjectDelivery",
    "Road",
    "SourceAccess",
    "TrainingPipeline",
    "TrainingRun",
    "TransitBucket",
    "Workshop",
    "account_of",
    "archives_of",
    "delivery_uses",
    "model_accounts",
    "models_elsewhere",
    "readers",
]
