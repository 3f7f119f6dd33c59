"""Projects: whose they are, where they are trained and where they go."""

from mlplatform.settings.closest import closest, one_of
from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Environment
from mlplatform.settings.node import Node, Path
from mlplatform.settings.people import Persona

UPLOADERS = (Persona.ML_ENGINEER, Persona.LEAD)
MOST = 60
"""Each project is a stack in the hub, one in its workbench and one in each environment that serves it."""


def check(draft: Draft) -> None:
    """Names differ; team and environments are there, and of the kind that is asked for."""
    node = draft.document.node(("projects",))
    projects = (node.items if node else None) or ()
    if len(projects) > MOST:
        draft.document.report(
            ("projects",), found=f"{len(projects)} projects", expected=f"{MOST} at most", fix="split the organisation"
        )
    _names_differ(draft)
    _reachable_uploaders(draft)
    for index, project in enumerate(projects):
        path: Path = ("projects", index)
        _known(draft, (*path, "team"), _text(project, "team"), draft.team_names(), "a team of the organisation")
        _workbench(draft, path, _text(project, "workbench"))
        serving = project.child("serving")
        for entry, name in enumerate((serving.items if serving else None) or ()):
            _environment(draft, (*path, "serving", entry), name.scalar, "serving")


def _reachable_uploaders(draft: Draft) -> None:
    """Archives are handed in in the hub; where that has no Studio, only a permission set leads to who may do it."""
    hub = next((environment for _, environment in draft.environments if environment.is_hub), None)
    center = draft.identity_center
    node = draft.document.node(("projects",))
    count = len((node.items if node else None) or ())
    archives = [index for index in range(count) if draft.document.node(("projects", index, "source", "s3"))]
    if hub is None or hub.is_workbench or center is None or not archives:
        return
    if set(UPLOADERS) & set(center.permission_sets):
        return
    draft.document.report(
        ("identity", "identity_center", "permission_sets"),
        found=f"neither {' nor '.join(UPLOADERS)}, and projects[{archives[0]}] comes as an archive",
        expected=f"a permission set for {' or '.join(UPLOADERS)}: who hands in archives does so in {hub.name}, without "
        "Studio",
        fix=f"add {UPLOADERS[0]}: MLEngineer-{{team}}",
    )


def _names_differ(draft: Draft) -> None:
    first: dict[str, int] = {}
    for index, name in draft.document.texts("projects", "name").items():
        other = first.setdefault(name, index)
        if other != index:
            draft.document.report(
                ("projects", index, "name"),
                found=f"{name} again; projects[{other}] has it too",
                expected="a name that no other project has",
                fix="remove one of the two projects, or rename it",
            )


def _workbench(draft: Draft, path: Path, name: str | None) -> None:
    if name is not None:
        _environment(draft, (*path, "workbench"), name, "workbench")
        return
    workbenches = [environment.name for _, environment in draft.environments if environment.is_workbench]
    if len(workbenches) > 1:
        draft.document.report(
            path,
            found="no workbench",
            expected=f"workbench, because the organisation has several: {one_of(workbenches)}",
            fix=f"add workbench: {workbenches[0]}",
        )


def _environment(draft: Draft, path: Path, name: object, kind: str) -> None:
    names = tuple(draft.document.texts("environments", "name").values())
    if not isinstance(name, str) or not names:
        return
    if name not in names:
        _known(draft, path, name, names, "an environment of the organisation")
        return
    found = next((environment for _, environment in draft.environments if environment.name == name), None)
    if found and kind not in found.kinds:
        fitting = [environment.name for _, environment in draft.environments if _is(environment, kind)]
        draft.document.report(
            path,
            found=f"{name}, whose kinds are {', '.join(found.kinds)}",
            expected=f"an environment whose kinds have {kind}",
            fix=f"write {one_of(fitting)}" if fitting else f"add {kind} to the kinds of {name}",
        )


def _is(environment: Environment, kind: str) -> bool:
    return kind in environment.kinds


def _known(draft: Draft, path: Path, name: str | None, known: tuple[str, ...], noun: str) -> None:
    if name is None or name in known or not known:
        return
    best = closest(name, known)
    draft.document.report(
        path, expected=f"{noun}: {one_of(known)}", fix=f"did you mean {best}?" if best else f"write {one_of(known)}"
    )


def _text(node: Node, key: str) -> str | None:
    child = node.child(key)
    return child.scalar if child and isinstance(child.scalar, str) else None
