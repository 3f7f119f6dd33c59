"""What a template has started later: the requests of the steps of pipelines, the states of machines, and schedules.

A step of a SageMaker pipeline, a task of a state machine and a schedule create jobs, models and endpoints that stand in
no template. Each such request becomes a resource of its own (`Resource.within` says where it comes from), of the type
that has the same members, or, for jobs without one, of the name of the API call: `sagemaker:CreateTrainingJob`. So
every rule on the type holds for it too.
"""

from .requests import Unread, started_by

__all__ = ["Unread", "started_by"]
