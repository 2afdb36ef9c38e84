/** Reads what `packing.py` packs: base64 of gzip of a header and columns of numbers. */

/** @typedef {Uint8Array | Uint16Array | Int32Array | Float64Array} Column */
/** @typedef {{header: any, columns: Record<string, any>}} Unpacked */

const KINDS = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array, f8: Float64Array };

/**
 * @param {string} text
 * @returns {Promise<Unpacked>}
 */
export async function unpack(text) {
  const letters = atob(text.trim());
  const packed = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place++) packed[place] = letters.charCodeAt(place);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return parted(await new Response(stream).arrayBuffer());
}

/**
 * @param {ArrayBuffer} whole
 * @returns {Unpacked}
 */
export function parted(whole) {
  const length = new DataView(whole).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
  /** @type {Record<string, Column>} */
  const columns = {};
  for (const [name, kind, offset, size] of header.columns) {
    columns[name] = new KINDS[/** @type {keyof typeof KINDS} */ (kind)](whole, 4 + length + offset, size);
  }
  return { header, columns };
}
