/** Lines, contracts and names as typed arrays, with a code for every answer that names nothing. */

import { ANSWER_WORDS, HOSTING_WORDS, NO_DAY, STANDING_WORDS } from "./words.js";

/** @typedef {{ids: string[], names: string[], states: string[]}} Names `states` is the answer of a code that names nothing, else "". */
/** @typedef {ReturnType<typeof readData>} Data */
/** @typedef {{id: string, function: string, n: number, nOf: number, from: number | null, until: number | null, by: number | null, annual: number | null, nValued: number, level: string, members: number[], isWithheld: boolean, reason: string}} BuyingSet */

const NOT_LISTED = 65535;
const NO_CONTRACT = "no contract known";

/** @param {import("./unpack.js").Unpacked} unpacked */
export function readData({ header, columns }) {
  const n = columns["line.borough"].length;
  /** @type {string[]} */
  const states = header.states;
  const functions = withMore({ ids: header.functions.ids, names: header.functions.names }, [
    ["~unknown", "function not known", "unknown"],
  ]);
  const areas = withMore({ ids: header.functions.areaIds, names: header.functions.areaNames }, [
    ["~unknown", "function not known", "unknown"],
  ]);
  const answers = states.map((state) => [
    `~${state}`,
    state === "contract_only" ? ANSWER_WORDS.known : ANSWER_WORDS[state],
    state === "contract_only" ? "known" : state,
  ]);
  const ofSuppliers = answers.map(([id, words, state]) => [
    id,
    state === "known" ? "supplier not known" : state === "in_house" || state === "open_source" ? `${words}: no supplier` : words,
    state,
  ]);
  /** @type {Int32Array} */
  const contract = columns["line.contract"];
  const areaOf = Int32Array.from([...header.functions.areas, header.functions.areaIds.length]);
  const fn = coded(columns["line.function"], () => header.functions.ids.length);
  const unnamed = (/** @type {number} */ line) =>
    states[columns["line.state"][line]] === "contract_only" ? states.indexOf("known") : columns["line.state"][line];
  const nSystems = header.systems.ids.length;
  const nSuppliers = header.suppliers.ids.length;
  const ofContract = (/** @type {Uint8Array} */ values, /** @type {number} */ none) =>
    Int32Array.from(contract, (one) => (one < 0 ? none : values[one]));
  return {
    n,
    about: header.about,
    states,
    /** @type {{ids: string[], names: string[], places: ([number, number, string] | null)[], isHeld: number[]}} */
    boroughs: header.boroughs,
    titles: /** @type {string[]} */ (header.titles),
    together: /** @type {{isNamed: boolean, nMore: number, sets: BuyingSet[]}} */ (header.together),
    names: {
      borough: withMore(header.boroughs, []),
      area: areas,
      function: functions,
      system: withMore(header.systems, answers),
      supplier: withMore(header.suppliers, ofSuppliers),
      status: plain(header.standings, STANDING_WORDS, NO_CONTRACT),
      route: plain(header.routes, {}, NO_CONTRACT),
      hosting: plain(header.hostings, HOSTING_WORDS, ""),
    },
    nSystems,
    nSuppliers,
    areaOf,
    lines: {
      borough: Int32Array.from(columns["line.borough"]),
      area: fn.map((code) => areaOf[code]),
      function: fn,
      system: coded(columns["line.system"], (line) => nSystems + unnamed(line)),
      supplier: coded(columns["line.supplier"], (line) => nSuppliers + unnamed(line)),
      group: coded(columns["line.group"], (line) => nSuppliers + unnamed(line)),
      status: ofContract(columns["contract.standing"], header.standings.length),
      route: ofContract(columns["contract.route"], header.routes.length),
      hosting: Int32Array.from(columns["line.hosting"]),
      state: /** @type {Uint8Array} */ (columns["line.state"]),
      answer: /** @type {Uint8Array} */ (columns["line.answer"]),
      use: /** @type {Int32Array} */ (columns["line.use"]),
      contract,
      end: Int32Array.from(contract, (one) => (one < 0 ? NO_DAY : columns["contract.end"][one])),
    },
    contracts: {
      n: columns["contract.standing"].length,
      standings: /** @type {string[]} */ (header.standings),
      standing: /** @type {Uint8Array} */ (columns["contract.standing"]),
      end: /** @type {Int32Array} */ (columns["contract.end"]),
      latestEnd: /** @type {Int32Array} */ (columns["contract.latestEnd"]),
      precision: /** @type {Uint8Array} */ (columns["contract.precision"]),
      nOptions: /** @type {Uint8Array} */ (columns["contract.nOptions"]),
      optionMonths: /** @type {Int32Array} */ (columns["contract.optionMonths"]),
      route: /** @type {Uint8Array} */ (columns["contract.route"]),
      annual: /** @type {Float64Array} */ (columns["contract.annual"]),
      title: /** @type {Int32Array} */ (columns["contract.title"]),
      lead: /** @type {Uint16Array} */ (columns["contract.lead"]),
      function: /** @type {Uint16Array} */ (columns["contract.function"]),
    },
  };
}

/**
 * @param {{ids: string[], names: string[]}} names
 * @param {string[][]} more
 * @returns {Names}
 */
function withMore(names, more) {
  return {
    ids: [...names.ids, ...more.map(([id]) => id)],
    names: [...names.names, ...more.map(([, words]) => words)],
    states: [...names.ids.map(() => ""), ...more.map(([, , state]) => state)],
  };
}

/**
 * @param {string[]} ids
 * @param {Record<string, string>} words
 * @param {string} last
 * @returns {Names}
 */
function plain(ids, words, last) {
  const more = last ? [["~no_contract", last, "unknown"]] : []; // that none is known does not say that there is none
  const told = withMore({ ids, names: ids.map((id) => words[id] ?? id) }, more);
  return {
    ...told,
    states: told.ids.map(
      (id, place) => told.states[place] || (id === "unknown" || id === "withheld" || id === "not_applicable" ? id : ""),
    ),
  };
}

/**
 * @param {Uint16Array} codes
 * @param {(line: number) => number} otherwise
 */
function coded(codes, otherwise) {
  const told = new Int32Array(codes.length);
  for (let line = 0; line < codes.length; line++) told[line] = codes[line] === NOT_LISTED ? otherwise(line) : codes[line];
  return told;
}
