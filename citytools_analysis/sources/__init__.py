"""One foreign shape a module: raw frames out, with the file, sheet, row or JSON pointer of everything kept."""
