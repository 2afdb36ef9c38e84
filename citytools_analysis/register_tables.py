"""The tables of a register as attributes, each by its name."""

from __future__ import annotations

from typing import Protocol

import pandas as pd


class HasTables(Protocol):
    """Whatever gives tables by name."""

    def table(self, name: str) -> pd.DataFrame:
        """Give a table with one row a key."""


class TableView:
    """
    An attribute that gives the table of its own name, with one row a key.

    Parameters
    ----------
    doc
        What one row is.

    Examples
    --------
    >>> class Shelf:
    ...     books = TableView("One row a book.")
    ...     def table(self, name: str) -> pd.DataFrame:
    ...         return pd.DataFrame({"table": [name]})
    >>> Shelf().books["table"].item()
    'books'
    """

    def __init__(self, doc: str) -> None:
        self.__doc__ = doc
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name."""
        self._name = name

    def __get__(self, holder: HasTables | None, owner: type | None = None) -> pd.DataFrame:
        """Give the table, or the attribute itself where the class is asked."""
        return self if holder is None else holder.table(self._name)  # type: ignore[return-value]


class RegisterTables:
    """The tables of a register; a class that has them gives each by name."""

    sources = TableView("One row a file that was added.")
    suppliers = TableView("One row a supplier.")
    supplier_identifiers = TableView("One row an identifier of a supplier.")
    supplier_events = TableView("One row a change of name or owner.")
    systems = TableView("One row a named product.")
    deployments = TableView("One row a system a borough uses for a function.")
    contracts = TableView("One row a contract.")
    contract_suppliers = TableView("One row a supplier of a contract that has several.")
    options = TableView("One row an option to extend.")
    allocations = TableView("One row a share of a contract.")
    ratings = TableView("One row a borough's score for a system.")
    challenges = TableView("One row a reported problem.")
    skills = TableView("One row a borough's level in a skill.")
    intentions = TableView("One row what a borough means to do.")
    scores = TableView("One row a borough's score for a use case in a criterion.")
    contacts = TableView("One row a borough's role mailbox.")
    notices = TableView("One row a published notice.")
    spend = TableView("One row a payment, or a month's sales under a framework.")
    performance = TableView("One row an official assessment of a supplier.")
    left_out = TableView("One row a record that was left out, and why.")
    quarantine = TableView("One row a record that could not be placed, to be tried again.")
    released = TableView("One row a figure released for an edition.")

    def table(self, name: str) -> pd.DataFrame:
        """Give a table with one row a key."""
        raise NotImplementedError(name)
