/** Starts the page: unpacks the data, draws what is in sight at once and the rest in the pauses, and keeps the address. */

import { read, written } from "./address.js";
import { Buying } from "./buying.js";
import { tableColumns } from "./columns.js";
import { listen } from "./controls.js";
import { csvText } from "./csv.js";
import { readData } from "./data.js";
import { found, make, plainTable, say } from "./elements.js";
import { Grid } from "./grid.js";
import { TileMap } from "./map.js";
import { askable, coverageWords } from "./questions.js";
import { Ranking } from "./ranking.js";
import { RecordDialog } from "./record.js";
import { check, isAnchor, keepClear, pause } from "./screen.js";
import { Selection } from "./selection.js";
import { Slicer } from "./slicers.js";
import { LineTable } from "./table.js";
import { coverage } from "./tallies.js";
import { EndFields, Timeline } from "./timeline.js";
import { unpack } from "./unpack.js";
import { counted } from "./words.js";

/** @typedef {import("./selection.js").Filters} Filters */

export class Page {
  /** @param {import("./data.js").Data} data */
  constructor(data) {
    this.data = data;
    const selection = new Selection(data);
    this.selection = selection;
    this.columns = tableColumns(data, selection);
    this.columnNames = new Set(this.columns.map(({ name }) => name));
    /** @type {string[] | null} */
    this.chosenColumns = null;
    this.question = "";
    /** @type {Promise<import("./unpack.js").Unpacked> | null} */
    this.records = null;
    this.round = 0;
    const choose = (/** @type {number | null} */ from, /** @type {number | null} */ to) => this.change({ from, to });
    const toggle = (/** @type {import("./selection.js").Facet} */ facet, /** @type {number} */ code) => this.toggle(facet, code);
    this.grid = new Grid(selection, { by: "area" }, toggle);
    this.dialog = new RecordDialog(data, () => (this.records ??= unpack(found("records-data").textContent ?? "")));
    this.table = new LineTable(
      selection,
      this.columns,
      (line) => void this.dialog.open(line),
      (sort) => this.sort(sort),
    );
    this.map = new TileMap(selection, (borough) => toggle("borough", borough));
    this.timeline = new Timeline(selection, choose);
    /** @type {{element: HTMLElement, draw: () => unknown}[]} */
    this.views = [
      { element: found("view-map"), draw: () => this.map.draw() },
      { element: found("view-timeline"), draw: () => this.timeline.draw() },
      view("view-systems", new Ranking("system", selection, toggle)),
      view("view-suppliers", new Ranking("supplier", selection, toggle)),
      view("view-together", new Buying(selection)),
      view("view-matrix", this.grid),
      view("view-lines", this.table),
    ];
    this.ends = new EndFields(selection, choose);
    const chosen = (/** @type {import("./selection.js").Facet} */ facet, /** @type {Set<number>} */ codes) =>
      this.change({ [facet]: codes });
    /** @type {[import("./selection.js").Facet, string][]} */
    const labels = [
      ["borough", "Borough"],
      ["area", "Service area"],
      ["function", "Function"],
      ["system", "System"],
      ["supplier", "Supplier"],
      ["status", "Contract status"],
      ["route", "Route to market"],
      ["hosting", "Hosting"],
    ];
    this.slicers = labels.map(([facet, label]) => new Slicer(facet, label, selection, chosen));
    listen(this);
    askable(data, (answer) => this.answer(answer));
    new ResizeObserver(keepClear).observe(found("cover"));
  }

  /** @param {Partial<Filters>} part */
  change(part) {
    this.question = "";
    if (part.area) this.grid.shown.by = part.area.size === 1 ? "function" : "area"; // one column of a whole area says little
    this.apply({ ...this.selection.filters, ...part });
  }

  /**
   * @param {import("./selection.js").Facet} facet
   * @param {number} code
   */
  toggle(facet, code) {
    const codes = new Set(this.selection.filters[facet]);
    if (!codes.delete(code)) codes.add(code);
    this.change({ [facet]: codes });
  }

  /** @param {string} sort */
  sort(sort) {
    this.table.sortBy(sort);
    this.table.draw();
    this.keepAddress();
  }

  /** @param {import("./questions.js").Answer} answer */
  answer({ question, filters, sort, matrixBy, view: name }) {
    this.question = question;
    this.map.by = "use";
    this.grid.shown.by = matrixBy;
    if (sort !== this.table.sorted) this.table.sortBy(sort);
    this.apply(filters, true); // what lies above must have its height before the answer is scrolled to
    const heading = /** @type {HTMLElement} */ (found(name).querySelector("h2"));
    heading.focus({ preventScroll: true });
    keepClear();
    found(name).scrollIntoView({ block: "start", behavior: "instant" });
  }

  /**
   * @param {Filters} filters
   * @param {boolean} [isWhole] Whether to draw also what is out of sight at once.
   */
  apply(filters, isWhole = false) {
    this.selection.set(filters);
    this.draw(isWhole);
    this.keepAddress();
  }

  /**
   * Draws what is in sight now, and the rest in the pauses after it: a reader that does not scroll finds it drawn, too.
   *
   * @param {boolean} [isWhole]
   */
  draw(isWhole = false) {
    const round = ++this.round,
      cover = coverage(this.selection);
    // Measured before anything is changed: a browser that is asked where things are in between lays the page out each time.
    const isInSight = (/** @type {HTMLElement} */ element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > -50 && top < innerHeight + 50;
    };
    const inSight = this.views.filter(({ element }) => isWhole || isInSight(element)),
      rest = this.views.filter((one) => !inSight.includes(one));
    const parts = coverageWords(cover, this.selection.lines.length);
    found("coverage").replaceChildren(...parts.map((words) => make("li", {}, words)));
    say(found("question"), this.question);
    found("clear").hidden = this.#nFilters() === 0;
    for (const slicer of this.slicers) slicer.draw();
    this.ends.draw();
    this.#showControls();
    for (const one of inSight) one.draw();
    const next = () => {
      if (round !== this.round) return;
      const one = rest.shift();
      if (!one) {
        this.drawTables();
        document.documentElement.dataset.drawn = String(round);
        return;
      }
      one.draw();
      pause(next);
    };
    pause(next);
    clearTimeout(this.telling);
    this.telling = setTimeout(
      () => say(found("status"), `${this.question ? `${this.question} ` : ""}${parts.slice(0, 2).join(", ")}.`),
      400,
    );
  }

  drawTables() {
    const isOpen = (/** @type {string} */ id) => /** @type {HTMLDetailsElement} */ (found(id)).open;
    if (isOpen("map-data"))
      found("map-rows").replaceChildren(
        plainTable(
          ["Borough", "What is known"],
          this.map.rows().map(([name, words]) => [name, words]),
          "Boroughs under all filters but that of the borough",
        ),
      );
    if (isOpen("timeline-data")) found("timeline-rows").replaceChildren(this.timeline.table());
  }

  #nFilters() {
    const { from, to, text, ...facets } = this.selection.filters;
    return (
      Object.values(facets).reduce((n, codes) => n + (codes instanceof Set ? codes.size : 0), 0) +
      Number(from !== null) +
      Number(to !== null) +
      Number(Boolean(text))
    );
  }

  #showControls() {
    const { filters } = this.selection,
      text = /** @type {HTMLInputElement} */ (found("text"));
    if (document.activeElement !== text && text.value !== filters.text) text.value = filters.text;
    check("suppliers", filters.view);
    check("matrix", this.grid.shown.by);
    check("map", this.map.by);
    const n = this.#nFilters();
    say(found("n-filters"), n ? `${counted(n, "filter")} on` : "no filter on");
  }

  showColumns() {
    const names = new Set(this.table.columns.map(({ name }) => name));
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (found("columns").querySelectorAll("input")))
      box.checked = names.has(box.value);
  }

  export() {
    const { headings, rows } = this.table.exported(),
      { edition, asOf } = this.data.about;
    const address = URL.createObjectURL(new Blob([csvText(headings, rows)], { type: "text/csv;charset=utf-8" }));
    const link = make("a", { href: address, download: `technology-${edition}-${asOf}-selection.csv` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    say(found("status"), `${counted(this.selection.lines.length, "line")} written to a CSV file.`);
  }

  keepAddress() {
    this.address = written(
      {
        filters: this.selection.filters,
        columns: this.chosenColumns,
        sort: this.table.sorted,
        matrixBy: this.grid.shown.by,
        mapBy: this.map.by,
      },
      this.data,
    );
    try {
      history.replaceState(null, "", this.address ? `#${this.address}` : location.pathname + location.search);
    } catch {
      location.hash = this.address; // some browsers keep no history for a file
    }
  }

  readAddress() {
    const { shown, ignored } = read(isAnchor() ? "" : location.hash, this.data, this.columnNames);
    this.chosenColumns = shown.columns;
    this.grid.shown.by = shown.matrixBy;
    this.map.by = shown.mapBy;
    this.table.choose(shown.columns);
    if (shown.sort !== this.table.sorted) this.table.sortBy(shown.sort);
    this.showColumns();
    const words = ignored.map((part) => part.slice(0, 60));
    const more = words.length > 5 ? ` and ${words.length - 5} more` : "";
    say(
      found("ignored"),
      words.length ? `Parts of the address mean nothing here and are ignored: ${words.slice(0, 5).join("; ")}${more}.` : "",
    );
    found("ignored").hidden = !words.length;
    this.question = "";
    this.apply(shown.filters);
  }
}

/**
 * @param {string} id
 * @param {{draw: () => unknown}} one
 */
function view(id, one) {
  return { element: found(id), draw: () => one.draw() };
}

async function start() {
  if (typeof DecompressionStream === "undefined")
    throw new Error("This browser is too old to unpack the data. The reports in index.html have the same figures.");
  const page = new Page(readData(await unpack(found("lines-data").textContent ?? "")));
  found("opening").hidden = true;
  found("app").hidden = false;
  /** @type {HTMLDetailsElement} */ (found("filters")).open = matchMedia("(min-width: 62rem)").matches;
  page.readAddress();
  Object.assign(document.documentElement.dataset, { ready: "yes", milliseconds: String(Math.round(performance.now())) });
}

start().catch((error) => {
  say(found("opening"), `The dashboard could not be opened. ${error instanceof Error ? error.message : ""}`);
  found("opening").hidden = false;
  throw error;
});
