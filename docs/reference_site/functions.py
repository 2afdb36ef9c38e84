"""Pages of the public functions and classes, for Sphinx to fill in from their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

import citytools_analysis as ct
from citytools_analysis.surface import public_names
from reference_site.markdown import contents


def public_modules() -> Iterator[tuple[str, ModuleType]]:
    """Give each public module of the library with its name there, and those in it."""
    for name in ct.__all__:
        found = getattr(ct, name)
        if isinstance(found, ModuleType):
            yield from _with_parts(name, found)


def public_objects(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Give what a module offers to be called, with its name there."""
    for name in public_names(module):
        found = getattr(module, name)
        if inspect.isfunction(found) or inspect.isclass(found):
            yield name, found


def pages() -> dict[str, str]:
    """Give the pages by their place in the site."""
    modules = dict(public_modules())
    made = {f"functions/{name}.rst": _page(name, module) for name, module in modules.items()}
    opening = ["# Functions", "", _OPENING, ""]
    first = _of_the_library()
    return {
        "functions/index.md": "\n".join([*opening, *contents(["library", *modules])]),
        "functions/library.rst": first,
        **made,
    }


_OPENING = (
    "`import citytools_analysis as ct`: each page is a name behind `ct.`, made from the docstrings. Metrics take a register and give a frame; "
    "charts and tables show frames; `as_of` is always passed in."
)


def _with_parts(name: str, module: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    yield name, module
    for part in public_names(module):
        found = getattr(module, part)
        if isinstance(found, ModuleType):
            yield from _with_parts(f"{name}.{part}", found)


def _of_the_library() -> str:
    objects = [(name, getattr(ct, name)) for name in ct.__all__ if not isinstance(getattr(ct, name), ModuleType)]
    return "\n".join([_heading("ct"), *_directives("citytools_analysis", objects)])


def _page(name: str, module: ModuleType) -> str:
    summary = (inspect.getdoc(module) or "").partition("\n\n")[0]
    return "\n".join(
        [
            _heading(f"ct.{name}"),
            summary.replace("*", r"\*").replace("`", "``"),
            "",
            *_directives(module.__name__, list(public_objects(module))),
        ]
    )


def _heading(text: str) -> str:
    return f"{text}\n{'=' * len(text)}\n"


def _directives(module: str, objects: list[tuple[str, object]]) -> Iterator[str]:
    for name, found in objects:
        is_class = inspect.isclass(found)
        yield f".. auto{'class' if is_class else 'function'}:: {module}.{name}\n" + (
            "   :members:\n" if is_class else ""
        )
