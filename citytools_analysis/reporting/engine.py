"""Papermill's `citytools` engine: cells run in a process of their own that has imported the libraries already."""

from __future__ import annotations

from typing import Any

NAME = "citytools"


class CityToolsEngine:
    """
    What Papermill calls; `papermill --engine citytools` finds it by its entry point.

    Papermill imports this module while it is itself being imported, so nothing of Papermill is imported up here.

    Examples
    --------
    >>> CityToolsEngine.nb_language(None)
    'python'
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """
        Run a notebook's cells as Papermill's own engine would.

        Parameters
        ----------
        nb
            The notebook, with its parameters.
        kernel_name
            Not used: it is always this Python.
        **options
            As Papermill gives them; `limits` says how long and how large things may get.

        Returns
        -------
        notebook
            The notebook with its outputs.

        Examples
        --------
        >>> import nbformat.v4 as v4, papermill
        >>> notebook = v4.new_notebook(metadata={"papermill": {}})
        >>> CityToolsEngine.execute_notebook(notebook, "python3", progress_bar=False).cells
        []
        """
        from citytools_analysis.reporting.engine_client import execute  # noqa: PLC0415 - see the class

        return execute(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """
        Name the kernel, whatever the notebook says.

        Parameters
        ----------
        nb
            The notebook.
        name
            The name Papermill was given.

        Returns
        -------
        name
            The name given, or Jupyter's for Python.

        Examples
        --------
        >>> CityToolsEngine.nb_kernel_name(None)
        'python3'
        """
        del nb
        return name or "python3"

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """
        Name the language, whatever the notebook says.

        Parameters
        ----------
        nb
            The notebook.
        language
            The language Papermill was given.

        Returns
        -------
        language
            Always Python.

        Examples
        --------
        >>> CityToolsEngine.nb_language(None, "python")
        'python'
        """
        del nb, language
        return "python"
