"""Payments as councils publish them month by month (spend over £500): who was paid, when, how much."""

from citytools_analysis.sources.spend.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
