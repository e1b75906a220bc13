import { describe, expect, it } from 'vitest';
import { findImages } from '../../../src-main/runs/find-images.ts';
import { imageFigures } from '../../../src-main/runs/image-figures.ts';
import type { RecordedRun } from '../../../src-main/runs/recorded-images.ts';
import type { ImageFilter } from '../../../src-shared/api/images.ts';
import { packRecords, type ImageRecord } from '../../../src-shared/metrics/image-records.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { doneRun } from '../shared/comparison/support.ts';

const shifts = [
  { corruption: 'fog', severity: 5 },
  { corruption: 'snow', severity: 3 },
];

/** label, prediction, confidence, −ln p of the label */
type Short = readonly [label: number, prediction: number, confidence: number, nll: number];

const recordOf = ([label, prediction, confidence, nll]: Short, index: number, shift: number): ImageRecord => ({
  ...{ index, shift, label, prediction, rank: label === prediction ? 0 : 1 },
  ...{ confidence, entropy: 1, nll, brier: 1, energy: 0 },
});

function runOf(name: string, streams: readonly (readonly Short[])[], dataset = 'a'): RecordedRun {
  return {
    run: { ...doneRun('A', { fog: 0.5 }).run, name },
    shifts,
    dataset,
    streams: streams.map((images, shift) => ({
      name: shiftName(shifts[shift]!),
      records: packRecords(images.map((image, index) => recordOf(image, index, shift))),
      weights: undefined,
      shifts: shifts.map(shiftName),
    })),
  };
}

const run = runOf('TENT', [
  [
    [0, 0, 0.9, 0.1],
    [1, 2, 0.5, 3],
    [2, 2, 0.75, 0.3],
  ],
  [
    [0, 1, 0.25, 2],
    [1, 1, 0.5, 0.7],
  ],
]);
const baseline = runOf('NoAdapt', [
  [
    [0, 1, 0.5, 1],
    [1, 1, 0.5, 0.5],
    [2, 2, 0.5, 0.5],
  ],
  [
    [0, 1, 0.5, 2],
    [1, 0, 0.5, 2],
  ],
]);
const everything: ImageFilter = {
  ...{ kind: 'all', shift: null, label: null, prediction: null, selected: null, from: 0, to: 1, order: 'stream' },
};
const all = { offset: 0, limit: 100 };
const places = (filter: Partial<ImageFilter>, other: RecordedRun | undefined = baseline) =>
  findImages(run, other, { ...everything, ...filter }, all).images.map(({ stream, place }) => `${stream} ${place}`);

describe('finding images of a run', () => {
  it('counts each kind, and shows both runs', () => {
    const { counts, images } = findImages(run, baseline, everything, all);
    expect(counts).toEqual({ all: 5, right: 3, wrong: 2, gained: 2, lost: 1 });
    expect(images[1]).toEqual({
      ...{ index: 1, shift: shifts[0], stream: 'fog/5', place: 1, label: 1, prediction: 2, confidence: 0.5, nll: 3 },
      ...{ entropy: 1, rank: 1, weight: null, other: { prediction: 1, confidence: 0.5 } },
    });
  });

  it('finds flips', () => {
    expect(places({ kind: 'gained' })).toEqual(['fog/5 0', 'snow/3 1']);
    expect(places({ kind: 'lost' })).toEqual(['fog/5 1']);
    expect(findImages(run, undefined, everything, all)).toMatchObject({
      counts: { gained: 0, lost: 0 },
      images: [{ other: null }, {}, {}, {}, {}],
    });
  });

  it('filters by shift, classes and confidence, together', () => {
    expect(places({ shift: 'snow/3' })).toEqual(['snow/3 0', 'snow/3 1']);
    expect(places({ label: 1 })).toEqual(['fog/5 1', 'snow/3 1']);
    expect(places({ prediction: 1, label: 0 })).toEqual(['snow/3 0']);
    expect(places({ from: 0.5, to: 0.75 })).toEqual(['fog/5 1', 'fog/5 2', 'snow/3 1']);
    expect(places({ from: 0.5, to: 0.75, kind: 'right', shift: 'fog/5' })).toEqual(['fog/5 2']);
  });

  it('shows what the method selected, and how right that was', async () => {
    const [fog, snow] = run.streams;
    const weighed = {
      ...run,
      // The last image of fog came after the method had stopped to adapt; snow has no weights at all.
      streams: [{ ...fog!, weights: Float32Array.of(0, 1.5) }, snow!],
    };
    const found = (selected: boolean | null) => findImages(weighed, undefined, { ...everything, selected }, all);
    expect(found(null).images.map(({ weight }) => weight)).toEqual([0, 1.5, 0, null, null]);
    expect(found(true)).toMatchObject({ weighed: true, counts: { all: 1, wrong: 1 }, images: [{ place: 1 }] });
    expect(found(false).counts.all).toBe(4);
    expect(findImages(run, undefined, everything, all).weighed).toBe(false);
    expect((await imageFigures(weighed, null)).selected).toEqual({ images: 1, correct: 0 });
    expect((await imageFigures(weighed, 'snow/3')).selected).toEqual({ images: 0, correct: 0 });
    expect((await imageFigures(run, null)).selected).toBeNull();
  });

  it('sorts over all streams, and pages through', () => {
    expect(places({ order: 'hardest' })).toEqual(['fog/5 1', 'snow/3 0', 'snow/3 1', 'fog/5 2', 'fog/5 0']);
    expect(places({ order: 'surest' })[0]).toBe('fog/5 0');
    const second = findImages(run, undefined, everything, { offset: 2, limit: 2 });
    expect(second.images.map(({ stream, place }) => [stream, place])).toEqual([
      ['fog/5', 2],
      ['snow/3', 0],
    ]);
  });

  it('refuses a run on another dataset', () => {
    expect(() => findImages(run, runOf('SAR', [[[0, 0, 1, 0]]], 'b'), everything, all)).toThrow(/another dataset/);
  });
});

describe('what the images of a run are like', () => {
  it('has bins, classes and confusions of all shifts', async () => {
    const figures = await imageFigures(run, null);
    expect(figures).toMatchObject({ images: 5, shifts: ['fog/5', 'snow/3'] });
    expect(figures.classes).toEqual([
      { label: 0, images: 2, correct: 1 },
      { label: 1, images: 2, correct: 1 },
      { label: 2, images: 1, correct: 1 },
    ]);
    expect(figures.confusions).toEqual([
      { label: 0, prediction: 1, images: 1 },
      { label: 1, prediction: 2, images: 1 },
    ]);
    expect(figures.bins).toHaveLength(15);
    expect(figures.bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(figures.riskCoverage.risk.at(-1)).toBeCloseTo(2 / 5, 12);
  });

  it('gives the accuracy under each shift, also of a mixed stream', async () => {
    const [first, second] = run.streams;
    const records = Buffer.concat([first!.records, second!.records]);
    const mixed = { ...run, streams: [{ ...first!, name: 'mixed', records }] };
    const expected = [
      { shift: 'fog/5', images: 3, correct: 2 },
      { shift: 'snow/3', images: 2, correct: 1 },
    ];
    expect((await imageFigures(mixed, null)).byShift).toEqual(expected);
    expect((await imageFigures(run, 'fog/5')).byShift).toEqual(expected);
  });

  it('has those of one shift, and says when there is none', async () => {
    expect((await imageFigures(run, 'snow/3')).images).toBe(2);
    await expect(imageFigures(run, 'frost/1')).rejects.toThrow(/no image under frost\/1/);
  });
});

describe('a run of many images', () => {
  const many = (name: string, images: number): RecordedRun =>
    runOf(
      name,
      shifts.map((_, stream) =>
        Array.from({ length: images }, (_image, i): Short => {
          const label = i % 50;
          const prediction = (i + stream + name.length) % 3 === 0 ? label : (label + (i % 7) + 1) % 50;
          return [label, prediction, ((i * 7919) % 1000) / 1000, ((i * 104_729) % 997) / 100];
        }),
      ),
    );
  const page = { offset: 30, limit: 60 };

  it('is sent in no more bytes than one of few', async () => {
    const bytes = async (images: number): Promise<number[]> => {
      const [one, two] = [many('TENT', images), many('NoAdapt', images)];
      const sent = [
        ...(['stream', 'hardest'] as const).map((order) =>
          findImages(one, two, { ...everything, kind: 'gained', order }, page),
        ),
        await imageFigures(one, null),
      ];
      return sent.map((answer) => JSON.stringify(answer).length);
    };
    const [few, more] = [await bytes(2000), await bytes(20_000)];
    more.forEach((size, i) => expect(size).toBeLessThan(1.1 * few[i]!));
  });

  it('is in the order in which sorting all of its images would put it', () => {
    const [one, two] = [many('TENT', 3000), many('NoAdapt', 3000)];
    const all = findImages(one, two, { ...everything, kind: 'lost' }, { offset: 0, limit: 100_000 }).images;
    for (const [order, key] of [
      ['hardest', 'nll'],
      ['surest', 'confidence'],
    ] as const) {
      const sorted = all.toSorted((a, b) => b[key] - a[key]);
      for (const offset of [0, 30, all.length - 20, all.length + 5]) {
        const found = findImages(one, two, { ...everything, kind: 'lost', order }, { offset, limit: 60 }).images;
        expect(found).toEqual(sorted.slice(offset, offset + 60));
      }
    }
  });
});
