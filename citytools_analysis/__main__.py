"""`python -m citytools_analysis`: the command line where no `citytools` script stands in the path."""

from __future__ import annotations

from citytools_analysis.cli import main

if __name__ == "__main__":
    main(prog_name="citytools")
