"""Container images: the hub's repositories, their replicas in the other accounts, Studio's own image."""

from mlplatform.images.image_replication import ImageReplication
from mlplatform.images.image_repository import ImageRepository
from mlplatform.images.image_scanning import ImageScanning
from mlplatform.images.replica_registry import ReplicaRegistry
from mlplatform.images.studio_image import StudioImage

__all__ = ["ImageReplication", "ImageRepository", "ImageScanning", "ReplicaRegistry", "StudioImage"]
