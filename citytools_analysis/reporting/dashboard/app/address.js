/** The state of the page in its address, by ids and not by numbers, so that a link outlives the next edition. */

import { FACETS, noFilters } from "./selection.js";
import { isoDay, readDay } from "./words.js";

/** @typedef {import("./selection.js").Filters} Filters */
/** @typedef {{filters: Filters, columns: string[] | null, sort: string, matrixBy: "area" | "function", mapBy: "use" | "coverage"}} Shown */

const KNOWN_KEYS = new Set([...FACETS, "from", "to", "q", "suppliers", "columns", "sort", "matrix", "map"]);
const LONGEST_TEXT = 200;

/**
 * @param {Shown} shown
 * @param {import("./data.js").Data} data
 */
export function written({ filters, columns, sort, matrixBy, mapBy }, data) {
  /** @type {[string, string][]} */
  const parts = [];
  for (const facet of FACETS) {
    const ids = [...filters[facet]].sort((one, other) => one - other).map((code) => data.names[facet].ids[code]);
    if (ids.length) parts.push([facet, ids.join(",")]);
  }
  if (filters.from !== null) parts.push(["from", isoDay(filters.from)]);
  if (filters.to !== null) parts.push(["to", isoDay(filters.to)]);
  if (filters.text) parts.push(["q", filters.text]);
  if (filters.view !== "operating_group") parts.push(["suppliers", filters.view]);
  if (columns) parts.push(["columns", columns.join(",")]);
  if (sort) parts.push(["sort", sort]);
  if (mapBy !== "use") parts.push(["map", mapBy]);
  if (matrixBy !== "area") parts.push(["matrix", matrixBy]);
  return parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
}

/**
 * @param {string} hash
 * @param {import("./data.js").Data} data
 * @param {Set<string>} tableColumns
 * @returns {{shown: Shown, ignored: string[]}} What could be read, and what of it means nothing here.
 */
export function read(hash, data, tableColumns) {
  const filters = noFilters();
  /** @type {Shown} */
  const shown = { filters, columns: null, sort: "", matrixBy: "area", mapBy: "use" };
  /** @type {string[]} */
  const ignored = [];
  for (const [key, value] of pairs(hash, ignored)) {
    if (!KNOWN_KEYS.has(key)) {
      ignored.push(key);
    } else if (key === "from" || key === "to") {
      filters[key] = readDay(value);
      if (filters[key] === null) ignored.push(`${key}=${value}`);
    } else if (key === "q") {
      filters.text = value.slice(0, LONGEST_TEXT);
    } else if (key === "suppliers") {
      if (value === "as_reported" || value === "operating_group") filters.view = value;
      else ignored.push(`${key}=${value}`);
    } else if (key === "matrix") {
      if (value === "area" || value === "function") shown.matrixBy = value;
      else ignored.push(`${key}=${value}`);
    } else if (key === "map") {
      if (value === "use" || value === "coverage") shown.mapBy = value;
      else ignored.push(`${key}=${value}`);
    } else if (key === "columns") {
      const names = value.split(",");
      shown.columns = names.filter((name) => tableColumns.has(name));
      ignored.push(...names.filter((name) => !tableColumns.has(name)).map((name) => `column ${name}`));
      if (!shown.columns.length) shown.columns = null;
    } else if (key === "sort") {
      if (tableColumns.has(value.replace(/^-/, ""))) shown.sort = value;
      else ignored.push(`${key}=${value}`);
    } else {
      const facet = /** @type {import("./selection.js").Facet} */ (key),
        ids = data.names[facet].ids;
      for (const id of value.split(",")) {
        const code = ids.indexOf(id);
        if (code >= 0) filters[facet].add(code);
        else ignored.push(`${facet} ${id}`);
      }
    }
  }
  if (filters.from !== null && filters.to !== null && filters.from > filters.to) {
    ignored.push("dates that end before they begin");
    filters.from = filters.to = null;
  }
  return { shown, ignored };
}

/**
 * @param {string} hash
 * @param {string[]} ignored
 * @returns {[string, string][]}
 */
function pairs(hash, ignored) {
  /** @type {[string, string][]} */
  const told = [];
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const at = part.indexOf("=");
    try {
      told.push([
        decodeURIComponent(at < 0 ? part : part.slice(0, at)),
        at < 0 ? "" : decodeURIComponent(part.slice(at + 1).replaceAll("+", " ")),
      ]);
    } catch {
      ignored.push(part);
    }
  }
  return told;
}
