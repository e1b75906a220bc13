import type { Random } from '../../src-shared/random.ts';

/** A whole number from 0 to `count - 1`. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

export function choose<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)]!;
}

/** Numbers at which code that reads sizes and counts breaks. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** A piece of at most `longest` bytes. */
function piece(bytes: Buffer, random: Random, longest = 64): Buffer {
  const at = below(random, bytes.length + 1);
  return bytes.subarray(at, at + below(random, Math.min(longest, bytes.length - at) + 1));
}

function inserted(bytes: Buffer, at: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[below(random, copy.length)]! ^= 1 << below(random, 8);
    return copy;
  },
  function setByte(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[below(random, copy.length)] = below(random, 256);
    return copy;
  },
  function setNumber(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length < 4) return copy;
    copy.writeUInt32LE(choose(random, edges), below(random, copy.length - 3));
    return copy;
  },
  function cutEnd(bytes, random) {
    return bytes.subarray(0, below(random, bytes.length + 1));
  },
  function remove(bytes, random) {
    const at = below(random, bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 64))]);
  },
  function repeat(bytes, random) {
    const copied = piece(bytes, random);
    const times = choose(random, [1, 2, 100]);
    return inserted(bytes, below(random, bytes.length + 1), Buffer.concat(Array<Buffer>(times).fill(copied)));
  },
  function insert(bytes, random) {
    const added = Uint8Array.from({ length: 1 + below(random, 16) }, () => below(random, 256));
    return inserted(bytes, below(random, bytes.length + 1), added);
  },
  function swap(bytes, random) {
    const copy = Buffer.from(bytes);
    piece(bytes, random).copy(copy, below(random, bytes.length + 1));
    return copy;
  },
];

/** Bytes with one to four things wrong with them; the same for the same numbers drawn. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  const times = 1 + below(random, 4);
  let result: Buffer = Buffer.from(bytes);
  for (let i = 0; i < times; i++) result = choose(random, mutations)(result, random);
  return result;
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Values for places where something else is expected. */
const strangers: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  (random) => choose(random, [0, -1, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e-320]),
  (random) => choose(random, ['', ' ', '\0', '../../etc/passwd', '__proto__', '💥', '‮', '=1+1', '\u001b[31m']),
  (random) => 'x'.repeat(choose(random, [100, 10_000, 100_000])),
  () => [],
  () => ({}),
  () => ({ length: { toString: 1 } }),
  () => ({ toString: null, valueOf: null, toJSON: 1 }),
  (random) => nested(choose(random, [10, 100, 5000])),
  (random) => Array<number>(choose(random, [10, 10_000])).fill(1),
];

function stranger(random: Random): unknown {
  return choose(random, strangers)(random);
}

function mutateObject(value: Readonly<Record<string, unknown>>, random: Random): unknown {
  const entries = Object.entries(value);
  const at = below(random, entries.length);
  const [key, inner] = entries[at] ?? ['', null];
  const others = entries.filter((_, i) => i !== at);
  switch (below(random, 5)) {
    case 0:
      return Object.fromEntries(others);
    case 1:
      return Object.fromEntries([...others, [`${key}x`, inner]]);
    case 2:
      return Object.fromEntries([...entries, ['extra', stranger(random)]]);
    default:
      return Object.fromEntries([...others, [key, mutateJson(inner, random)]]);
  }
}

function mutateList(value: readonly unknown[], random: Random): unknown {
  const at = below(random, value.length);
  switch (below(random, 4)) {
    case 0:
      return value.toSpliced(at, 1);
    case 1:
      return [...value, ...Array<unknown>(choose(random, [1, 2, 1000])).fill(value[at] ?? null)];
    default:
      return value.length === 0 ? [stranger(random)] : value.with(at, mutateJson(value[at], random));
  }
}

/** A JSON value of which one part is missing, doubled, or something else. */
export function mutateJson(value: unknown, random: Random): unknown {
  if (random() < 0.2) return stranger(random);
  if (Array.isArray(value)) return mutateList(value, random);
  if (typeof value === 'object' && value !== null) {
    return mutateObject(value as Readonly<Record<string, unknown>>, random);
  }
  return stranger(random);
}

/** The text of a JSON value with something wrong with it, in what it says or in how it is written. */
export function mutateJsonText(value: unknown, random: Random): string {
  const changed = random() < 0.5 ? mutateJson(value, random) : value;
  // Nested deeper than JSON can be written here, which can be read all the same.
  if (random() < 0.02) return `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const text = safeJson(changed);
  return random() < 0.5 ? mutateBytes(Buffer.from(text), random).toString() : text;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '[';
  }
}
