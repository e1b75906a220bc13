import type { DataPathReport } from './data-path.ts';
import type { BenchCase } from './bench-plan.ts';

/** Result of one contestant in one case. */
export interface Measurement extends BenchCase {
  readonly contestant: string;
  readonly version: string;
  readonly device: string;
  readonly compileSeconds: number;
  /** Median over all runs. */
  readonly secondsPerBatch: number;
  /** Processor time of all cores; nearly independent of other load on the machine. */
  readonly cpuSecondsPerBatch: number;
  readonly imagesPerSecond: number;
  readonly peakBytes: number;
  /**
   * Share of the machine's largest rate at plain products of the model's shapes that the products of this work are done at;
   * null where that rate could not be measured, and on other devices than the CPU.
   */
  readonly matmulShare: number | null;
  /** Relative to PyTorch, where it took part: below 1 is faster, or smaller. */
  readonly timeRatio: number | null;
  readonly cpuRatio: number | null;
  readonly memoryRatio: number | null;
  /** ‖logits − logits of the first contestant‖ relative to the latter, after some steps. */
  readonly difference: number | null;
}

export interface BenchFailure extends BenchCase {
  readonly contestant: string;
  readonly reason: string;
}

export interface BenchReport {
  readonly host: { readonly cpu: string; readonly cores: number; readonly platform: string; readonly node: string };
  readonly threads: number;
  readonly measurements: readonly Measurement[];
  readonly failures: readonly BenchFailure[];
  /** Why PyTorch did not take part, if it was asked to. */
  readonly peerMissing: string | null;
  /** The data path, or why it could not be timed; null where it was not asked for. */
  readonly dataPath: DataPathReport | { readonly reason: string } | null;
}

/** ‖a − b‖/‖b‖ */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  let [difference, norm] = [0, 0];
  for (const [i, value] of b.entries()) {
    difference += ((a[i] ?? NaN) - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(difference / (norm || 1));
}

/** Float32 values from base64. */
export function decodeFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer, 0, bytes.byteLength / 4);
}

const columns: readonly (readonly [string, (row: Measurement) => string])[] = [
  ['model', (row) => row.model],
  ['work', (row) => row.work],
  ['batch', (row) => String(row.batch)],
  ['engine', (row) => row.contestant],
  ['ms', (row) => (row.secondsPerBatch * 1000).toFixed(1)],
  ['images/s', (row) => row.imagesPerSecond.toFixed(1)],
  ['× PyTorch', (row) => row.timeRatio?.toFixed(2) ?? ''],
  ['CPU ms', (row) => (row.cpuSecondsPerBatch * 1000).toFixed(1)],
  ['× PyTorch', (row) => row.cpuRatio?.toFixed(2) ?? ''],
  ['of matmul rate', (row) => (row.matmulShare === null ? '' : `${(100 * row.matmulShare).toFixed(0)} %`)],
  ['compile s', (row) => row.compileSeconds.toFixed(2)],
  ['peak MiB', (row) => (row.peakBytes / 2 ** 20).toFixed(0)],
  ['× PyTorch', (row) => row.memoryRatio?.toFixed(2) ?? ''],
  ['difference', (row) => row.difference?.toExponential(1) ?? ''],
];

/** Head and rows of the table of a report. */
export function benchTable({ measurements }: BenchReport): { head: string[]; rows: string[][] } {
  return {
    head: columns.map(([title]) => title),
    rows: measurements.map((row) => columns.map(([, text]) => text(row))),
  };
}

/** How many times what a step of TENT takes one of a method takes, in the lab and in PyTorch: time, and processor time. */
export interface RelativeCost extends BenchCase {
  readonly contestant: string;
  readonly lab: number;
  readonly peer: number;
  readonly labCpu: number;
  readonly peerCpu: number;
}

/** Costs relative to TENT of all works that were timed beside it. */
export function relativeCosts({ measurements }: BenchReport): RelativeCost[] {
  const find = (wanted: BenchCase & { contestant: string }): Measurement | undefined =>
    measurements.find(
      ({ model, work, batch, contestant }) =>
        model === wanted.model && work === wanted.work && batch === wanted.batch && contestant === wanted.contestant,
    );
  return measurements
    .filter(({ contestant, work }) => contestant !== 'pytorch' && work !== 'tent')
    .flatMap((row) => {
      const { model, work, batch, contestant } = row;
      const tent = { model, batch, work: 'tent' } as const;
      const [ownTent, peerTent] = [find({ ...tent, contestant }), find({ ...tent, contestant: 'pytorch' })];
      const peer = find({ model, work, batch, contestant: 'pytorch' });
      if (!ownTent || !peerTent || !peer) return [];
      return [
        {
          ...{ model, work, batch, contestant },
          lab: row.secondsPerBatch / ownTent.secondsPerBatch,
          peer: peer.secondsPerBatch / peerTent.secondsPerBatch,
          labCpu: row.cpuSecondsPerBatch / ownTent.cpuSecondsPerBatch,
          peerCpu: peer.cpuSecondsPerBatch / peerTent.cpuSecondsPerBatch,
        },
      ];
    });
}

/** Head and rows of the table of relative costs. */
export function relativeCostTable(report: BenchReport): { head: string[]; rows: string[][] } {
  const compared = (lab: number, peer: number): string[] => [lab, peer, lab / peer].map((value) => value.toFixed(2));
  return {
    head: [
      ...['model', 'work', 'batch', 'engine', '× TENT', 'PyTorch × TENT', 'quotient'],
      ...['CPU × TENT', 'PyTorch CPU × TENT', 'quotient'],
    ],
    rows: relativeCosts(report).map(({ model, work, batch, contestant, lab, peer, labCpu, peerCpu }) => [
      ...[model, work, String(batch), contestant, ...compared(lab, peer), ...compared(labCpu, peerCpu)],
    ]),
  };
}

/** One sentence about the data path, or undefined where it was not timed. */
export function dataPathText({ dataPath }: BenchReport): string | undefined {
  if (dataPath === null) return undefined;
  if ('reason' in dataPath) return dataPath.reason;
  const { photo, imageSize, imagesPerSecond, threads, cpuSecondsPerImage, peakBytes } = dataPath;
  const file = `JPEG files of ${photo.width}×${photo.height} pixels and ${Math.round(photo.bytes / 1000)} kB`;
  const speed = `${imagesPerSecond.toFixed(1)} images/s on ${threads === 1 ? 'one thread' : `${threads} threads`}`;
  const cost = `${(1000 * cpuSecondsPerImage).toFixed(1)} ms of a core each`;
  const memory = `peak memory ${(peakBytes / 2 ** 20).toFixed(0)} MiB`;
  return `${file} to tensors of ${imageSize}×${imageSize}: ${speed}, ${cost}, ${memory}.`;
}

/** Head and rows of a table that says how much faster images come than they are computed on, for models fed from JPEG files. */
export function dataPathTable({ dataPath, measurements }: BenchReport): { head: string[]; rows: string[][] } {
  const head = ['model', 'work', 'batch', 'engine', 'images/s', 'data path ×', 'cores for data'];
  if (dataPath === null || 'reason' in dataPath) return { head, rows: [] };
  const rows = measurements
    .filter(({ model, contestant }) => model === 'vit-b16' && contestant !== 'pytorch')
    .map(({ model, work, batch, contestant, imagesPerSecond }) => [
      model,
      work,
      String(batch),
      contestant,
      imagesPerSecond.toFixed(1),
      (dataPath.imagesPerSecond / imagesPerSecond).toFixed(1),
      (dataPath.cpuSecondsPerImage * imagesPerSecond).toFixed(3),
    ]);
  return { head, rows };
}
