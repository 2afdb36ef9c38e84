/** What the views count: boroughs and contracts once each, however many lines they have. */

import { BITS } from "./selection.js";
import { NO_DAY, quarterOf } from "./words.js";

/** @typedef {import("./selection.js").Selection} Selection */

/** Counts each of two numbers together once. */
class Pairs {
  /**
   * @param {number} rows
   * @param {number} columns
   */
  constructor(rows, columns) {
    this.width = Math.ceil(columns / 32);
    this.bits = new Uint32Array(rows * this.width);
    this.counts = new Uint32Array(rows);
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  add(row, column) {
    const place = row * this.width + (column >> 5),
      bit = 1 << (column & 31);
    if (this.bits[place] & bit) return false;
    this.bits[place] |= bit;
    this.counts[row]++;
    return true;
  }
}

/**
 * The functions the question is about: those chosen; else those of the chosen systems, suppliers or words; else all. A borough
 * that answers for another function only is unknown.
 *
 * @param {Selection} selection
 */
export function functionsInScope({ data, failed, filters }) {
  const { lines } = data,
    n = data.names.function.ids.length,
    isIn = new Uint8Array(n);
  if (filters.area.size || filters.function.size) {
    for (let code = 0; code < n; code++) {
      isIn[code] = Number(
        (!filters.function.size || filters.function.has(code)) && (!filters.area.size || filters.area.has(data.areaOf[code])),
      );
    }
    return isIn;
  }
  if (!filters.system.size && !filters.supplier.size && !filters.text) return isIn.fill(1);
  for (let line = 0; line < data.n; line++) if ((failed[line] & ~BITS.borough) === 0) isIn[lines.function[line]] = 1;
  return isIn;
}

/**
 * For each borough its lines in the selection whatever boroughs are chosen, and the first answer of those lines and of all in scope.
 *
 * @param {Selection} selection
 */
export function byBorough(selection) {
  const { data, failed } = selection,
    { lines } = data,
    n = data.boroughs.ids.length,
    none = data.states.length;
  const counts = new Uint32Array(n),
    selected = new Uint8Array(n).fill(none),
    scope = new Uint8Array(n).fill(none),
    isAnswered = new Uint8Array(n);
  const isInScope = functionsInScope(selection);
  for (let line = 0; line < data.n; line++) {
    const bits = failed[line],
      borough = lines.borough[line],
      state = lines.state[line];
    if (isInScope[lines.function[line]]) {
      if (state < scope[borough]) scope[borough] = state;
      if (lines.answer[line]) isAnswered[borough] = 1;
    }
    if ((bits & ~BITS.borough) === 0) {
      counts[borough]++;
      if (state < selected[borough]) selected[borough] = state;
    }
  }
  return { counts, selected, scope, isAnswered, isInScope };
}

/**
 * For each borough of how many functions in scope there is an answer, not applicable being one, and of how many there could be.
 *
 * @param {Selection} selection
 */
export function known(selection) {
  const { data } = selection,
    { lines, names } = data,
    isInScope = functionsInScope(selection),
    outside = data.states.indexOf("not_applicable");
  const answered = new Pairs(data.boroughs.ids.length, names.function.ids.length);
  const isAnswer = Uint8Array.from(data.states, (state) =>
    Number(["known", "in_house", "open_source", "none", "not_applicable"].includes(state)),
  );
  for (let line = 0; line < data.n; line++) {
    const state = lines.state[line],
      code = lines.function[line];
    if (lines.use[line] >= 0 && isInScope[code] && !names.function.states[code] && (state === outside || isAnswer[state]))
      answered.add(lines.borough[line], code);
  }
  let of = 0;
  isInScope.forEach((isIn, code) => {
    if (isIn && !names.function.states[code]) of++;
  });
  return { counts: answered.counts, of };
}

/**
 * How much is known of the selection: boroughs with an answer, to whom the question applies, and what has no known end.
 *
 * @param {Selection} selection
 */
export function coverage(selection) {
  const { data, failed, filters } = selection,
    { lines, contracts } = data;
  const { isAnswered, scope, isInScope } = byBorough(selection),
    isOne = isInScope.reduce((n, one) => n + one, 0) === 1;
  const outside = data.states.indexOf("not_applicable"),
    unknown = data.states.indexOf("unknown");
  let known = 0,
    of = 0;
  for (let borough = 0; borough < isAnswered.length; borough++) {
    if (filters.borough.size && !filters.borough.has(borough)) continue;
    known += isAnswered[borough];
    // A function does not apply where that is all a borough says of it (metrics.md, 2.1).
    of += isAnswered[borough] || !(isOne && scope[borough] === outside) ? 1 : 0;
  }
  const seen = new Uint8Array(contracts.n);
  let unknowns = 0,
    undated = 0;
  for (let line = 0; line < data.n; line++) {
    if (failed[line] === 0 && lines.state[line] === unknown) unknowns++;
    const contract = lines.contract[line];
    if (contract >= 0 && (failed[line] & ~BITS.end) === 0 && !seen[contract]) {
      seen[contract] = 1;
      if (contracts.end[contract] === NO_DAY) undated++;
    }
  }
  return { known, of, unknowns, undated };
}

/**
 * Contracts by the quarter of their end under all filters but that of the end itself, as `renewals.calendar` counts.
 *
 * @param {Selection} selection
 * @param {number} first The quarter of the day the question is asked.
 * @param {number} nQuarters
 */
export function byQuarter(selection, first, nQuarters) {
  const { data, failed } = selection,
    { lines, contracts } = data,
    seen = new Uint8Array(contracts.n);
  const committed = new Uint32Array(nQuarters + 1),
    latest = new Uint32Array(nQuarters + 1),
    own = new Uint32Array(contracts.standings.length);
  let withOptions = 0;
  for (let line = 0; line < data.n; line++) {
    const contract = lines.contract[line];
    if (contract < 0 || (failed[line] & ~BITS.end) !== 0 || seen[contract]) continue;
    seen[contract] = 1;
    own[contracts.standing[contract]]++;
    if (contracts.standing[contract] !== 0) continue;
    if (contracts.nOptions[contract]) withOptions++;
    committed[within(quarterOf(contracts.end[contract]) - first, nQuarters)]++;
    latest[within(quarterOf(contracts.latestEnd[contract]) - first, nQuarters)]++;
  }
  return { committed, latest, own, withOptions };
}

/**
 * @param {number} place
 * @param {number} n
 */
function within(place, n) {
  return Math.max(0, Math.min(place, n));
}

/**
 * Boroughs that use each system or rely on each supplier, most first; only what is known to be in use, a contract being no use.
 *
 * @param {Selection} selection
 * @param {"system" | "supplier"} by
 */
export function ranking(selection, by) {
  const { data, lines: selected } = selection,
    { lines } = data;
  const column = selection.column(by),
    n = by === "system" ? data.nSystems : data.nSuppliers;
  const boroughs = new Pairs(n, data.boroughs.ids.length),
    functions = new Pairs(n, data.names.function.ids.length);
  for (const line of selected) {
    if (lines.use[line] < 0 || column[line] >= n || lines.state[line] !== 0) continue;
    boroughs.add(column[line], lines.borough[line]);
    functions.add(column[line], lines.function[line]);
  }
  const names = data.names[by].names;
  return Array.from({ length: n }, (_, code) => ({
    code,
    name: names[code],
    boroughs: boroughs.counts[code],
    functions: functions.counts[code],
  }))
    .filter((row) => row.boroughs)
    .sort((one, other) => other.boroughs - one.boroughs || other.functions - one.functions || one.code - other.code);
}

/**
 * For each borough and column: how many systems are in use, the first answer there is, and whether anything at all is known
 * whatever is filtered, for what nobody has told is unknown and not left out.
 *
 * @param {Selection} selection
 * @param {"area" | "function"} by
 */
export function matrix(selection, by) {
  const { data, lines: selected } = selection,
    { lines } = data,
    width = data.names[by].ids.length,
    n = data.boroughs.ids.length;
  const counts = new Uint16Array(n * width),
    states = new Uint8Array(n * width).fill(data.states.length);
  const column = lines[by],
    seen = new Uint8Array(lines.use.reduce((most, use) => Math.max(most, use), -1) + 1),
    isTold = new Uint8Array(n * width);
  for (let line = 0; line < data.n; line++) isTold[lines.borough[line] * width + column[line]] = 1;
  for (const line of selected) {
    const cell = lines.borough[line] * width + column[line],
      use = lines.use[line];
    if (lines.state[line] < states[cell]) states[cell] = lines.state[line];
    if (lines.state[line] === 0 && use >= 0 && !seen[use]) {
      seen[use] = 1;
      counts[cell]++;
    }
  }
  return { counts, states, isTold, width };
}

/**
 * The sets of boroughs that could buy together in which the selection has a part.
 *
 * @param {Selection} selection
 */
export function together(selection) {
  const { data, failed, filters } = selection,
    { lines, contracts } = data,
    places = new Map(data.names.function.ids.map((id, place) => [id, place]));
  const contractIn = new Uint8Array(contracts.n),
    functionIn = new Uint8Array(data.names.function.ids.length);
  for (let line = 0; line < data.n; line++) {
    const contract = lines.contract[line];
    if (contract < 0 || (failed[line] & ~BITS.borough) !== 0) continue;
    contractIn[contract] = 1;
    if (failed[line] === 0) functionIn[lines.function[line]] = 1;
  }
  const told = [];
  for (const set of data.together.sets) {
    const code = places.get(set.function) ?? 0;
    if (!data.together.isNamed) {
      if (functionIn[code]) told.push({ set, code, boroughs: /** @type {number[]} */ ([]) });
      continue;
    }
    const boroughs = new Set();
    for (let place = 0; place < set.members.length; place += 2)
      if (contractIn[set.members[place + 1]]) boroughs.add(set.members[place]);
    const isOurs = !filters.borough.size || [...filters.borough].some((borough) => boroughs.has(borough));
    const isInScope =
      (!filters.function.size || filters.function.has(code)) && (!filters.area.size || filters.area.has(data.areaOf[code]));
    if (boroughs.size >= 2 && isOurs && isInScope)
      told.push({ set, code, boroughs: [...boroughs].sort((one, other) => one - other) });
  }
  return told;
}
