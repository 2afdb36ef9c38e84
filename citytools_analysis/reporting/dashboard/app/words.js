/** How answers, days and money are written; each answer has a mark of its own, so that no colour stands alone. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86400000;
export const NO_DAY = -(2 ** 31);

/** @type {Record<string, string>} */
export const MARKS = {
  known: "",
  in_house: "•",
  open_source: "•",
  contract_only: "§",
  none: "–",
  withheld: "×",
  not_applicable: "/",
  unknown: "?",
  other: "",
  not_published: "×",
};
/** @type {Record<string, string>} */
export const ANSWER_WORDS = {
  known: "system not named",
  in_house: "in-house",
  open_source: "open source",
  contract_only: "contract only",
  none: "none",
  withheld: "withheld",
  not_applicable: "does not apply",
  unknown: "unknown",
};
/** @type {Record<string, string>} */
export const STANDING_WORDS = {
  live: "live",
  expired_in_use: "expired, still in use",
  rolling: "rolling",
  unknown: "end unknown",
  withheld: "end withheld",
  not_applicable: "no end applies",
  ended: "ended",
};
/** @type {Record<string, string>} */
export const HOSTING_WORDS = {
  supplier_cloud: "supplier's cloud",
  own_cloud: "own cloud",
  on_premises: "on premises",
  unknown: "unknown",
  withheld: "withheld (members only)",
};
/** @type {Record<string, string>} */
export const LEVEL_WORDS = {
  share_market_engagement: "share market engagement",
  shared_specification: "shared specification",
  joint_contract: "joint contract",
  "none yet": "nothing said yet",
  "": "nothing said yet",
};

/**
 * @param {number | null} day Days since 1970.
 * @param {number} [precision] 0 for a day, 1 a month, 2 a year.
 */
export function dayText(day, precision = 0) {
  if (day === null || day === NO_DAY) return "unknown";
  const date = new Date(day * DAY);
  const year = String(date.getUTCFullYear());
  if (precision === 2) return year;
  const month = `${MONTHS[date.getUTCMonth()]} ${year}`;
  return precision === 1 ? month : `${date.getUTCDate()} ${month}`;
}

/** @param {number} day */
export function isoDay(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/**
 * @param {string} text
 * @returns {number | null}
 */
export function readDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY;
  return Number.isInteger(day) && isoDay(day) === text ? day : null;
}

/**
 * @param {number} day
 * @returns {number} Quarters since the year 0.
 */
export function quarterOf(day) {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
}

/**
 * @param {number} quarter
 * @returns {number} Its first day.
 */
export function quarterStart(quarter) {
  return Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3, 1) / DAY;
}

/** @param {number} quarter */
export function quarterText(quarter) {
  const first = (quarter % 4) * 3;
  return `${MONTHS[first]} to ${MONTHS[first + 2]} ${Math.floor(quarter / 4)}`;
}

/**
 * @param {number} day
 * @param {number} months
 */
export function addMonths(day, months) {
  const date = new Date(day * DAY);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last)) / DAY;
}

/** @param {number | null} pounds */
export function money(pounds) {
  if (pounds === null || Number.isNaN(pounds)) return "unknown";
  if (pounds >= 999500) return `£${(pounds / 1e6).toFixed(1)}m`;
  return pounds >= 9950 ? `£${Math.round(pounds / 1000)}k` : `£${Math.round(pounds).toLocaleString("en-GB")}`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [several]
 */
export function counted(count, one, several) {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : (several ?? `${one}s`)}`;
}
