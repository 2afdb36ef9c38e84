/** The four questions people come with, each answered by choosing at most one thing and pressing one button. */

import { found, make } from "./elements.js";
import { noFilters } from "./selection.js";
import { addMonths, counted, readDay } from "./words.js";

/** @typedef {import("./selection.js").Filters} Filters */
/** @typedef {{question: string, filters: Filters, sort: string, matrixBy: "area" | "function", view: string}} Answer */

const MONTHS = 18;

/**
 * @param {import("./data.js").Data} data
 * @param {(answer: Answer) => void} show
 */
export function askable(data, show) {
  const system = options("question-system", data.names.system.names.slice(0, data.nSystems));
  const borough = options("question-borough", data.boroughs.names),
    ours = options("question-ours", data.boroughs.names);
  const asOf = readDay(data.about.asOf) ?? 0;
  /** @type {(part: Partial<Filters>) => Filters} */
  const only = (part) => ({ ...noFilters(), ...part });
  on("ask-system", () =>
    show({
      question: `Who uses ${data.names.system.names[Number(system.value)]}?`,
      filters: only({ system: new Set([Number(system.value)]) }),
      sort: "borough",
      matrixBy: "area",
      view: "view-map",
    }),
  );
  on("ask-borough", () =>
    show({
      question: `What does ${data.boroughs.names[Number(borough.value)]} run, and in which areas?`,
      filters: only({ borough: new Set([Number(borough.value)]) }),
      sort: "function",
      matrixBy: "area",
      view: "view-matrix",
    }),
  );
  on("ask-together", () =>
    show({
      question: "Where could we share a procurement?",
      filters: only({}),
      sort: "end",
      matrixBy: "area",
      view: "view-together",
    }),
  );
  on("ask-ending", () =>
    show({
      question: `What ends in the next ${MONTHS} months that could be bought together with ${data.boroughs.names[Number(ours.value)]}?`,
      filters: only({ borough: new Set([Number(ours.value)]), from: asOf, to: addMonths(asOf, MONTHS) }),
      sort: "end",
      matrixBy: "area",
      view: "view-together",
    }),
  );
}

/**
 * @param {string} id
 * @param {string[]} names
 */
function options(id, names) {
  const select = /** @type {HTMLSelectElement} */ (found(id));
  select.replaceChildren(...names.map((name, code) => make("option", { value: code }, name)));
  const button = select.closest("form")?.querySelector("button");
  if (!names.length && button) {
    select.append(make("option", { value: "" }, "none is known"));
    button.disabled = select.disabled = true;
  }
  return select;
}

/**
 * @param {string} id
 * @param {() => void} ask
 */
function on(id, ask) {
  found(id).addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
}

/**
 * What the selection says in one sentence.
 *
 * @param {{known: number, of: number, unknowns: number, undated: number}} cover
 * @param {number} nLines
 */
export function coverageWords({ known, of, unknowns, undated }, nLines) {
  return [
    `${counted(nLines, "line")} in the selection`,
    `${known} of ${counted(of, "borough")} with an answer`,
    `${counted(of - known, "borough")} unknown`,
    `${counted(unknowns, "answer")} unknown`,
    `${counted(undated, "contract")} with no known end`,
  ];
}
