/** Systems and suppliers by the boroughs that use them: a table whose bars are drawn in its cells. */

import { found, make, say } from "./elements.js";
import { ranking } from "./tallies.js";
import { counted } from "./words.js";

const FEW = 10,
  MANY = 200;

export class Ranking {
  /**
   * @param {"system" | "supplier"} by
   * @param {import("./selection.js").Selection} selection
   * @param {(facet: "system" | "supplier", code: number) => void} toggle
   */
  constructor(by, selection, toggle) {
    this.by = by;
    this.selection = selection;
    this.isWhole = false;
    this.frame = found(`${by}s-table`);
    this.more = found(`${by}s-more`);
    this.more.addEventListener("click", () => {
      this.isWhole = !this.isWhole;
      this.draw();
    });
    this.frame.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button) toggle(by, Number(button.dataset.code));
    });
    this.body = make("tbody");
    this.caption = make("caption");
    this.frame.append(
      make(
        "table",
        {},
        this.caption,
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            make("th", { scope: "col" }, by === "system" ? "System" : "Supplier"),
            make("th", { scope: "col", class: "number" }, "Boroughs"),
            make("td", { class: "bar-head" }),
            make("th", { scope: "col", class: "number" }, "Functions"),
          ),
        ),
        this.body,
      ),
    );
  }

  draw() {
    const rows = ranking(this.selection, this.by),
      { data, filters } = this.selection,
      of = data.boroughs.ids.length;
    const noun = this.by === "system" ? "system" : filters.view === "operating_group" ? "operating group" : "supplier";
    const most = rows[0]?.boroughs ?? 1,
      shown = rows.slice(0, this.isWhole ? MANY : FEW),
      focused =
        document.activeElement instanceof HTMLElement && this.body.contains(document.activeElement)
          ? document.activeElement.dataset.code
          : null;
    say(this.caption, `Boroughs with it in use, of ${of}; a contract alone is no use`);
    say(
      found(`${this.by}s-finding`),
      rows.length
        ? `${counted(rows.length, noun)} in the selection; ${rows[0].name} is in most boroughs: ${rows[0].boroughs}`
        : `No ${noun} in use is known in the selection`,
    );
    this.frame.hidden = !rows.length;
    this.body.replaceChildren(...shown.map((row) => this.#row(row, most)));
    this.more.hidden = rows.length <= FEW;
    say(
      this.more,
      this.isWhole
        ? `Show the first ${FEW}`
        : rows.length > MANY
          ? `Show the first ${MANY} of ${rows.length}`
          : `Show all ${rows.length}`,
    );
    this.more.setAttribute("aria-expanded", String(this.isWhole));
    if (focused) /** @type {HTMLElement | null} */ (this.body.querySelector(`[data-code="${focused}"]`))?.focus();
  }

  /**
   * @param {ReturnType<typeof ranking>[number]} row
   * @param {number} most
   */
  #row({ code, name, boroughs, functions }, most) {
    const bar = make("div", { class: "bar" }),
      isChosen = this.selection.filters[this.by].has(code);
    bar.style.width = `${(100 * boroughs) / most}%`;
    return make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        make(
          "button",
          { type: "button", class: "plain", "data-code": code, "aria-pressed": String(isChosen) },
          make("bdi", {}, name),
        ),
      ),
      make("td", { class: "number" }, boroughs.toLocaleString("en-GB")),
      make("td", { class: "bar-cell", "aria-hidden": "true" }, bar),
      make("td", { class: "number" }, functions.toLocaleString("en-GB")),
    );
  }
}
