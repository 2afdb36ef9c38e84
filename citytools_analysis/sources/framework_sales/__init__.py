"""Sales under a framework, as suppliers declare them to the Crown Commercial Service month by month (G-Cloud)."""

from citytools_analysis.sources.framework_sales.reader import probe, read, read_again

__all__ = ["probe", "read", "read_again"]
