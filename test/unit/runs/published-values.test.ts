import { describe, expect, it } from 'vitest';
import { configure } from '../../../src-main/runs/configure.ts';
import { PublishedValues, type KnownRun } from '../../../src-main/runs/published-values.ts';
import { settings } from '../../../src-shared/comparison/settings.ts';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { checkpoints, type CheckpointId } from '../../../src-shared/published/checkpoints.ts';
import { comparedApart } from '../../../src-shared/published/differences.ts';
import { paperShifts } from '../../../src-shared/published/protocols.ts';
import { publishedTables } from '../../../src-shared/published/published.ts';
import type { Provenance } from '../../../src-shared/provenance.ts';
import type { ShiftRecord } from '../../../src-shared/records.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { plannedStreams } from '../../../src-shared/runs/streams.ts';

const values = new Map<string, unknown>();
const store = {
  readOnly: false,
  readValue: (key: string) => values.get(key) ?? null,
  writeValue: (key: string, value: unknown) => void values.set(key, value),
} as ConstructorParameters<typeof PublishedValues>[0];
const published = new PublishedValues(store);

const augreg2: CheckpointId = 'vit_base_patch16_224.augreg2_in21k_ft_in1k';
const augreg: CheckpointId = 'vit_base_patch16_224.augreg_in21k_ft_in1k';

const provenance = (changes: Partial<Provenance> = {}): Provenance => ({
  engine: 'onnx-cpu',
  device: 'cpu',
  engineVersion: '1',
  threads: 1,
  labVersion: '1',
  gitCommit: null,
  nodeVersion: '22',
  os: 'linux',
  host: 'here',
  modelHash: checkpoints[augreg2].sha256,
  arithmetic: checkpoints[augreg2].arithmetic,
  mggHash: null,
  datasetFingerprint: 'f',
  preprocessing: '224×224, mean 0.5, std 0.5',
  ...changes,
});

const imagenetC = {
  kind: 'folder',
  path: '/data/imagenet-c',
  source: '/data/val',
  benchmark: 'imagenet-c',
  corrupted: true,
} as const;

interface Made {
  readonly config?: Partial<RunConfigInput>;
  readonly record?: Partial<Provenance>;
  /** Images of each stream. */
  readonly images?: number;
}

async function runOf({ config = {}, record = {} }: Made): Promise<KnownRun> {
  const input = { dataset: imagenetC, model: '/m.safetensors', method: 'tent', shifts: [...paperShifts], ...config };
  return { config: (await configure(input)).config, provenance: provenance(record), inputs: {} };
}

async function standing(made: Made = {}) {
  const run = await runOf(made);
  const streams = plannedStreams(run.config).map(({ position, corruption, severity, shifts }): ShiftRecord => ({
    ...{ position, corruption, severity, batchCount: 1, fingerprint: 'f', status: 'done', summary: null },
    imageCount: (made.images ?? 50_000) * (run.config.order === 'mixed' ? shifts.length : 1),
  }));
  return published.of(run, streams);
}

const wild = (config: Partial<RunConfigInput> = {}): Made => ({
  config: { normalisation: 'imagenet', seed: 2021, imbalanceRatio: 500_000, replacement: true, ...config },
  record: { modelHash: checkpoints[augreg].sha256, preprocessing: '224×224' },
  images: 100_000,
});

describe('published numbers', () => {
  it('stand beside a run of their protocol, with their source', async () => {
    const found = await standing();
    expect(found.average).toEqual({ value: 59.6, source: 'MGTTA (AAAI 2025), Table 1' });
    expect(found.ece).toEqual({ value: 18.5, source: 'FOA (ICML 2024), results in its repository' });
    expect(found.streams).toHaveLength(15);
    expect(found.streams[0]).toEqual({
      ...{ corruption: 'gaussian_noise', severity: 5, value: 60.3 },
      source: 'MGTTA (AAAI 2025), Table 1',
    });
  });

  it('are those of the tables for other protocols', async () => {
    const average = async (config: Partial<RunConfigInput>) => (await standing({ config })).average;
    expect(await average({ order: 'mixed' })).toEqual({ value: 52.1, source: 'MGTTA (AAAI 2025), Table 7' });
    expect((await standing({ config: { order: 'mixed' } })).streams).toMatchObject([
      { corruption: 'mixed', value: 52.1 },
    ]);
    expect((await average({ method: 'lame' }))?.value).toBe(54.1);
    expect((await average({ budgetBatches: 20 }))?.value).toBe(55.7);
    expect((await average({ batchSize: 4 }))?.source).toBe('MGTTA (AAAI 2025), Table 8');
    const natural = (benchmark: 'imagenet-r' | 'imagenet-sketch', images: number, lambda: number) =>
      standing({
        config: {
          dataset: { kind: 'folder', path: '/r', source: '/val', benchmark },
          method: 'foa',
          options: { lambda },
          shifts: [{ corruption: 'clean', severity: 0 }],
        },
        images,
      });
    expect((await natural('imagenet-r', 30_000, 0.2)).streams).toMatchObject([{ corruption: 'clean', value: 63.8 }]);
    expect((await natural('imagenet-r', 30_000, 0.4)).streams).toEqual([]);
    expect((await natural('imagenet-sketch', 50_889, 0.4)).average?.value).toBe(49.9);
  });

  it('are those of SAR under its label shift, drawn here or by its own file of indices', async () => {
    const source = 'SAR (ICLR 2023), results in its repository: online label shifts';
    expect((await standing(wild({ method: 'sar' }))).average).toEqual({ value: 58, source });
    const orderFile = '/sar/dataset/total_100000_ir_500000_class_order_shuffle_yes.npy';
    const listed = wild({ method: 'sar', orderFile, imbalanceRatio: null, replacement: false });
    expect((await standing(listed)).average).toEqual({ value: 58, source });
    const other = wild({ orderFile: orderFile.replace('500000', '1000'), imbalanceRatio: null, replacement: false });
    expect((await standing(other)).average).toBeNull();
    expect((await standing({ ...wild(), record: {} })).average).toBeNull();
  });

  it('of single streams stand beside a run of fewer corruptions, the average does not', async () => {
    const found = await standing({ config: { shifts: [{ corruption: 'fog', severity: 5 }] } });
    expect(found.streams).toMatchObject([{ corruption: 'fog', value: 2.3 }]);
    expect(found.average).toBeNull();
    expect(found.others[0]?.differences).toEqual([
      { key: 'shifts', label: 'Corruptions', run: 'fog, severity 5', published: 'all 15 corruptions, severity 5' },
    ]);
  });

  it('are not there for methods, corruptions and severities that nobody has printed', async () => {
    expect((await standing({ config: { method: 'foa_adam' } })).others).toEqual([]);
    const others = [
      { corruption: 'fog', severity: 3 },
      { corruption: 'spatter', severity: 5 },
    ];
    expect((await standing({ config: { shifts: others } })).streams).toEqual([]);
  });

  it('without a known checkpoint appear beside no run', async () => {
    const table = publishedTables.find(({ checkpoint }) => checkpoint === null)!;
    const run = await runOf(wild({ imbalanceRatio: null, replacement: false, seed: 2024 }));
    const printed = await published.printedOf(table, table.rows[1]!);
    const differences = await published.differences(await published.tested(run, 50_000), printed, false);
    expect(differences).toEqual([{ key: 'checkpoint', label: 'Checkpoint', run: augreg, published: 'not said' }]);
  });
});

/** A change of each setting of a protocol, so that a run is not that of Table 1 any more. */
const changes: Readonly<Record<string, Made>> = {
  dataset: { config: { dataset: { kind: 'quickstart', split: 'test' } } },
  'dataset.benchmark': { config: { dataset: { ...imagenetC, benchmark: 'imagenet' } } },
  'dataset.corrupted': { config: { dataset: { kind: 'folder', path: '/v', source: '/v', benchmark: 'imagenet-c' } } },
  'dataset.domains': { config: { dataset: { kind: 'folder', path: '/d', source: '/v', domains: true } } },
  checkpoint: { record: { modelHash: 'f'.repeat(64) } },
  arithmetic: { record: { arithmetic: '12 heads, LayerNorm eps 1e-5, GELU (tanh), class token' } },
  normalisation: { config: { normalisation: 'imagenet' } },
  images: { config: { images: 1000 }, images: 1000 },
  orderFile: { config: { orderFile: '/some.npy' } },
  shifts: { config: { shifts: paperShifts.slice(1) } },
  order: { config: { order: 'mixed' } },
  shiftOrder: { config: { shiftOrder: 'shuffled', policy: 'continual' } },
  course: { config: { course: 'gradual', policy: 'continual' } },
  rounds: { config: { rounds: 2, policy: 'continual' } },
  oodFolder: { config: { oodFolder: '/other' } },
  oodRate: { config: { oodFolder: '/other', oodRate: 0.25 } },
  imbalanceRatio: { config: { imbalanceRatio: 10 } },
  replacement: { config: { imbalanceRatio: 10, replacement: true } },
  labelOrder: { config: { labelOrder: 'sorted' } },
  concentration: { config: { labelOrder: 'dirichlet', concentration: 0.5 } },
  policy: { config: { policy: 'continual' } },
  resetEvery: { config: { resetEvery: 1000 } },
  batchSize: { config: { batchSize: 32 } },
  window: { config: { batchSize: 1, window: 16 } },
  speed: { config: { speed: 'given' } },
  stepCost: { config: { speed: 'given', stepCost: 3 } },
  sourceImages: { config: { method: 'foa', sourceImages: 100 } },
  budgetBatches: { config: { budgetBatches: 7 } },
  budgetSeconds: { config: { budgetSeconds: 7 } },
  classMask: { config: { classMask: [1, 2, 3] } },
  precision: { config: { precision: 'float16', engine: 'onnx-webgpu' } },
  'option.lr': { config: { options: { lr: 0.01 } } },
};

describe('a run of another protocol', () => {
  it('depends on every setting that decides numbers', () => {
    const compared = settings.flatMap(({ key, compare }) =>
      compare.topic === 'protocol' && !comparedApart.has(key) ? [key] : [],
    );
    expect(Object.keys(changes)).toEqual(expect.arrayContaining(compared));
  });

  it.each(Object.entries(changes))('in %s has no published number beside it, and says why', async (key, made) => {
    const run = await runOf(made);
    const table = publishedTables[0]!;
    const row = table.rows.find(({ method }) => method === run.config.method)!;
    const tested = await published.tested(run, made.images ?? 50_000);
    const found = await published.differences(tested, await published.printedOf(table, row), false);
    const label = settings.find((setting) => setting.key === key)?.label;
    const named = found.find((difference) => difference.key === key)!;
    expect(named.run).not.toBe(named.published);
    if (label !== undefined) expect(named.label).toBe(label);
    const { average, streams, others } = await standing(made);
    expect(average?.source).not.toBe(table.source);
    // Other corruptions take nothing from those that were tested.
    if (key !== 'shifts') expect(streams.map(({ source }) => source)).not.toContain(table.source);
    // There is a table of mixed shifts, and none of other data.
    const isOther = key === 'order' || key === 'dataset' || (key.startsWith('dataset.') && key !== 'dataset.corrupted');
    if (!isOther) expect(others.flatMap(({ differences }) => differences)).toContainEqual(named);
  });

  it('with fewer images than the benchmark has is one, although it asked for all', async () => {
    const { average, streams, others } = await standing({ images: 5000 });
    expect({ average, streams }).toEqual({ average: null, streams: [] });
    expect(others[0]?.differences).toEqual([
      { key: 'images', label: 'Images per shift', run: '5,000', published: '50,000' },
    ]);
  });
});

describe('the tables', () => {
  it('name methods and corruptions that the lab has, and print averages that are those of their rows', async () => {
    for (const table of publishedTables) {
      for (const row of table.rows) {
        const { config } = await published.printedOf(table, row);
        expect(config.method).toBe(row.method);
        const own = corruptionNames.map((name) => row.values[name]);
        if (own.some((value) => value === undefined)) continue;
        const mean = own.reduce<number>((sum, value) => sum + value!, 0) / own.length;
        expect(Math.abs(mean - row.values['average']!), `${table.source}, ${row.method}`).toBeLessThan(0.1);
      }
    }
  });
});

describe('results from elsewhere', () => {
  it('have published numbers beside them only where all of the protocol is stated', async () => {
    const run = await runOf({});
    const external = { file: 'log.txt', format: 'CSV', stated: ['method', 'batchSize', 'shifts'] };
    const known = { ...run, provenance: null, external };
    const { average, streams } = await published.of(known, []);
    expect({ average, streams }).toEqual({ average: null, streams: [] });
    const printed = await published.printedOf(publishedTables[0]!, publishedTables[0]!.rows[1]!);
    const differences = await published.differences(await published.tested(known, null), printed, false);
    const said = new Map(differences.map(({ key, run: own }) => [key, own]));
    for (const key of ['policy', 'order', 'normalisation', 'options']) expect(said.get(key), key).toBe('unknown');
    expect(said.get('checkpoint')).toBe('not recognised');
    expect(said.has('batchSize')).toBe(false);
  });
});
