/** What the page asks of its window: when it is idle, how tall the bar is, what the address names. */

import { found } from "./elements.js";

/**
 * Waits until what was drawn is on the screen and nobody is waiting for more.
 *
 * @param {() => void} then
 */
export function pause(then) {
  const wait =
    typeof requestIdleCallback === "function" ? () => requestIdleCallback(then, { timeout: 300 }) : () => setTimeout(then);
  requestAnimationFrame(() => requestAnimationFrame(wait));
}

/** Tells the page how tall the bar is that stays in sight: what has the focus must not be under it. */
export function keepClear() {
  const cover = found("cover"),
    height = getComputedStyle(cover).position === "sticky" ? cover.offsetHeight : 0;
  document.documentElement.style.setProperty("--cover", `${height}px`);
}

/** Whether the address names a place on the page, as a skip link does, and no state. */
export function isAnchor() {
  return location.hash.length > 1 && document.getElementById(location.hash.slice(1)) !== null;
}

/**
 * @param {string} name
 * @param {string} value
 */
export function check(name, value) {
  const radio = /** @type {HTMLInputElement | null} */ (document.querySelector(`input[name=${name}][value=${value}]`));
  if (radio) radio.checked = true;
}
