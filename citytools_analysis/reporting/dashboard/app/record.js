/** One line opened: what is used, the contract, what was there before, and where each of these is known from. */

import { found, make } from "./elements.js";
import { ANSWER_WORDS, HOSTING_WORDS, NO_DAY, STANDING_WORDS, dayText, money } from "./words.js";

/** @typedef {[string, string | Node][]} Facts */

const BASES = /** @type {Record<string, string>} */ ({
  committed_term: "for the committed term",
  max_incl_options: "with every option",
  annual: "a year",
  ceiling: "a ceiling, not spend",
  actual_fy: "paid in a financial year",
  unknown: "what it covers is not known",
});

export class RecordDialog {
  /**
   * @param {import("./data.js").Data} data
   * @param {() => Promise<import("./unpack.js").Unpacked>} load
   */
  constructor(data, load) {
    this.data = data;
    this.load = load;
    this.dialog = /** @type {HTMLDialogElement} */ (found("record"));
    found("record-close").addEventListener("click", () => this.dialog.close());
  }

  /** @param {number} line */
  async open(line) {
    const { data } = this,
      { lines, names } = data;
    const system = names.system.names[lines.system[line]];
    found("record-title").textContent = `${data.boroughs.names[lines.borough[line]]}: ${system}`;
    found("record-body").replaceChildren(make("p", {}, "Opening…"));
    if (!this.dialog.open) this.dialog.showModal();
    const told = await this.load();
    const use = lines.use[line],
      contract = lines.contract[line];
    const parts = [
      section("What is used", this.#use(told, line, use)),
      contract < 0
        ? section("Contract", [["Contract", "no contract is known for this; that does not say that there is none"]])
        : section("Contract", this.#contract(told, contract)),
      this.#history(told, line, contract),
      this.#sources(told, use, contract),
    ];
    found("record-body").replaceChildren(...parts);
  }

  /**
   * @param {import("./unpack.js").Unpacked} told
   * @param {number} line
   * @param {number} use
   * @returns {Facts}
   */
  #use({ header, columns }, line, use) {
    const { data } = this,
      { lines, names } = data,
      state = data.states[lines.state[line]];
    /** @type {Facts} */
    const facts = [
      ["Function", `${names.function.names[lines.function[line]]} (${names.area.names[lines.area[line]]})`],
      ["System", names.system.names[lines.system[line]]],
      [
        "In use",
        state === "known" ? "yes" : state === "contract_only" ? "not reported: only the contract is known" : ANSWER_WORDS[state],
      ],
      ["Supplier as reported", names.supplier.names[lines.supplier[line]]],
      ["Operating group", names.supplier.names[lines.group[line]]],
      ["Hosting", HOSTING_WORDS[names.hosting.ids[lines.hosting[line]]]],
    ];
    if (use < 0) return facts;
    const text = reader(header, columns, "use", use),
      day = (/** @type {string} */ name) => columns[`use.${name}`][use];
    facts.push(
      ["In use from", dayText(day("in_use_from_date"))],
      ["Seen in use", dayText(day("seen_date"))],
      ["Basis", text("basis")],
    );
    if (day("in_use_to_date") !== NO_DAY) facts.push(["In use until", dayText(day("in_use_to_date"))]);
    return facts;
  }

  /**
   * @param {import("./unpack.js").Unpacked} told
   * @param {number} contract
   * @returns {Facts}
   */
  #contract({ header, columns }, contract) {
    const { contracts, titles, boroughs, names } = this.data,
      text = reader(header, columns, "contract", contract);
    const isNone = (/** @type {string} */ name) => text("stated_none").split("|").includes(name);
    const day = (/** @type {string} */ name) =>
      isNone(name) ? "none: the source says so" : dayText(columns[`contract.${name}`][contract]);
    const months = (/** @type {string} */ name) =>
      isNone(name)
        ? "none: the source says so"
        : Number.isNaN(columns[`contract.${name}`][contract])
          ? "unknown"
          : `${columns[`contract.${name}`][contract]} months`;
    const standing = contracts.standings[contracts.standing[contract]],
      note = text("end_note"),
      end = contracts.end[contract];
    const options = contracts.nOptions[contract]
      ? `${contracts.nOptions[contract]} left, ${contracts.optionMonths[contract]} months in all; notice ${months("option_notice_months")}`
      : text("option_state") === "known"
        ? "every known option is used"
        : text("option_state") === "none"
          ? "none: the source says so"
          : "unknown";
    const value = columns["contract.value_gbp"][contract],
      basis = BASES[text("value_basis")] ?? "what it covers is not known";
    const vat =
      /** @type {Record<string, string>} */ ({ ex: "without VAT", inc: "with VAT" })[text("vat_basis")] ?? "VAT not known";
    const partners = text("partner_borough_ids")
      .split("|")
      .flatMap((id) => boroughs.names[boroughs.ids.indexOf(id)] ?? []);
    return [
      ["Title", titles[contracts.title[contract]] ?? "unknown"],
      ["Reference", text("reference")],
      ["Lead buyer", boroughs.names[contracts.lead[contract]] ?? "unknown"],
      ["Other boroughs served", partners.length ? partners.join(", ") : "none named"],
      ["Supplier", text("supplier")],
      ["Sold by", text("seller") === "unknown" ? "no other seller named" : text("seller")],
      ["Status", `${STANDING_WORDS[standing]}${note && note !== "unknown" ? ` (${note})` : ""}`],
      ["Starts", day("start_date")],
      [
        "Committed end",
        end === NO_DAY
          ? STANDING_WORDS[standing] === STANDING_WORDS.rolling
            ? "none: it rolls on"
            : standing === "withheld"
              ? "withheld"
              : "unknown"
          : dayText(end, contracts.precision[contract]),
      ],
      [
        "Latest end, every option used",
        contracts.latestEnd[contract] === NO_DAY ? "unknown" : dayText(contracts.latestEnd[contract]),
      ],
      ["Options", options],
      ["Notice to leave", months("notice_months")],
      ["Review", day("review_date")],
      ["Next break", day("break_date")],
      ["Value", Number.isNaN(value) ? "unknown" : `£${value.toLocaleString("en-GB")} ${basis}, ${vat}`],
      ["Known £ a year", money(contracts.annual[contract])],
      ["Route to market", names.route.names[contracts.route[contract]]],
      ["Procedure as given", text("procedure")],
      ["Framework", text("framework")],
      [
        "Law",
        /** @type {Record<string, string>} */ ({
          pcr_2015: "Public Contracts Regulations 2015",
          pa_2023: "Procurement Act 2023",
        })[text("regime")] ?? "unknown",
      ],
      ["Extension terms as written", this.data.about.edition === "public" ? "withheld (members only)" : text("extension_note")],
    ];
  }

  /**
   * @param {import("./unpack.js").Unpacked} told
   * @param {number} line
   * @param {number} contract
   */
  #history({ header, columns }, line, contract) {
    const { lines, boroughs, names, contracts, titles } = this.data,
      borough = lines.borough[line],
      code = lines.function[line];
    const list = make("ul");
    for (const [one, fn, from, to, last, first] of header.changes) {
      if (one === boroughs.ids[borough] && fn === names.function.ids[code])
        list.append(make("li", {}, `${from} (last seen ${last}) was replaced by ${to} (first seen ${first})`));
    }
    for (let other = 0; other < contracts.n; other++) {
      if (other === contract || contracts.lead[other] !== borough || contracts.function[other] !== code) continue;
      const standing = contracts.standings[contracts.standing[other]],
        text = reader(header, columns, "contract", other);
      list.append(
        make(
          "li",
          {},
          `${titles[contracts.title[other]] ?? "Contract without a title"}, ${text("supplier") === "unknown" ? "supplier unknown" : text("supplier")}: ${STANDING_WORDS[standing]}, ends ${contracts.end[other] === NO_DAY ? "unknown" : dayText(contracts.end[other], contracts.precision[other])}`,
        ),
      );
    }
    const heading = make("h3", {}, "History");
    return make(
      "section",
      {},
      heading,
      list.children.length
        ? make("p", {}, "Other contracts of this borough for the function, and replacements that were seen:")
        : make("p", {}, "No earlier contract and no replacement is known for this function here."),
      list.children.length ? list : null,
    );
  }

  /**
   * @param {import("./unpack.js").Unpacked} told
   * @param {number} use
   * @param {number} contract
   */
  #sources({ header, columns }, use, contract) {
    const list = make("ul");
    for (const [kind, row, what] of /** @type {[string, number, string][]} */ ([
      ["use", use, "The system in use"],
      ["contract", contract, "The contract"],
    ])) {
      if (row < 0) continue;
      const text = reader(header, columns, kind, row),
        source = header.sources[text("source_id")];
      const told = source
        ? `${source[0]} (${source[1].replaceAll("_", " ")}, obtained ${source[2]})`
        : "a source this edition does not name";
      const where = text("source_pointer") === "unknown" ? "" : `, ${text("source_pointer")}`;
      const item = make("li", {}, `${what}: ${told}${where}. Confirmed ${dayText(columns[`${kind}.confirmed_date`][row])}. `);
      const address = text("evidence_url");
      if (/^https?:\/\//i.test(address))
        item.append("Evidence: ", make("a", { href: address, rel: "noopener noreferrer" }, address));
      list.append(item);
      const others =
        kind === "contract"
          ? text("told_by")
              .split("|")
              .filter((id) => id !== text("source_id") && header.sources[id])
          : [];
      if (others.length) list.append(make("li", {}, `Also told by: ${others.map((id) => header.sources[id][0]).join("; ")}`));
    }
    return make("section", {}, make("h3", {}, "Sources"), list);
  }
}

/**
 * @param {any} header
 * @param {Record<string, any>} columns
 * @param {string} kind
 * @param {number} row
 */
function reader(header, columns, kind, row) {
  return (/** @type {string} */ name) => {
    const place = columns[`${kind}.${name}`][row];
    if (place >= 0) return /** @type {string} */ (header.texts[place]);
    const none = columns[`${kind}.stated_none`][row]; // what the source says there is none of is not unknown
    return none >= 0 && header.texts[none].split("|").includes(name) ? "none: the source says so" : "unknown";
  };
}

/**
 * @param {string} heading
 * @param {Facts} facts
 */
function section(heading, facts) {
  const list = make("dl");
  for (const [name, value] of facts) list.append(make("div", {}, make("dt", {}, name), make("dd", {}, make("bdi", {}, value))));
  return make("section", {}, make("h3", {}, heading), list);
}
