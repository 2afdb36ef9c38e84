/** Contracts by the quarter in which they end, drawn with Observable Plot; a range is chosen with a pointer here or in two date fields. */

import { axisX, axisY, barY, plot, ruleY } from "@observablehq/plot";
import { found, plainTable, say } from "./elements.js";
import { byQuarter } from "./tallies.js";
import { NO_DAY, STANDING_WORDS, counted, dayText, quarterOf, quarterStart, quarterText, readDay } from "./words.js";

const MOST_QUARTERS = 28;
const HEIGHT = 210;
const SVG = "http://www.w3.org/2000/svg";

export class Timeline {
  /**
   * @param {import("./selection.js").Selection} selection
   * @param {(from: number | null, to: number | null) => void} choose
   */
  constructor(selection, choose) {
    this.selection = selection;
    this.choose = choose;
    const { about, contracts } = selection.data,
      asOf = readDay(about.asOf) ?? 0;
    this.first = quarterOf(asOf);
    const last = contracts.latestEnd.reduce((most, end) => (end !== NO_DAY && end > most ? end : most), asOf);
    this.n = Math.max(13, Math.min(MOST_QUARTERS, quarterOf(last) - this.first + 1));
    this.frame = found("timeline");
    this.width = 0;
    /** @type {number | null} */
    this.dragged = null;
    this.drawn = "";
    new ResizeObserver(() => {
      if (Math.abs(this.frame.clientWidth - this.width) < 5) return;
      this.width = this.frame.clientWidth;
      this.draw();
    }).observe(this.frame);
    this.frame.addEventListener("pointerdown", (event) => this.#begin(event));
    this.frame.addEventListener("pointermove", (event) => this.#move(event));
    this.frame.addEventListener("pointerup", (event) => this.#end(event));
    this.frame.addEventListener("pointercancel", () => {
      this.dragged = null;
      this.#mark(null);
    });
  }

  draw() {
    const told = byQuarter(this.selection, this.first, this.n),
      { contracts } = this.selection.data,
      { from, to } = this.selection.filters;
    this.told = told;
    this.width ||= this.frame.clientWidth;
    if (!this.width) return;
    const key = JSON.stringify([[...told.committed], [...told.latest], from, to, this.width]);
    const total = told.committed.reduce((sum, n) => sum + n, 0);
    const alike = told.own.reduce(
      (parts, n, code) =>
        code && n && contracts.standings[code] !== "ended"
          ? [...parts, counted(n, "contract") + " " + STANDING_WORDS[contracts.standings[code]]]
          : parts,
      /** @type {string[]} */ ([]),
    );
    const finding = `${counted(total, "contract")} with a known end${total ? `, ${told.withOptions.toLocaleString("en-GB")} of them with options to extend` : ""}`;
    say(found("timeline-finding"), finding);
    say(
      found("timeline-own"),
      alike.length
        ? `Without a quarter: ${alike.join(", ")}. They are never hidden in a bar.`
        : "No contract here is rolling, expired in use, or without a known end.",
    );
    if (key === this.drawn) return;
    this.drawn = key;
    const peak = told.committed.indexOf(Math.max(...told.committed));
    const alt = `Bar chart. ${finding}, by quarter from ${quarterText(this.first)}. ${total ? `Most end in ${this.name(peak)}: ${told.committed[peak]}.` : ""} The table beneath has every number.`;
    this.frame.replaceChildren(this.#plot(told, alt, from, to));
  }

  /** @param {number} place */
  name(place) {
    return place === this.n ? "later" : quarterText(this.first + place);
  }

  /**
   * @param {ReturnType<typeof byQuarter>} told
   * @param {string} alt
   * @param {number | null} from
   * @param {number | null} to
   */
  #plot(told, alt, from, to) {
    const bars = Array.from({ length: this.n + 1 }, (_, place) => ({
      place,
      committed: told.committed[place],
      latest: told.latest[place],
      isIn: this.#isIn(place, from, to),
    }));
    const isNarrow = this.width < 560,
      most = Math.max(4, ...told.committed, ...told.latest);
    const chart = plot({
      className: "citytools-plot",
      width: this.width,
      height: HEIGHT,
      marginLeft: 34,
      marginRight: 4,
      marginBottom: 34,
      marginTop: 14,
      ariaLabel: alt,
      x: { type: "band", domain: bars.map(({ place }) => place), padding: 0.12, label: null },
      y: { domain: [0, most], label: null },
      marks: [
        axisY({ ticks: Math.min(5, most), tickFormat: "d", tickSize: 0, color: "#5B6670", fontSize: 12 }),
        ruleY([0], { stroke: "#5B6670" }),
        barY(bars, { x: "place", y: "latest", fill: "url(#hatch)", stroke: "#12436D", strokeWidth: 1, insetLeft: 0.5 }),
        barY(bars, {
          x: "place",
          y: "committed",
          fill: (bar) => (bar.isIn ? "#12436D" : "#75828f"),
          insetRight: (this.width - 38) / bars.length / 2.6,
        }),
        axisX({
          tickFormat: (place) => this.#tick(Number(place), isNarrow),
          tickSize: 0,
          color: "#5B6670",
          fontSize: 12,
          lineHeight: 1.15,
        }),
      ],
    });
    const svg = /** @type {SVGSVGElement} */ (chart instanceof SVGSVGElement ? chart : chart.querySelector("svg"));
    svg.setAttribute("role", "img");
    for (const part of svg.querySelectorAll("g[aria-label], g[aria-hidden]")) part.removeAttribute("aria-label"); // of an image only its own words are read
    svg.prepend(hatch());
    this.scale = /** @type {any} */ (chart).scale("x");
    this.band = document.createElementNS(SVG, "rect");
    this.band.setAttribute("class", "brush");
    this.band.setAttribute("y", "14");
    this.band.setAttribute("height", String(HEIGHT - 48));
    svg.append(this.band);
    this.svg = svg;
    this.#mark(
      from === null && to === null ? null : [bars.findIndex(({ isIn }) => isIn), bars.findLastIndex(({ isIn }) => isIn)],
    );
    return chart;
  }

  /**
   * @param {number} place
   * @param {number | null} from
   * @param {number | null} to
   */
  #isIn(place, from, to) {
    const start = quarterStart(this.first + place),
      end = place === this.n ? Infinity : quarterStart(this.first + place + 1) - 1;
    return (from === null || end >= from) && (to === null || start <= to);
  }

  /**
   * @param {number} place
   * @param {boolean} isNarrow
   */
  #tick(place, isNarrow) {
    if (place === this.n) return "later";
    const quarter = this.first + place,
      year = Math.floor(quarter / 4),
      isFirst = (place === 0 && quarter % 4 < 3) || quarter % 4 === 0;
    if (isNarrow) return quarter % 4 === 0 ? `'${String(year).slice(2)}` : "";
    return `Q${(quarter % 4) + 1}${isFirst ? `\n${year}` : ""}`;
  }

  /** @param {PointerEvent} event */
  #placeOf(event) {
    if (!this.svg || !this.scale) return null;
    const box = this.svg.getBoundingClientRect(),
      x = ((event.clientX - box.left) / box.width) * this.width;
    const { domain, apply, bandwidth } = this.scale,
      step = (apply(domain[1]) ?? bandwidth) - apply(domain[0]);
    return Math.max(0, Math.min(this.n, Math.floor((x - apply(domain[0])) / step)));
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button) return;
    this.dragged = this.#placeOf(event);
    if (this.dragged !== null) {
      this.frame.setPointerCapture(event.pointerId);
      this.#mark([this.dragged, this.dragged]);
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const place = this.dragged === null ? null : this.#placeOf(event);
    if (this.dragged !== null && place !== null) this.#mark([Math.min(this.dragged, place), Math.max(this.dragged, place)]);
  }

  /** @param {PointerEvent} event */
  #end(event) {
    const place = this.#placeOf(event),
      begun = this.dragged;
    this.dragged = null;
    if (begun === null || place === null) return;
    const first = Math.min(begun, place),
      last = Math.max(begun, place);
    this.choose(quarterStart(this.first + first), last === this.n ? null : quarterStart(this.first + last + 1) - 1);
  }

  /** @param {[number, number] | null} range */
  #mark(range) {
    if (!this.band || !this.scale) return;
    const { apply, bandwidth } = this.scale,
      isShown = range !== null && range[0] >= 0;
    this.band.toggleAttribute("hidden", !isShown);
    this.band.setAttribute("x", isShown ? String(apply(range[0]) - 2) : "0");
    this.band.setAttribute("width", isShown ? String(apply(range[1]) + bandwidth - apply(range[0]) + 4) : "0");
  }

  table() {
    const told = this.told ?? byQuarter(this.selection, this.first, this.n),
      { standings } = this.selection.data.contracts;
    const rows = Array.from({ length: this.n + 1 }, (_, place) => [this.name(place), told.committed[place], told.latest[place]]);
    const own = standings.flatMap((standing, code) =>
      code && standing !== "ended" ? [[STANDING_WORDS[standing], told.own[code], told.own[code]]] : [],
    );
    return plainTable(
      ["Quarter", "Committed end", "If every option is used"],
      [...rows, ...own],
      `Contracts by end as of ${this.selection.data.about.asOfText}, under all filters but that of the end. A joint contract counts once.`,
    );
  }
}

function hatch() {
  const defs = document.createElementNS(SVG, "defs"),
    pattern = document.createElementNS(SVG, "pattern"),
    line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({
    id: "hatch",
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  }))
    pattern.setAttribute(name, value);
  for (const [name, value] of Object.entries({ d: "M0 0V6", stroke: "#12436D", "stroke-width": "2" }))
    line.setAttribute(name, value);
  pattern.append(line);
  defs.append(pattern);
  return defs;
}

/** The two date fields, which say the same as the brush. */
export class EndFields {
  /**
   * @param {import("./selection.js").Selection} selection
   * @param {(from: number | null, to: number | null) => void} choose
   */
  constructor(selection, choose) {
    this.selection = selection;
    this.from = /** @type {HTMLInputElement} */ (found("end-from"));
    this.to = /** @type {HTMLInputElement} */ (found("end-to"));
    this.words = found("end-words");
    for (const field of [this.from, this.to]) {
      field.addEventListener("change", () => {
        const from = readDay(this.from.value),
          to = readDay(this.to.value);
        if (from !== null && to !== null && from > to) {
          say(this.words, "The last day is before the first: the range is not used.");
          return;
        }
        choose(from, to);
      });
    }
    found("end-clear").addEventListener("click", () => {
      choose(null, null);
      this.from.focus();
    });
  }

  draw() {
    const { from, to } = this.selection.filters;
    const written = (/** @type {number | null} */ day) =>
      day === null ? "" : new Date(day * 86400000).toISOString().slice(0, 10);
    if (this.from.value !== written(from)) this.from.value = written(from);
    if (this.to.value !== written(to)) this.to.value = written(to);
    const isAny = from === null && to === null;
    say(
      this.words,
      isAny
        ? "Any end, or none known."
        : `Ends ${from === null ? "up to" : `from ${dayText(from)}`}${to === null ? "" : `${from === null ? " " : " to "}${dayText(to)}`}. Contracts with no known end are left out; how many is said above.`,
    );
    found("end-clear").hidden = isAny;
  }
}
