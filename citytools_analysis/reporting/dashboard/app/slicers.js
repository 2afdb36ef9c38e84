/** The filters: one list of checkboxes each, with the number of lines that a choice would leave under all other filters. */

import { found, make, say } from "./elements.js";
import { MARKS } from "./words.js";

/** @typedef {import("./selection.js").Facet} Facet */

const MOST_SHOWN = 100,
  LONG = 40;

export class Slicer {
  /**
   * @param {Facet} facet
   * @param {string} label
   * @param {import("./selection.js").Selection} selection
   * @param {(facet: Facet, codes: Set<number>) => void} choose
   */
  constructor(facet, label, selection, choose) {
    this.facet = facet;
    this.selection = selection;
    this.choose = choose;
    this.names = selection.data.names[facet];
    /** @type {Map<number, {row: HTMLElement, box: HTMLInputElement, count: HTMLElement}>} */
    this.rows = new Map();
    /** @type {number[]} */
    this.shown = [];
    this.typed = "";
    this.state = make("span", { class: "chosen" });
    this.list = make("div", { class: "options", role: "group", "aria-label": label });
    this.more = make("p", { class: "quiet" });
    this.none = make("button", { type: "button", class: "plain", hidden: true }, `Clear ${label.toLowerCase()}`);
    this.none.addEventListener("click", () => {
      this.choose(this.facet, new Set());
      this.summary.focus();
    });
    const parts = [];
    if (this.names.ids.length > 15) {
      const search = make("input", {
        type: "search",
        "aria-label": `Find in ${label.toLowerCase()}`,
        placeholder: "Find",
        autocomplete: "off",
      });
      search.addEventListener("input", () => {
        this.typed = search.value.toLocaleLowerCase("en-GB").trim();
        this.draw();
      });
      parts.push(search);
    }
    this.summary = make("summary", {}, make("span", {}, label), this.state);
    this.element = make(
      "details",
      { class: "slicer", id: `slicer-${facet}` },
      this.summary,
      ...parts,
      this.list,
      this.more,
      this.none,
    );
    this.element.addEventListener("toggle", () => this.draw());
    this.list.addEventListener("change", (event) => {
      const box = /** @type {HTMLInputElement} */ (event.target),
        codes = new Set(this.selection.filters[this.facet]);
      if (box.checked) codes.add(Number(box.value));
      else codes.delete(Number(box.value));
      this.choose(this.facet, codes);
    });
    found("slicers").append(this.element);
  }

  draw() {
    const chosen = this.selection.filters[this.facet];
    const one = chosen.size === 1 ? this.names.names[[...chosen][0]] : "";
    say(this.state, chosen.size ? one || `${chosen.size} chosen` : "all");
    this.state.classList.toggle("is-on", chosen.size > 0);
    this.none.hidden = !chosen.size;
    if (!this.element.open) return;
    const counts = this.selection.counts[this.facet],
      isLong = this.names.ids.length > LONG;
    let every = this.names.ids
      .map((_, code) => code)
      .filter((code) => !this.typed || this.names.names[code].toLocaleLowerCase("en-GB").includes(this.typed));
    every = every.filter(
      (code) =>
        chosen.has(code) ||
        counts[code] ||
        !(isLong || this.names.states[code] || this.facet === "status" || this.facet === "route" || this.facet === "hosting"),
    );
    const shown = every.slice(0, MOST_SHOWN);
    for (const code of chosen) if (!shown.includes(code) && !this.typed) shown.push(code);
    if (shown.length !== this.shown.length || shown.some((code, place) => code !== this.shown[place])) {
      this.list.replaceChildren(...shown.map((code) => this.row(code).row));
      this.shown = shown;
    }
    for (const code of shown) {
      const { box, count, row } = this.row(code);
      box.checked = chosen.has(code);
      say(count, counts[code].toLocaleString("en-GB"));
      row.classList.toggle("is-empty", !counts[code]);
    }
    const beyond = every.length - shown.length;
    say(
      this.more,
      beyond > 0
        ? `${beyond.toLocaleString("en-GB")} more: type part of a name above.`
        : !shown.length
          ? "Nothing here matches."
          : isLong
            ? "What the other filters leave nothing of is not listed."
            : "",
    );
  }

  /** @param {number} code */
  row(code) {
    const made = this.rows.get(code);
    if (made) return made;
    const state = this.names.states[code];
    const box = make("input", { type: "checkbox", value: code }),
      count = make("span", { class: "count" });
    const mark = state && MARKS[state] ? make("span", { class: "mark-sign", "aria-hidden": "true" }, `${MARKS[state]} `) : null;
    const row = make(
      "label",
      { class: state ? "is-state" : null },
      box,
      make("span", { class: "name" }, mark, make("bdi", {}, this.names.names[code])),
      count,
    );
    const told = { row, box, count };
    this.rows.set(code, told);
    return told;
  }
}
