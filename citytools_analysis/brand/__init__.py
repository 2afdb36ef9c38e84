"""Whose pages these are: an organisation's name, region, words, colours, logo and contact, from one small file."""

from __future__ import annotations

from citytools_analysis.brand.brand import Brand, authorities_of
from citytools_analysis.brand.contrast import nearest_that_passes, ratio
from citytools_analysis.brand.file import BRAND_FILE, read_brand
from citytools_analysis.brand.voice import Voice

__all__ = ["BRAND_FILE", "Brand", "Voice", "authorities_of", "nearest_that_passes", "ratio", "read_brand"]
