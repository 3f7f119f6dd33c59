"""Projects: whose they are, where they are trained and where they go."""

from mlplatform.settings.closest import closest, one_of
from mlplatform.settings.draft import Draft
from mlplatform.settings.environment import Environment
from mlplatform.settings.node import Node, Path

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
    for index, project in enumerate(projects):
        path: Path = ("projects", index)
        _known(draft, (*path, "team"), _text(project, "team"), draft.team_names(), "a team of the organisation")
        _workbench(draft, path, _text(project, "workbench"))
        serving = project.child("serving")
        for entry, name in enumerate((serving.items if serving else None) or ()):
            _environment(draft, (*path, "serving", entry), name.scalar, "serving")


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
