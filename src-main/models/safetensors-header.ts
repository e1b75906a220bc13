/** Bytes of JSON's own signs. */
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const openObject = 0x7b;
const openList = 0x5b;
const closeObject = 0x7d;
const closeList = 0x5d;

/** {tensor: {shape: [extent]}} */
const deepest = 3;
/** PyTorch and NumPy have no tensors of more axes. */
const mostAxes = 64;
const longestName = 1000;
/** The largest checkpoints have a few thousand. */
const mostTensors = 100_000;

interface Level {
  /** Keys of an object so far; none for a list. */
  readonly keys: Set<string> | undefined;
  commas: number;
}

/** Where a string ends that begins behind a quotation mark at `at`. */
function endOfString(header: Buffer, at: number): number {
  let end = at;
  while (end < header.length && header[end] !== quote) end += header[end] === backslash ? 2 : 1;
  return end;
}

function isKey(header: Buffer, end: number): boolean {
  let at = end + 1;
  while (at < header.length && header[at]! <= 0x20) at++;
  return header[at] === colon;
}

function keyText(header: Buffer, start: number, end: number): string {
  const raw = header.toString('utf8', start, end);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

/**
 * Trait of a header that no description of tensors has, found in one pass before parsing: JSON would take the last of
 * two entries of one name without a word, and a header that describes no tensors could take any time and memory.
 * @returns what is wrong, as the end of a sentence; undefined for a header that may be parsed
 */
export function headerProblem(header: Buffer): string | undefined {
  const levels: Level[] = [];
  for (let at = 0; at < header.length; at++) {
    const byte = header[at]!;
    if (byte === openObject || byte === openList) {
      if (levels.length === deepest) return 'its header is nested deeper than descriptions of tensors are';
      levels.push({ keys: byte === openObject ? new Set() : undefined, commas: 0 });
    } else if (byte === closeObject || byte === closeList) levels.pop();
    else if (byte === comma) {
      const level = levels.at(-1);
      if (level?.keys) continue;
      if (level && ++level.commas >= mostAxes) return `its header has a list of more than ${mostAxes} numbers`;
    } else if (byte === quote) {
      const end = endOfString(header, at + 1);
      const keys = levels.at(-1)?.keys;
      if (keys && isKey(header, end)) {
        if (end - at > longestName) return `its header has a name of more than ${longestName} letters`;
        const key = keyText(header, at + 1, end);
        if (keys.has(key)) return `its header has two entries for ${key}`;
        if (keys.size === mostTensors) return `its header has more than ${mostTensors} entries`;
        keys.add(key);
      }
      at = end;
    }
  }
  return undefined;
}

/** The beginning of a file: length and text of its header, padded so that the values stay aligned to 8 bytes. */
export function encodeHeader(header: Readonly<Record<string, unknown>>): Buffer {
  const json = JSON.stringify(header);
  const text = Buffer.from(json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}
