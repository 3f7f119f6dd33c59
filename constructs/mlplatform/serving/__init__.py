"""Where models answer: what stays there, and what a release brings."""

from mlplatform.serving.model_endpoint import ModelEndpoint
from mlplatform.serving.release_inputs import ReleaseInputs
from mlplatform.serving.serving_site import ServingSite

__all__ = ["ModelEndpoint", "ReleaseInputs", "ServingSite"]
