"""Contract registers as councils publish them under the Transparency Code 2015."""

from citytools_analysis.sources.registers.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
