"""The dashboard: one page that opens from a file, and the pages that explain it."""
