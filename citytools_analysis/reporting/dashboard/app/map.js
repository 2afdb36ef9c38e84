/** The tile map of London, or a list where there is no map of the authorities; each tile chooses its borough. */

import { byBorough, known } from "./tallies.js";
import { found, make, say } from "./elements.js";
import { ANSWER_WORDS, MARKS, counted } from "./words.js";

/** @typedef {{tile: HTMLElement, button: HTMLButtonElement, count: HTMLElement, words: HTMLElement}} Tile */

const STEPS = [
  ["much", 0.75, "three quarters and more"],
  ["half", 0.5, "half and more"],
  ["some", 0.000001, "less than half"],
  ["unknown", 0, "nothing is known"],
];
/** @type {[string, string][]} */
const KEY = [
  ["known", "in the selection, with its lines"],
  ["other", "uses another system"],
  ["contract_only", "contract only, use not reported"],
  ["in_house", "in-house"],
  ["open_source", "open source"],
  ["none", "none: says it has no system"],
  ["withheld", "withheld"],
  ["not_published", "not published in this edition"],
  ["not_applicable", "does not apply"],
  ["unknown", "unknown: nothing is known"],
];

export class TileMap {
  /**
   * @param {import("./selection.js").Selection} selection
   * @param {(borough: number) => void} toggle
   */
  constructor(selection, toggle) {
    this.selection = selection;
    /** @type {"use" | "coverage"} */
    this.by = "use";
    const { boroughs } = selection.data,
      isMap = boroughs.places.some(Boolean) && boroughs.places.every(Boolean);
    this.list = make("ul", { class: isMap ? "tiles is-map" : "tiles is-list", "aria-label": "Boroughs" });
    this.tiles = boroughs.ids.map((_, borough) => this.#tile(borough, isMap, toggle));
    this.list.append(...this.tiles.map(({ tile }) => tile));
    this.key = make("ul", { class: "map-key", "aria-label": "What the tiles mean" });
    found("map").replaceChildren(this.list, this.key);
    found("map-note").textContent = isMap ? "" : "There is no map of these authorities, so they are listed.";
  }

  /**
   * @param {number} borough
   * @param {boolean} isMap
   * @param {(borough: number) => void} toggle
   * @returns {Tile}
   */
  #tile(borough, isMap, toggle) {
    const { boroughs } = this.selection.data,
      place = boroughs.places[borough],
      name = boroughs.names[borough];
    const count = make("span", { class: "tile-count", "aria-hidden": "true" }),
      words = make("span", { class: "unseen" });
    const label = make("span", { class: "tile-name", "aria-hidden": "true", title: name }, isMap && place ? place[2] : name);
    const button = make(
      "button",
      { type: "button", "aria-pressed": "false", "data-borough": boroughs.ids[borough] },
      label,
      count,
      words,
    );
    button.addEventListener("click", () => toggle(borough));
    const tile = make("li", {}, button);
    if (isMap && place) {
      tile.style.gridRow = String(place[0]);
      tile.style.gridColumn = String(place[1]);
    }
    return { tile, button, count, words };
  }

  draw() {
    if (this.by === "coverage") this.#drawKnown();
    else this.#drawUse();
    const { filters } = this.selection;
    this.tiles.forEach(({ button }, borough) => {
      const isChosen = String(filters.borough.has(borough));
      if (button.getAttribute("aria-pressed") !== isChosen) button.setAttribute("aria-pressed", isChosen);
    });
  }

  #drawKnown() {
    const { data } = this.selection,
      { counts, of } = known(this.selection),
      { boroughs } = data;
    const steps = [...counts].map((n) => STEPS.findIndex(([, share]) => n / Math.max(1, of) >= Number(share)));
    this.tiles.forEach(({ button, count, words }, borough) => {
      const n = counts[borough],
        look = n ? String(STEPS[steps[borough]][0]) : boroughs.isHeld[borough] ? "not_published" : "unknown";
      if (button.dataset.look !== look) button.dataset.look = look;
      say(count, n ? `${n}/${of}` : MARKS[look]);
      say(
        words,
        `${boroughs.names[borough]}: an answer for ${n} of ${counted(of, "function")}${n ? "" : look === "unknown" ? ", nothing is known" : ", not published in this edition"}`,
      );
    });
    this.key.replaceChildren(
      ...STEPS.map(([look, , means], step) =>
        make(
          "li",
          {},
          make("span", { class: "swatch", "data-look": look, "aria-hidden": "true" }, look === "unknown" ? "?" : "n"),
          `${means}: ${steps.filter((one) => one === step).length}`,
        ),
      ),
    );
    const nKnown = [...counts].filter(Boolean).length;
    say(
      found("map-finding"),
      `Something is known of ${nKnown} of ${counted(boroughs.ids.length, "borough")}; of ${counted(of, "function")} in scope`,
    );
  }

  #drawUse() {
    const { data } = this.selection,
      told = byBorough(this.selection),
      { boroughs, states } = data;
    /** @type {Map<string, number>} */
    const times = new Map();
    this.tiles.forEach(({ button, count, words }, borough) => {
      const n = told.counts[borough],
        isIn = n > 0;
      const state = isIn ? states[told.selected[borough]] : (states[told.scope[borough]] ?? "unknown");
      const look =
        !isIn && state === "known" ? "other" : state === "unknown" && boroughs.isHeld[borough] ? "not_published" : state;
      times.set(look, (times.get(look) ?? 0) + 1);
      if (button.dataset.look !== look) button.dataset.look = look;
      say(count, look === "known" || look === "contract_only" ? `${MARKS[look]}${n || ""}` : MARKS[look] || "·");
      say(words, `${boroughs.names[borough]}: ${described(look, n)}`);
    });
    this.key.replaceChildren(
      ...KEY.filter(([look]) => times.has(look)).map(([look, means]) =>
        make(
          "li",
          {},
          make(
            "span",
            { class: "swatch", "data-look": look, "aria-hidden": "true" },
            MARKS[look] || (look === "known" ? "3" : "·"),
          ),
          `${means}: ${times.get(look)}`,
        ),
      ),
    );
    const nIn = [...told.counts].filter(Boolean).length,
      nKnown = [...told.isAnswered].filter(Boolean).length;
    say(
      found("map-finding"),
      `${counted(nIn, "borough")} of ${boroughs.ids.length} in the selection; of ${nKnown} an answer is known`,
    );
  }

  /** The table behind the map. */
  rows() {
    const { data } = this.selection;
    return this.tiles.map(({ button, words }, borough) => [
      data.boroughs.names[borough],
      (words.textContent ?? "").slice(data.boroughs.names[borough].length + 2),
      String(button.dataset.look),
    ]);
  }
}

/**
 * @param {string} look
 * @param {number} n
 */
function described(look, n) {
  if (look === "known") return `${counted(n, "line")} in the selection`;
  if (look === "other") return "uses another system";
  if (look === "not_published") return "not published in this edition";
  if (look === "contract_only") return n ? `${counted(n, "line")}, contract only` : "contract only";
  if (look === "unknown") return "unknown, nothing is known";
  return ANSWER_WORDS[look] ?? look;
}
