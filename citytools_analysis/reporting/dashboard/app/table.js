/** The table of the selection: native, sorted by its headings, with only the rows in sight in the page. */

import { found, make, say } from "./elements.js";

/** @typedef {import("./columns.js").TableColumn} TableColumn */

const ROW = 34,
  BEYOND = 6;

export class LineTable {
  /**
   * @param {import("./selection.js").Selection} selection
   * @param {TableColumn[]} columns
   * @param {(line: number) => void} open
   * @param {(sort: string) => void} sort
   */
  constructor(selection, columns, open, sort) {
    this.selection = selection;
    this.every = columns;
    this.columns = columns.filter(({ isChosen }) => isChosen);
    this.sorted = "";
    this.open = open;
    this.sort = sort;
    this.current = 0;
    this.frame = found("lines");
    this.head = make("tr", { "aria-rowindex": "1" });
    this.above = make("tr", { class: "space", "aria-hidden": "true" });
    this.below = make("tr", { class: "space", "aria-hidden": "true" });
    this.body = make("tbody");
    this.sizes = make("colgroup");
    this.table = make(
      "table",
      { class: "lines" },
      make("caption", { class: "unseen" }, "Lines of the selection. Arrow keys move between rows; Enter opens a record."),
      this.sizes,
      make("thead", {}, this.head),
      this.body,
    );
    this.frame.replaceChildren(this.table);
    /** @type {Map<number, HTMLTableRowElement>} */
    this.rows = new Map();
    /** @type {number | null} */
    this.isWaiting = null;
    this.frame.addEventListener(
      "scroll",
      () => {
        this.isWaiting ??= requestAnimationFrame(() => {
          this.isWaiting = null;
          this.#show();
        });
      },
      { passive: true },
    );
    this.body.addEventListener("click", (event) => this.#clicked(event));
    this.body.addEventListener("keydown", (event) => this.#moved(event));
    this.head.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) this.sort(this.sorted === button.dataset.name ? `-${button.dataset.name}` : String(button.dataset.name));
    });
    new ResizeObserver(() => this.#show()).observe(this.frame);
  }

  /** @param {string[] | null} names */
  choose(names) {
    this.columns = names
      ? names.flatMap((name) => this.every.filter((column) => column.name === name))
      : this.every.filter(({ isChosen }) => isChosen);
    this.#layHead();
  }

  /** @param {string} sort */
  sortBy(sort) {
    this.sorted = sort;
    const { data } = this.selection,
      order = Uint32Array.from({ length: data.n }, (_, line) => line);
    const column = this.every.find(({ name }) => name === sort.replace(/^-/, ""));
    if (column) {
      const keys = Float64Array.from({ length: data.n }, (_, line) => column.key(line)),
        sign = sort.startsWith("-") ? -1 : 1;
      order.sort((one, other) => (keys[one] === keys[other] ? one - other : keys[one] < keys[other] ? -sign : sign));
    }
    this.selection.reorder(order);
    this.#layHead();
  }

  #layHead() {
    const focused =
      document.activeElement instanceof HTMLElement && this.head.contains(document.activeElement)
        ? document.activeElement.dataset.name
        : "";
    this.head.replaceChildren(
      ...this.columns.map(({ name, label, isNumber }) => {
        const direction = this.sorted === name ? "ascending" : this.sorted === `-${name}` ? "descending" : null;
        const mark = make(
          "span",
          { "aria-hidden": "true" },
          direction === "ascending" ? " ▲" : direction === "descending" ? " ▼" : "",
        );
        return make(
          "th",
          { scope: "col", "aria-sort": direction, class: isNumber ? "number" : null },
          make("button", { type: "button", class: "plain", "data-name": name }, label, mark),
        );
      }),
    );
    this.sizes.replaceChildren(
      ...this.columns.map(({ width }) => {
        const size = make("col");
        size.style.width = `${width}px`;
        return size;
      }),
    );
    this.table.style.width = `${this.columns.reduce((sum, { width }) => sum + width, 0)}px`;
    if (focused) /** @type {HTMLElement | null} */ (this.head.querySelector(`[data-name="${focused}"]`))?.focus();
    this.#forget();
  }

  draw() {
    const n = this.selection.lines.length;
    this.table.setAttribute("aria-rowcount", String(n + 1));
    say(
      found("lines-finding"),
      n ? `${n.toLocaleString("en-GB")} ${n === 1 ? "line" : "lines"} in the selection` : "No line is in the selection",
    );
    this.current = Math.min(this.current, Math.max(0, n - 1));
    this.frame.scrollTop = Math.min(this.frame.scrollTop, n * ROW);
    this.#forget();
    this.#show();
  }

  #forget() {
    this.rows.clear();
    this.#show();
  }

  #show() {
    const { lines } = this.selection,
      n = lines.length,
      height = this.frame.clientHeight;
    const first = Math.max(0, Math.floor(this.frame.scrollTop / ROW) - BEYOND),
      last = Math.min(n, Math.ceil((this.frame.scrollTop + height) / ROW) + BEYOND);
    for (const place of [...this.rows.keys()]) {
      if (place >= first && place < last) continue;
      this.rows.get(place)?.remove();
      this.rows.delete(place);
    }
    const wanted = [];
    for (let place = first; place < last; place++) {
      const row = this.rows.get(place) ?? this.#row(place, lines[place]);
      this.rows.set(place, row);
      wanted.push(row);
    }
    const tabbable = this.rows.has(this.current) ? this.current : Math.min(first + BEYOND, last - 1);
    for (const [place, row] of this.rows)
      /** @type {HTMLElement} */ (row.querySelector("button")).tabIndex = place === tabbable ? 0 : -1;
    this.above.style.height = `${first * ROW}px`;
    this.below.style.height = `${Math.max(0, n - last) * ROW}px`;
    this.#place(wanted);
  }

  /**
   * Puts rows in without moving those that are there, for a row that is moved loses the focus.
   *
   * @param {HTMLTableRowElement[]} wanted
   */
  #place(wanted) {
    const every = [this.above, ...wanted, this.below],
      kept = new Set(every);
    for (const child of [...this.body.children]) if (!kept.has(/** @type {HTMLTableRowElement} */ (child))) child.remove();
    let at = this.body.firstChild;
    for (const row of every) {
      if (row === at) at = at.nextSibling;
      else this.body.insertBefore(row, at);
    }
  }

  /**
   * @param {number} place
   * @param {number} line
   */
  #row(place, line) {
    const row = make("tr", { "aria-rowindex": place + 2, "data-line": line });
    this.columns.forEach((column, number) => {
      const told = column.cell?.(line) ?? column.text(line),
        words = make("bdi", {}, told);
      if (number === 0)
        row.append(
          make(
            "th",
            { scope: "row" },
            make(
              "button",
              { type: "button", class: "plain", "data-place": place, "aria-haspopup": "dialog" },
              words,
              make("span", { class: "unseen" }, ": open the record"),
            ),
          ),
        );
      else row.append(make("td", { class: column.isNumber ? "number" : null, title: column.text(line) }, words));
    });
    return row;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    this.current = Number(button.dataset.place);
    this.open(this.selection.lines[this.current]);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const page = Math.max(1, Math.floor(this.frame.clientHeight / ROW) - 1),
      last = this.selection.lines.length - 1;
    /** @type {Record<string, number>} */
    const to = {
      ArrowDown: this.current + 1,
      ArrowUp: this.current - 1,
      PageDown: this.current + page,
      PageUp: this.current - page,
      Home: 0,
      End: last,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.current = Math.max(0, Math.min(last, to[event.key]));
    const top = this.current * ROW,
      head = this.head.offsetHeight;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    if (top + ROW + head > this.frame.scrollTop + this.frame.clientHeight)
      this.frame.scrollTop = top + ROW + head - this.frame.clientHeight;
    this.#show();
    this.rows.get(this.current)?.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @returns {{headings: string[], rows: Iterable<(string | number)[]>}} */
  exported() {
    const { columns, selection } = this;
    function* rows() {
      for (const line of selection.lines) yield columns.map(({ exported, text }) => (exported ?? text)(line));
    }
    return { headings: columns.map(({ label }) => label), rows: rows() };
  }
}
