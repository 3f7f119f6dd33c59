"""What a template has started later: the requests that the steps of pipelines and the states of machines make.

A step of a SageMaker pipeline and a task of a state machine create jobs, models and endpoints that stand in no
template. Each such request becomes a resource of its own (`Resource.within` says where it comes from), of the resource
type that has the same members, or, for jobs without one, of the name of the API call: `sagemaker:CreateTrainingJob`.
So every rule on the type holds for it too.
"""

from .machines import MACHINE, machine_requests
from .pipelines import PIPELINE, pipeline_requests
from .requests import Unread, started_by

__all__ = ["MACHINE", "PIPELINE", "Unread", "machine_requests", "pipeline_requests", "started_by"]
