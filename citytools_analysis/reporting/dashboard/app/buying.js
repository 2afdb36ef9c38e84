/** Who could buy together, of the selection; a public edition says how many and names nobody. */

import { found, make, plainTable, say } from "./elements.js";
import { together } from "./tallies.js";
import { LEVEL_WORDS, counted, dayText, money } from "./words.js";

const MOST = 12;

export class Buying {
  /** @param {import("./selection.js").Selection} selection */
  constructor(selection) {
    this.selection = selection;
    this.isWhole = false;
    this.more = found("together-more");
    this.more.addEventListener("click", () => {
      this.isWhole = !this.isWhole;
      this.draw();
    });
  }

  draw() {
    const { data } = this.selection,
      told = together(this.selection),
      functions = new Set(told.map(({ code }) => code)).size;
    const held = told.filter(({ set }) => set.isWithheld),
      open = told.filter(({ set }) => !set.isWithheld);
    const finding = data.together.isNamed
      ? `${counted(open.length, "group")} of boroughs could share a procurement, for ${counted(functions, "function")}`
      : `For ${counted(open.length, "function")} three or more boroughs could share a procurement`;
    say(
      found("together-finding"),
      open.length ? finding : "No group of boroughs in the selection is known that could share a procurement",
    );
    const shown = this.isWhole ? open.slice(0, 300) : open.slice(0, MOST);
    const named = data.together.isNamed;
    const headings = named
      ? ["Function", "Who, in the selection", "Begin by", "Could start", "Known £ a year", "Said by two or more"]
      : ["Function", "Boroughs", "Of boroughs with a contract", "Could start"];
    const rows = shown.map((one) => (named ? this.#named(one) : this.#counted(one)));
    const caption = named
      ? "Groups whose contracts could be followed by one that starts on the same day, those to look at first on top"
      : "How many boroughs could buy together; who they are is in the members' edition";
    found("together").replaceChildren(
      rows.length
        ? plainTable(headings, rows, caption)
        : make(
            "p",
            { class: "quiet" },
            "Fewer than two boroughs have contracts here whose dates meet, or their dates are not known.",
          ),
    );
    const beyond = data.together.nMore
      ? ` ${counted(data.together.nMore, "more group")} of lower rank ${data.together.nMore === 1 ? "is" : "are"} in the reports on joint procurement.`
      : "";
    const withheld = held.length ? ` Withheld for ${counted(held.length, "more function")}: ${held[0].set.reason}.` : "";
    say(
      found("together-note"),
      `A group is a reason to talk: nothing here says that buying together is lawful or worth it. One borough may be in several groups.${withheld}${beyond}`,
    );
    this.more.hidden = open.length <= MOST;
    say(
      this.more,
      this.isWhole ? `Show the first ${MOST}` : `Show ${open.length > 300 ? "the first 300 of" : "all"} ${open.length}`,
    );
    this.more.setAttribute("aria-expanded", String(this.isWhole));
  }

  /** @param {ReturnType<typeof together>[number]} one */
  #named({ set, code, boroughs }) {
    const { data } = this.selection,
      names = boroughs.map((borough) => data.boroughs.names[borough]).join(", ");
    const who = boroughs.length < set.n ? `${boroughs.length} of ${set.n}: ${names}` : `${set.n}: ${names}`;
    const worth = set.nValued ? `${money(set.annual)} (${counted(set.nValued, "contract")})` : "unknown";
    return [data.names.function.names[code], who, dayText(set.by), this.#window(set), worth, LEVEL_WORDS[set.level] ?? set.level];
  }

  /** @param {ReturnType<typeof together>[number]} one */
  #counted({ set, code }) {
    return [this.selection.data.names.function.names[code], set.n, set.nOf, this.#window(set)];
  }

  /** @param {import("./data.js").BuyingSet} set */
  #window({ from, until }) {
    return from === until ? dayText(from) : `${dayText(from)} to ${dayText(until)}`;
  }
}
