"""From a notebook to a document people act on: run, render, and say what was made."""
