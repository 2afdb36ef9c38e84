"""What completion offers of a module: its public names, and not what it imports or is made of."""

from __future__ import annotations

import inspect
from functools import partial
from types import ModuleType


def public_names(module: ModuleType) -> list[str]:
    """
    List the public names of a module.

    Parameters
    ----------
    module
        The module.

    Returns
    -------
    names
        Its `__all__`; without one, the functions and classes that it defines itself, in the order of the alphabet.

    Examples
    --------
    >>> from citytools_analysis import surface
    >>> public_names(surface)
    ['only_public', 'public_names']
    """
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    return sorted(name for name, value in vars(module).items() if name[0] != "_" and _is_own(value, module))


def only_public(module: ModuleType) -> ModuleType:
    """
    Have `dir`, and with it completion, list only the public names of a module and of the modules among them.

    Parameters
    ----------
    module
        The module; one that lists its names itself is left as it is.

    Returns
    -------
    module
        The same one.

    Examples
    --------
    >>> from citytools_analysis import surface
    >>> dir(only_public(surface))
    ['only_public', 'public_names']
    """
    if "__dir__" not in vars(module):
        vars(module)["__dir__"] = partial(public_names, module)
        for name in public_names(module):
            if isinstance(part := getattr(module, name), ModuleType):
                only_public(part)
    return module


def _is_own(value: object, module: ModuleType) -> bool:
    return (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == module.__name__
