/** Records when user code runs, so that hanging code can be ended. */
export interface OwnClock {
  /** @param file whose code begins */
  enter(file: string): void;
  leave(): void;
}

export const noClock: OwnClock = { enter: () => undefined, leave: () => undefined };

/** Threads that may run user code at once. */
const places = 64;
const cellsOf = (memory: SharedArrayBuffer): BigInt64Array<SharedArrayBuffer> => new BigInt64Array(memory);

/** For all threads of a process: which place is next, then for each place since when it is running (0: idle) and what. */
export function clockMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer((1 + 2 * places) * BigInt64Array.BYTES_PER_ELEMENT);
}

/** 52 bits of the text, by which a file is found again among a few. */
function markOf(file: string): bigint {
  let hash = 0n;
  for (const char of file) hash = BigInt.asUintN(52, hash * 31n + BigInt(char.codePointAt(0)!));
  return hash;
}

/** The clock of one thread. */
export class SharedClock implements OwnClock {
  private readonly cells: BigInt64Array<SharedArrayBuffer>;
  private readonly at: number;

  constructor(memory: SharedArrayBuffer) {
    this.cells = cellsOf(memory);
    this.at = 1 + 2 * (Number(Atomics.add(this.cells, 0, 1n)) % places);
  }

  enter(file: string): void {
    Atomics.store(this.cells, this.at + 1, markOf(file));
    Atomics.store(this.cells, this.at, BigInt(Date.now()));
  }

  leave(): void {
    Atomics.store(this.cells, this.at, 0n);
  }
}

/** The file that has been running the longest, and for how many seconds; undefined if none is. */
export function longestAtWork<T extends { readonly file: string }>(
  memory: SharedArrayBuffer,
  files: readonly T[],
): { readonly own: T; readonly seconds: number } | undefined {
  const cells = cellsOf(memory);
  let [first, mark] = [0n, 0n];
  for (let at = 1; at < cells.length; at += 2) {
    const since = Atomics.load(cells, at);
    if (since === 0n || (first !== 0n && since >= first)) continue;
    [first, mark] = [since, Atomics.load(cells, at + 1)];
  }
  const own = first === 0n ? undefined : files.find(({ file }) => markOf(file) === mark);
  return own && { own, seconds: (Date.now() - Number(first)) / 1000 };
}

/** Nothing is running: ended threads can't report that themselves. */
export function clearClock(memory: SharedArrayBuffer): void {
  const cells = cellsOf(memory);
  for (let at = 1; at < cells.length; at += 2) Atomics.store(cells, at, 0n);
}
