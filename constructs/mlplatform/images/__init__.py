"""Container images."""

from mlplatform.images.image_repository import ImageRepository

__all__ = ["ImageRepository"]
