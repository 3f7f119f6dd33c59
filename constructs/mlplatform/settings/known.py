"""What the format knows about a key: its description, an example, the keys below it."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .form import Form
from .forms import ACCOUNT
from .node import Path, Step
from .organisation import OrganisationFile


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known about a key of the format."""

    annotation: Any = None
    metadata: tuple[Any, ...] = ()
    description: str = "a key of the format"
    example: Any = None
    default: Any = None
    keys: tuple[str, ...] = field(default=())

    @classmethod
    def at(cls, path: Path) -> "Known":
        """What is known about the key at a path."""
        known = cls._of_type(OrganisationFile)
        for step in path:
            known = known._below(step)
        return known

    def _below(self, step: Step) -> "Known":
        if model := _model(self.annotation):
            info = model.model_fields.get(str(step))
            return self._of_field(info) if info else Known()
        if get_origin(self.annotation) is tuple:
            entry = self._of_type(get_args(self.annotation)[0])
            return Known(**{**vars(entry), "description": f"an entry of: {self.description}"})
        return Known(annotation=str, description="")

    @classmethod
    def _of_field(cls, info: FieldInfo) -> "Known":
        known = cls._of_type(info.annotation)
        return Known(
            annotation=known.annotation,
            metadata=(*known.metadata, *info.metadata),
            description=_first_sentence(info.description or ""),
            example=info.examples[0] if info.examples else None,
            default=info.default,
            keys=known.keys,
        )

    @classmethod
    def _of_type(cls, annotation: Any) -> "Known":
        annotation, metadata = _bare(annotation)
        model = _model(annotation)
        return Known(annotation=annotation, metadata=metadata, keys=tuple(model.model_fields) if model else ())

    @property
    def form(self) -> Form | None:
        """The form that the text must have."""
        return next((item for item in self.metadata if isinstance(item, Form)), None)

    @property
    def expected(self) -> str:
        """What is expected of the text, or nothing when it has no form."""
        return self.form.expected if self.form else ""

    @property
    def is_account(self) -> bool:
        """Whether the text is an account id."""
        return self.form is ACCOUNT

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of which one is expected."""
        return tuple(map(str, get_args(self.annotation))) if get_origin(self.annotation) is Literal else ()


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without `Annotated` and `| None`, and the metadata that stood on the way."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        bare, below = _bare(inner)
        return bare, (*below, *metadata)
    some = [item for item in get_args(annotation) if item is not type(None)]
    if type(None) in get_args(annotation) and len(some) == 1:
        return _bare(some[0])
    return annotation, ()


def _model(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _first_sentence(description: str) -> str:
    return description.split(". ", maxsplit=1)[0].rstrip(".")
