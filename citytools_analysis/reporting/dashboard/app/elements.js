/** Elements made of text: what comes from the register is never read as markup. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function found(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no ${id}.`);
  return /** @type {Kind} */ (element);
}

/**
 * Sets a text only where it differs: a text that is set again is read out again.
 *
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * An answer in its word, mark and look.
 *
 * @param {string} state
 * @param {string} words
 * @param {string} mark
 */
export function answer(state, words, mark) {
  const told = make("span", { class: `answer answer-${state}` });
  if (mark) told.append(make("span", { "aria-hidden": "true" }, mark), " ");
  told.append(words);
  return told;
}

/**
 * @param {string[]} headings The first heads the rows.
 * @param {(string | number | Node)[][]} rows
 * @param {string} caption
 */
export function plainTable(headings, rows, caption) {
  const body = make("tbody");
  for (const [first, ...others] of rows) {
    body.append(
      make(
        "tr",
        {},
        make("th", { scope: "row" }, asNode(first)),
        ...others.map((value) => make("td", typeof value === "number" ? { class: "number" } : {}, asNode(value))),
      ),
    );
  }
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        ...headings.map((heading, place) =>
          make("th", { scope: "col", class: place && typeof rows[0]?.[place] === "number" ? "number" : null }, heading),
        ),
      ),
    ),
    body,
  );
}

/** @param {string | number | Node} value */
function asNode(value) {
  return value instanceof Node ? value : typeof value === "number" ? value.toLocaleString("en-GB") : value;
}
