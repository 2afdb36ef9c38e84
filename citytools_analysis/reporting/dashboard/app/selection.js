/**
 * Which lines pass which filter. Every line has a bit for each filter it fails: 0 is selected, and a line that fails only
 * one filter counts in that filter's own list, so that each list shows its numbers under all the others.
 */

import { NO_DAY } from "./words.js";

export const FACETS = /** @type {const} */ (["borough", "area", "function", "system", "supplier", "status", "route", "hosting"]);
/** @typedef {typeof FACETS[number]} Facet */
/** @typedef {"as_reported" | "operating_group"} SupplierView */
/**
 * @typedef {Record<Facet, Set<number>> & {from: number | null, to: number | null, text: string, view: SupplierView}} Filters
 */

/** @type {Record<Facet | "end" | "text", number>} */
export const BITS = {
  borough: 1,
  area: 2,
  function: 4,
  system: 8,
  supplier: 16,
  status: 32,
  route: 64,
  hosting: 128,
  end: 256,
  text: 512,
};

/** @returns {Filters} */
export function noFilters() {
  const sets = Object.fromEntries(FACETS.map((name) => [name, new Set()]));
  return /** @type {Filters} */ ({ ...sets, from: null, to: null, text: "", view: "operating_group" });
}

export class Selection {
  /** @param {import("./data.js").Data} data */
  constructor(data) {
    this.data = data;
    this.filters = noFilters();
    this.failed = new Uint16Array(data.n);
    /** @type {Uint32Array} */
    this.order = Uint32Array.from({ length: data.n }, (_, line) => line);
    /** @type {Uint32Array} */
    this.lines = this.order;
    /** @type {Record<Facet, Uint32Array>} */
    this.counts = /** @type {any} */ (
      Object.fromEntries(FACETS.map((name) => [name, new Uint32Array(data.names[name].ids.length)]))
    );
    /** @type {string[][] | null} */
    this.searched = null;
    this.recount();
  }

  /** @param {Facet} facet */
  column(facet) {
    const { lines } = this.data;
    return facet === "supplier" && this.filters.view === "operating_group" ? lines.group : lines[facet];
  }

  /** @param {Filters} filters */
  set(filters) {
    const before = this.filters;
    this.filters = filters;
    for (const facet of FACETS) {
      if (!isSame(before[facet], filters[facet]) || (facet === "supplier" && before.view !== filters.view)) this.#judge(facet);
    }
    if (before.from !== filters.from || before.to !== filters.to) this.#judgeEnd();
    if (before.text !== filters.text) this.#judgeText();
    this.recount();
  }

  /** @param {Facet} facet */
  #judge(facet) {
    const { failed } = this,
      bit = BITS[facet],
      column = this.column(facet),
      chosen = this.filters[facet];
    const passes = new Uint8Array(this.data.names[facet].ids.length).fill(chosen.size ? 0 : 1);
    for (const code of chosen) passes[code] = 1;
    for (let line = 0; line < failed.length; line++)
      failed[line] = passes[column[line]] ? failed[line] & ~bit : failed[line] | bit;
  }

  #judgeEnd() {
    const { failed } = this,
      { end } = this.data.lines,
      { from, to } = this.filters;
    const isAny = from === null && to === null,
      first = from ?? NO_DAY + 1,
      last = to ?? 2 ** 31 - 1;
    for (let line = 0; line < failed.length; line++) {
      const passes = isAny || (end[line] >= first && end[line] <= last);
      failed[line] = passes ? failed[line] & ~BITS.end : failed[line] | BITS.end;
    }
  }

  #judgeText() {
    const { failed, data } = this,
      { lines, contracts } = data;
    const words = this.filters.text.toLocaleLowerCase("en-GB").split(/\s+/).filter(Boolean);
    this.searched ??= [
      data.names.borough.names,
      data.names.function.names,
      data.names.area.names,
      data.names.system.names,
      data.names.supplier.names,
      data.titles,
    ].map((names) => names.map((name) => name.toLocaleLowerCase("en-GB")));
    const searched = this.searched;
    for (let line = 0; line < failed.length; line++) failed[line] &= ~BITS.text;
    for (const word of words) {
      const [borough, fn, area, system, supplier, title] = searched.map((names) =>
        Uint8Array.from(names, (name) => (name.includes(word) ? 1 : 0)),
      );
      for (let line = 0; line < failed.length; line++) {
        const place = lines.contract[line] < 0 ? -1 : contracts.title[lines.contract[line]];
        const passes =
          borough[lines.borough[line]] ||
          fn[lines.function[line]] ||
          area[lines.area[line]] ||
          system[lines.system[line]] ||
          supplier[lines.supplier[line]] ||
          supplier[lines.group[line]] ||
          (place >= 0 && title[place]);
        if (!passes) failed[line] |= BITS.text;
      }
    }
  }

  recount() {
    const { failed, counts, order } = this;
    const columns = FACETS.map((facet) => this.column(facet)),
      tallies = FACETS.map((facet) => counts[facet].fill(0));
    const selected = new Uint32Array(order.length);
    let n = 0;
    for (let place = 0; place < order.length; place++) {
      const line = order[place],
        bits = failed[line];
      if (bits === 0) {
        selected[n++] = line;
        for (let facet = 0; facet < columns.length; facet++) tallies[facet][columns[facet][line]]++;
      } else if ((bits & (bits - 1)) === 0 && bits < 256) {
        const facet = 31 - Math.clz32(bits);
        tallies[facet][columns[facet][line]]++;
      }
    }
    this.lines = selected.subarray(0, n);
  }

  /** @param {Uint32Array} order */
  reorder(order) {
    this.order = order;
    this.recount();
  }
}

/**
 * @param {Set<number>} one
 * @param {Set<number>} other
 */
function isSame(one, other) {
  return one.size === other.size && [...one].every((code) => other.has(code));
}
