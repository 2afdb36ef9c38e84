/** Tests of the script's parts that need no page, run by `node --test`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "./address.js";
import { csvText, safeCell } from "./csv.js";
import { readData } from "./data.js";
import { Selection, noFilters } from "./selection.js";
import { byBorough, byQuarter, coverage, ranking, together } from "./tallies.js";
import { parted } from "./unpack.js";
import { addMonths, dayText, isoDay, money, quarterOf, quarterStart, quarterText, readDay } from "./words.js";

const NONE = 65535;
const STATES = ["known", "in_house", "open_source", "contract_only", "none", "withheld", "not_applicable", "unknown"];

/** Three boroughs, two functions, one contract of two lines: small enough to count by hand. */
function small() {
  return readData({
    header: {
      about: { asOf: "2026-11-23", asOfText: "23 Nov 2026" },
      boroughs: { ids: ["a", "b", "c"], names: ["Ay", "Bee", "<b>Sea</b>"], places: [null, null, null], isHeld: [0, 0, 0] },
      functions: { ids: ["F1", "F2"], names: ["One", "Two"], areas: [0, 0], areaIds: ["AR"], areaNames: ["Area"] },
      systems: { ids: ["s1"], names: ["System"] },
      suppliers: { ids: ["p1"], names: ["Supplier"] },
      titles: ["Title"],
      states: STATES,
      standings: ["live", "expired_in_use", "rolling", "unknown", "withheld", "not_applicable", "ended"],
      hostings: ["unknown"],
      routes: ["unknown"],
      together: {
        isNamed: true,
        nMore: 0,
        sets: [
          { id: "x", function: "F1", n: 2, from: 1, until: 2, by: 1, annual: null, nValued: 0, level: "", members: [0, 0, 1, 0] },
        ],
      },
    },
    columns: {
      "line.borough": Uint16Array.of(0, 1, 2, 2),
      "line.function": Uint16Array.of(0, 0, 0, NONE),
      "line.state": Uint8Array.of(0, 0, 4, 7),
      "line.system": Uint16Array.of(0, 0, NONE, NONE),
      "line.supplier": Uint16Array.of(0, 0, NONE, NONE),
      "line.group": Uint16Array.of(0, 0, NONE, NONE),
      "line.hosting": new Uint8Array(4),
      "line.answer": Uint8Array.of(1, 1, 1, 0),
      "line.use": Int32Array.of(0, 1, 2, 3),
      "line.contract": Int32Array.of(0, 0, -1, -1),
      "contract.standing": Uint8Array.of(0),
      "contract.end": Int32Array.of(readDay("2027-03-31")),
      "contract.lastEnd": Int32Array.of(0),
      "contract.latestEnd": Int32Array.of(readDay("2028-03-31")),
      "contract.precision": Uint8Array.of(0),
      "contract.nOptions": Uint8Array.of(1),
      "contract.optionMonths": Int32Array.of(12),
      "contract.route": Uint8Array.of(0),
      "contract.annual": Float64Array.of(NaN),
      "contract.title": Int32Array.of(0),
      "contract.lead": Uint16Array.of(0),
      "contract.function": Uint16Array.of(0),
    },
  });
}

test("a list counts under all filters but its own", () => {
  const selection = new Selection(small());
  selection.set({ ...noFilters(), borough: new Set([0]) });
  assert.equal(selection.lines.length, 1);
  assert.deepEqual([...selection.counts.borough], [1, 1, 2]);
  assert.equal(selection.counts.system[0], 1);
  selection.set(noFilters());
  assert.equal(selection.lines.length, 4);
});

test("text must be found word by word, in any name", () => {
  const selection = new Selection(small());
  selection.set({ ...noFilters(), text: "SYSTEM bee" });
  assert.deepEqual([...selection.lines], [1]);
});

test("a contract of several lines counts once, and a borough once", () => {
  const selection = new Selection(small());
  const told = byQuarter(selection, quarterOf(readDay("2026-11-23")), 12);
  assert.deepEqual([...told.committed.slice(0, 3)], [0, 1, 0]);
  assert.equal(told.latest[5], 1);
  assert.deepEqual(
    ranking(selection, "system").map(({ boroughs }) => boroughs),
    [2],
  );
  assert.equal(together(selection)[0].boroughs.length, 2);
});

test("none is an answer and unknown is not", () => {
  const selection = new Selection(small());
  assert.equal(coverage(selection).known, 3);
  assert.equal(coverage(selection).unknowns, 1);
  assert.equal(STATES[byBorough(selection).selected[2]], "none");
});

test("an address is read as it was written, and what it cannot mean is told", () => {
  const data = small(),
    filters = { ...noFilters(), borough: new Set([0, 2]), system: new Set([1 + 4]), from: readDay("2027-01-01"), text: "a&b=c" };
  const address = written({ filters, columns: null, sort: "-end", matrixBy: "area", mapBy: "use" }, data);
  const again = read(`#${address}`, data, new Set(["end"]));
  assert.deepEqual(again.ignored, []);
  assert.deepEqual(again.shown.filters, filters);
  assert.match(address, /system=~none/);
  assert.deepEqual(read("#borough=zz&from=2027-02-30&x=%", data, new Set()).ignored.length, 3);
});

test("a cell that a spreadsheet would take for a formula is text", () => {
  for (const text of ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\u200b=1", "＝1"])
    assert.match(safeCell(text), /^"?'/, JSON.stringify(text));
  assert.equal(safeCell("-12.5"), "-12.5");
  assert.equal(safeCell('a "b", c'), '"a ""b"", c"');
  assert.equal(csvText(["A"], [["b"]]), "\ufeffA\r\nb\r\n");
});

test("days, quarters and money are written as the library writes them", () => {
  assert.equal(dayText(readDay("2027-07-31")), "31 Jul 2027");
  assert.equal(dayText(readDay("2027-07-01"), 1), "Jul 2027");
  assert.equal(dayText(-(2 ** 31)), "unknown");
  assert.equal(quarterText(quarterOf(readDay("2026-11-23"))), "Oct to Dec 2026");
  assert.equal(isoDay(quarterStart(quarterOf(readDay("2026-11-23")))), "2026-10-01");
  assert.equal(isoDay(addMonths(readDay("2027-08-31"), 18)), "2029-02-28");
  assert.deepEqual([410200, 2140000, 950, NaN].map(money), ["£410k", "£2.1m", "£950", "unknown"]);
  assert.equal(readDay("2027-02-30"), null);
});

test("packed columns come back", () => {
  const header = new TextEncoder().encode('{"columns":[["b","u1",0,2]]} '.padEnd(36));
  const whole = new Uint8Array(4 + header.length + 8);
  new DataView(whole.buffer).setUint32(0, header.length, true);
  whole.set(header, 4);
  whole.set([7, 9], 4 + header.length);
  assert.deepEqual([...parted(whole.buffer).columns.b], [7, 9]);
});
