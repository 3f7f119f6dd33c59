"""Gives moto the Create, Describe, Update, Delete and List operations of the nouns, answers shaped by the model."""

import json
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore import xform_name
from moto.sagemaker.responses import SageMakerResponse

from localaws.server.moto_plus.sagemaker_lists import listed
from localaws.server.moto_plus.sagemaker_nouns import NOUNS, Noun, Record
from localaws.server.moto_plus.sagemaker_store import Studio, studio

_model = botocore.session.get_session().get_service_model("sagemaker")
Answer = Callable[[Studio, Noun, Record], Record]


def install() -> None:
    """Add the operations that the service's model has; a noun's own replace moto's."""
    known = set(_model.operation_names)
    for noun in NOUNS:
        for operation, answer in _operations(noun).items():
            if operation in known:
                setattr(SageMakerResponse, xform_name(operation), _method(operation, noun, answer))


def _operations(noun: Noun) -> dict[str, Answer]:
    plural = f"List{noun.name}s"
    return {
        f"Create{noun.name}": lambda held, one, request: held.create(one, request),
        f"Describe{noun.name}": lambda held, one, request: held.get(one, request),
        f"Update{noun.name}": lambda held, one, request: held.update(one, request),
        f"Delete{noun.name}": _delete,
        plural: lambda held, one, request: listed(held, one, request, _model.operation_model(plural)),
    }


def _delete(held: Studio, noun: Noun, request: Record) -> Record:
    held.delete(noun, request)
    return {}


def _method(operation: str, noun: Noun, answer: Answer) -> Callable[[Any], str]:
    shape = _model.operation_model(operation).output_shape
    members = set(shape.members) if shape else set()

    def respond(self: Any) -> str:
        held = studio(self.current_account, self.region)
        with held.lock:
            record = answer(held, noun, json.loads(self.body))
        return json.dumps({name: value for name, value in record.items() if name in members})

    return respond
