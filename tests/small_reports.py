"""Tiny notebooks and registers for the tests of `reporting`: as little as a report can be."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

DAY = date(2026, 11, 23)
PARAMETERS = 'register = ""  # folder of the register\nas_of = ""  # day it is about\nborough = ""  # borough id'
SHOW = "from IPython.display import HTML, display\ndisplay(HTML(f'<h1>{borough.title()}</h1><p>As of {as_of}.</p>'))"


def write_notebook(path: Path, *cells: str, parameters: str = PARAMETERS, title: str = "", markdown: str = "") -> Path:
    """Write a notebook of a parameters cell, an optional markdown cell and code cells; its kernelspec exists nowhere."""
    tagged = _code(parameters) | {"metadata": {"tags": ["parameters"]}}
    words = [{"cell_type": "markdown", "metadata": {}, "source": markdown}] if markdown else []
    metadata = {"kernelspec": {"name": "no-such-kernel", "display_name": "x", "language": "python"}}
    content = {
        "cells": [tagged, *words, *(_code(cell) for cell in cells)],
        "metadata": metadata | ({"title": title} if title else {}),
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def small_register(*, notice: str = "", sha256: str = "ab" * 32, name: str = "systems.csv") -> Register:
    """Make a register that knows one source and nothing else."""
    source = {
        "source_id": "s1",
        "source_kind": "facts",
        "source_name": name,
        "file_name": name,
        "sha256": sha256,
        "retrieved_date": pd.Timestamp(DAY),
    }
    return Register.from_tables({"sources": pd.DataFrame([source])}, as_of=DAY, info=RegisterInfo(notice=notice))


def save_register(folder: Path, **options: str) -> Path:
    """Save it where the command line finds it."""
    small_register(**options).save(folder, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    return folder


def _code(source: str) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
