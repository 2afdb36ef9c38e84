/** Boroughs down, service areas or functions across: how many systems, or which other answer. */

import { found, make, say } from "./elements.js";
import { matrix } from "./tallies.js";
import { ANSWER_WORDS, MARKS, counted } from "./words.js";

const PAGE = 40,
  MANY = 30;

export class Grid {
  /**
   * @param {import("./selection.js").Selection} selection
   * @param {{by: "area" | "function"}} shown
   * @param {(facet: "borough" | "area" | "function", code: number) => void} toggle
   */
  constructor(selection, shown, toggle) {
    this.selection = selection;
    this.shown = shown;
    this.toggle = toggle;
    this.page = 0;
    this.drawn = "";
    /** @type {HTMLTableCellElement[][]} */
    this.cells = [];
    this.frame = found("matrix");
    this.pages = found("matrix-pages");
    this.pages.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (!button) return;
      this.page += Number(button.dataset.step);
      this.draw();
    });
    this.frame.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) toggle(/** @type {"borough" | "area" | "function"} */ (button.dataset.facet), Number(button.dataset.code));
    });
  }

  /** The columns: service areas; or the functions of those that are in scope. */
  #columns() {
    const { data, filters } = this.selection,
      { by } = this.shown,
      every = data.names[by].ids.map((_, code) => code);
    const isIn = (/** @type {number} */ code) =>
      by === "area"
        ? !filters.area.size || filters.area.has(code)
        : (!filters.function.size || filters.function.has(code)) && (!filters.area.size || filters.area.has(data.areaOf[code]));
    const shown = every.filter((code) => isIn(code) && (!data.names[by].states[code] || this.selection.counts[by][code]));
    const filled = new Set(this.selection.lines.length ? [...this.selection.lines].map((line) => data.lines[by][line]) : shown);
    return shown.length > MANY ? shown.filter((code) => filled.has(code)) : shown;
  }

  draw() {
    const { data, filters } = this.selection,
      { by } = this.shown,
      told = matrix(this.selection, by),
      columns = this.#columns();
    const boroughs = data.boroughs.ids
      .map((_, code) => code)
      .filter((code) => !filters.borough.size || filters.borough.has(code));
    const nPages = Math.max(1, Math.ceil(boroughs.length / PAGE));
    this.page = Math.max(0, Math.min(this.page, nPages - 1));
    const rows = boroughs.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const key = JSON.stringify([by, columns, rows, filters.borough.size, filters.area.size, filters.function.size]);
    if (key !== this.drawn) this.#lay(rows, columns);
    this.drawn = key;
    rows.forEach((borough, row) =>
      columns.forEach((column, place) => {
        const cell = borough * told.width + column,
          untold = data.boroughs.isHeld[borough] ? "not_published" : "unknown";
        this.#fill(
          this.cells[row][place],
          told.counts[cell],
          data.states[told.states[cell]] ?? (told.isTold[cell] ? "" : untold),
        );
      }),
    );
    let n = 0;
    for (const count of told.counts) n += count;
    say(
      found("matrix-finding"),
      `${counted(n, "use", "uses")} of systems in the selection, by borough and ${by === "area" ? "service area" : "function"}`,
    );
    this.#page(nPages, boroughs.length);
  }

  /**
   * @param {number[]} rows
   * @param {number[]} columns
   */
  #lay(rows, columns) {
    const { data } = this.selection,
      { by } = this.shown;
    const head = make(
      "tr",
      {},
      make("th", { scope: "col" }, "Borough"),
      ...columns.map((code) => make("th", { scope: "col", class: "tall" }, this.#button(by, code, data.names[by].names[code]))),
    );
    this.cells = rows.map(() => columns.map(() => make("td")));
    const body = make(
      "tbody",
      {},
      ...rows.map((borough, row) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, this.#button("borough", borough, data.boroughs.names[borough])),
          ...this.cells[row],
        ),
      ),
    );
    const caption = make(
      "caption",
      {},
      `Systems in use by borough and ${by === "area" ? "service area" : "function"}. A blank cell: something is known, and not in the selection.${by === "function" ? " Functions with nothing in a long selection are left out." : ""}`,
    );
    this.frame.replaceChildren(make("table", { class: "matrix" }, caption, make("thead", {}, head), body));
  }

  /**
   * @param {string} facet
   * @param {number} code
   * @param {string} name
   */
  #button(facet, code, name) {
    const filters = this.selection.filters[/** @type {"borough" | "area" | "function"} */ (facet)];
    return make(
      "button",
      { type: "button", class: "plain", "data-facet": facet, "data-code": code, "aria-pressed": String(filters.has(code)) },
      make("bdi", {}, name),
    );
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {number} count
   * @param {string} state
   */
  #fill(cell, count, state) {
    const key = `${state} ${count}`;
    if (cell.dataset.key === key) return;
    cell.dataset.key = key;
    if (!state) {
      cell.replaceChildren();
      cell.className = "";
      return;
    }
    cell.className = `is-${state}`;
    if (state === "known") cell.replaceChildren(make("span", { class: "n" }, String(count || "")));
    else
      cell.replaceChildren(
        make("span", { "aria-hidden": "true" }, MARKS[state] || ""),
        make(
          "span",
          { class: "unseen" },
          state === "contract_only" ? "contract only" : state === "not_published" ? "not published" : ANSWER_WORDS[state],
        ),
      );
  }

  /**
   * @param {number} nPages
   * @param {number} nBoroughs
   */
  #page(nPages, nBoroughs) {
    if (nPages < 2) {
      this.pages.replaceChildren();
      return;
    }
    const step = (/** @type {number} */ by, /** @type {string} */ words) =>
      make("button", { type: "button", "data-step": by, disabled: this.page + by < 0 || this.page + by >= nPages }, words);
    this.pages.replaceChildren(
      step(-1, "Earlier boroughs"),
      make("span", {}, ` ${this.page * PAGE + 1} to ${Math.min(nBoroughs, (this.page + 1) * PAGE)} of ${nBoroughs} `),
      step(1, "Later boroughs"),
    );
  }
}
