/** The columns the table can have: how each is sorted, written in a cell, and saved. */

import { answer } from "./elements.js";
import { ANSWER_WORDS, MARKS, NO_DAY, STANDING_WORDS, dayText, isoDay, money } from "./words.js";

/** @typedef {import("./data.js").Data} Data */
/** @typedef {{name: string, label: string, width: number, isNumber?: boolean, isChosen: boolean, key: (line: number) => number, text: (line: number) => string, cell?: (line: number) => Node | string, exported?: (line: number) => string | number}} TableColumn */

/**
 * @param {Data} data
 * @param {import("./selection.js").Selection} selection
 * @returns {TableColumn[]}
 */
export function tableColumns(data, selection) {
  const { lines, contracts, names } = data;
  const of = (/** @type {number} */ line) => lines.contract[line];
  /** @type {(facet: import("./selection.js").Facet, label: string, width: number, isChosen: boolean) => TableColumn} */
  const named = (facet, label, width, isChosen) => {
    const value = (/** @type {number} */ line) => selection.column(facet)[line];
    return {
      name: facet,
      label,
      width,
      isChosen,
      key: value,
      text: (line) => names[facet].names[value(line)],
      cell: (line) => {
        const state = names[facet].states[value(line)],
          words = names[facet].names[value(line)];
        return state && state !== "known" ? answer(state, words, MARKS[state]) : words;
      },
    };
  };
  const none = "no contract known";
  const day = (/** @type {string} */ name, /** @type {string} */ label, /** @type {Int32Array} */ days) => ({
    name,
    label,
    width: 98,
    isNumber: true,
    isChosen: true,
    key: (/** @type {number} */ line) => (of(line) < 0 ? Infinity : days[of(line)] === NO_DAY ? 1e9 : days[of(line)]),
    text: (/** @type {number} */ line) => {
      const one = of(line);
      if (one < 0) return "unknown";
      const standing = contracts.standings[contracts.standing[one]];
      if (days[one] !== NO_DAY) return dayText(days[one], name === "end" ? contracts.precision[one] : 0);
      return ["rolling", "withheld", "not_applicable"].includes(standing) ? STANDING_WORDS[standing] : "unknown";
    },
    exported: (/** @type {number} */ line) => {
      const one = of(line);
      return one < 0
        ? none
        : days[one] === NO_DAY
          ? STANDING_WORDS[contracts.standings[contracts.standing[one]]]
          : isoDay(days[one]);
    },
  });
  return [
    named("borough", "Borough", 164, true),
    named("function", "Function", 200, true),
    named("area", "Service area", 190, false),
    named("system", "System", 160, true),
    {
      name: "use",
      label: "In use",
      width: 110,
      isChosen: false,
      key: (line) => lines.state[line],
      text: (line) =>
        data.states[lines.state[line]] === "known"
          ? "in use"
          : data.states[lines.state[line]] === "contract_only"
            ? "not reported"
            : ANSWER_WORDS[data.states[lines.state[line]]],
    },
    named("supplier", "Supplier", 140, true),
    named("status", "Contract", 156, true),
    day("end", "Ends", contracts.end),
    day("latest", "Latest end", contracts.latestEnd),
    {
      name: "options",
      label: "Options left",
      width: 110,
      isNumber: true,
      isChosen: false,
      key: (line) => (of(line) < 0 ? -1 : contracts.nOptions[of(line)]),
      text: (line) =>
        of(line) < 0
          ? none
          : contracts.nOptions[of(line)]
            ? `${contracts.nOptions[of(line)]} (${contracts.optionMonths[of(line)]} months)`
            : "none known",
    },
    named("route", "Route to market", 190, false),
    named("hosting", "Hosting", 150, false),
    {
      name: "annual",
      label: "£ a year",
      width: 96,
      isNumber: true,
      isChosen: false,
      key: (line) => (of(line) < 0 || Number.isNaN(contracts.annual[of(line)]) ? -1 : contracts.annual[of(line)]),
      text: (line) => (of(line) < 0 ? "unknown" : money(contracts.annual[of(line)])),
      exported: (line) =>
        of(line) < 0 ? none : Number.isNaN(contracts.annual[of(line)]) ? "unknown" : contracts.annual[of(line)].toFixed(2),
    },
    {
      name: "title",
      label: "Contract title",
      width: 280,
      isChosen: false,
      key: (line) => (of(line) < 0 ? -1 : contracts.title[of(line)]),
      text: (line) => (of(line) < 0 ? none : (data.titles[contracts.title[of(line)]] ?? "unknown")),
    },
  ];
}
