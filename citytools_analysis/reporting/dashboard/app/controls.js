/** Connects the fields and buttons of the page with what they change. */

import { found, make } from "./elements.js";
import { isAnchor } from "./screen.js";
import { noFilters } from "./selection.js";

/** @param {import("./start.js").Page} page */
export function listen(page) {
  const text = /** @type {HTMLInputElement} */ (found("text"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => page.change({ text: text.value.trim() }), 120);
  });
  for (const radio of document.querySelectorAll("input[name=suppliers]")) {
    radio.addEventListener("change", () =>
      page.change({ view: /** @type {any} */ (/** @type {HTMLInputElement} */ (radio).value), supplier: new Set() }),
    );
  }
  for (const radio of document.querySelectorAll("input[name=matrix]")) {
    radio.addEventListener("change", () => {
      page.grid.shown.by = /** @type {any} */ (/** @type {HTMLInputElement} */ (radio).value);
      page.grid.draw();
      page.keepAddress();
    });
  }
  for (const radio of document.querySelectorAll("input[name=map]")) {
    radio.addEventListener("change", () => {
      page.map.by = /** @type {any} */ (/** @type {HTMLInputElement} */ (radio).value);
      page.map.draw();
      page.drawTables();
      page.keepAddress();
    });
  }
  found("clear").addEventListener("click", () => {
    page.question = "";
    page.apply({ ...noFilters(), view: page.selection.filters.view });
    /** @type {HTMLElement} */ (found("filters").querySelector("summary")).focus({ preventScroll: true });
  });
  found("skip-filters").addEventListener("click", () => found("map-title").focus());
  found("export").addEventListener("click", () => page.export());
  const frame = found("columns");
  frame.append(
    ...page.columns.map(({ name, label }) => make("label", {}, make("input", { type: "checkbox", value: name }), label)),
  );
  frame.addEventListener("change", () => {
    const names = [.../** @type {NodeListOf<HTMLInputElement>} */ (frame.querySelectorAll("input:checked"))].map(
      ({ value }) => value,
    );
    page.chosenColumns = names.length ? names : null;
    page.table.choose(page.chosenColumns);
    page.showColumns();
    page.keepAddress();
  });
  for (const details of document.querySelectorAll("details[data-table]")) {
    details.addEventListener("toggle", () => page.drawTables());
  }
  addEventListener("hashchange", () => {
    if (isAnchor()) page.keepAddress();
    else if (location.hash.slice(1) !== page.address) page.readAddress();
  });
}
