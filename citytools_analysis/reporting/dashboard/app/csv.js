/** A table as CSV that no spreadsheet takes for formulas. */

/** @param {unknown} value */
export function safeCell(value) {
  const text = String(value ?? "");
  const isFormula =
    /^[\s\u0000-\u001f\u200b-\u200f\u2028-\u202e\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) || /^[\t\r\n]/.test(text);
  const safe = isFormula && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * @param {string[]} headings
 * @param {Iterable<unknown[]>} rows
 */
export function csvText(headings, rows) {
  const lines = [headings.map(safeCell).join(",")];
  for (const row of rows) lines.push(row.map(safeCell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
