import { describe, expect, it } from 'vitest';
import { fingerprintSamples, planSamples } from '../../../src-main/data/samples.ts';
import { shiftName, streamName } from '../../../src-shared/runs/streams.ts';

const fog = { corruption: 'fog', severity: 5 };
const snow = { corruption: 'snow', severity: 3 };
const indices = (samples: readonly { index: number }[]): number[] => samples.map(({ index }) => index);
const describeSample = ({ index }: { readonly index: number }) => ({ id: `image ${index}`, label: index % 2 });

describe('planSamples', () => {
  it('shuffles all images, the same way for the same seed', () => {
    const samples = planSamples(50, { shifts: [fog], images: null, seed: 1 });
    expect(indices(samples).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(samples).toEqual(planSamples(50, { shifts: [fog], images: null, seed: 1 }));
    expect(indices(samples)).not.toEqual(indices(planSamples(50, { shifts: [fog], images: null, seed: 2 })));
  });

  it('draws a subset by seed, without repetition', () => {
    const drawn = indices(planSamples(50, { shifts: [fog], images: 20, seed: 1 }));
    expect(new Set(drawn).size).toBe(20);
    expect(new Set(drawn)).not.toEqual(new Set(indices(planSamples(50, { shifts: [fog], images: 20, seed: 2 }))));
  });

  it('mixes several shifts of the same images', () => {
    const samples = planSamples(50, { shifts: [fog, snow], images: 20, seed: 1 });
    const of = (name: string): number[] =>
      indices(samples.filter(({ shift }) => shift.corruption === name)).sort((a, b) => a - b);
    expect(of('fog')).toHaveLength(20);
    expect(of('fog')).toEqual(of('snow'));
    const firstHalf = samples.slice(0, 20).filter(({ shift }) => shift === fog).length;
    expect(firstHalf).toBeGreaterThan(3);
    expect(firstHalf).toBeLessThan(17);
  });

  it('keeps a limited number of samples that another order does not change', () => {
    const options = { shifts: [fog, snow], images: null, seed: 1, limit: 16 };
    const key = ({ index, shift }: { index: number; shift: { corruption: string } }): string =>
      `${shift.corruption} ${index}`;
    const first = planSamples(50, options).map(key);
    const second = planSamples(50, { ...options, orderSeed: 9 }).map(key);
    expect(first).toHaveLength(16);
    expect(second).not.toEqual(first);
    expect(second.toSorted()).toEqual(first.toSorted());
  });

  it('says when more images are asked for than there are', () => {
    expect(() => planSamples(5, { shifts: [fog], images: 6, seed: 1 })).toThrow('6 images are asked for');
    expect(() => planSamples(5, { shifts: [fog], images: 5, seed: 1, limit: 6 })).toThrow('6 samples are asked for');
  });

  it('plans nothing for an empty dataset', () => {
    expect(planSamples(0, { shifts: [fog], images: null, seed: 1 })).toEqual([]);
  });
});

describe('fingerprintSamples', () => {
  const samples = planSamples(10, { shifts: [fog], images: null, seed: 1 });
  const fingerprint = fingerprintSamples('set', samples, describeSample);

  it('changes with dataset, order, label, name and shift', () => {
    const others = [
      fingerprintSamples('other set', samples, describeSample),
      fingerprintSamples('set', samples.toReversed(), describeSample),
      fingerprintSamples('set', samples, (sample) => ({ ...describeSample(sample), label: 5 })),
      fingerprintSamples('set', samples, (sample) => ({ ...describeSample(sample), id: `picture ${sample.index}` })),
      fingerprintSamples('set', planSamples(10, { shifts: [snow], images: null, seed: 1 }), describeSample),
    ];
    expect(new Set([fingerprint, ...others]).size).toBe(6);
    expect(fingerprint).toBe(fingerprintSamples('set', samples, describeSample));
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('names', () => {
  it('name a shift, clean images and a mixture', () => {
    expect(shiftName(fog)).toBe('fog/5');
    expect(streamName([{ corruption: 'clean', severity: 0 }])).toBe('clean');
    expect(streamName([fog, snow])).toBe('mixed');
  });
});

describe('the order of labels', () => {
  const classes = 10;
  const labelOf = (index: number) => (index * 7) % classes;
  const options = { shifts: [fog], images: 400, seed: 1 };
  const plan = (labels: object) => indices(planSamples(1000, { ...options, labelOf, ...labels }));
  const plain = indices(planSamples(1000, options));

  it.each([{ labelOrder: 'sorted' }, { labelOrder: 'dirichlet', concentration: 0.1 }])(
    'has the same images: %o',
    (labels) => {
      expect(plan(labels)).not.toEqual(plain);
      expect(plan(labels).toSorted()).toEqual(plain.toSorted());
      expect(plan(labels)).toEqual(plan(labels));
    },
  );

  it('is shuffled by default', () => {
    expect(plan({})).toEqual(plain);
    expect(plan({ labelOrder: 'shuffled', concentration: 3, imbalanceRatio: null })).toEqual(plain);
  });

  it('goes through the classes once where it is sorted, images in their drawn order', () => {
    const sorted = plan({ labelOrder: 'sorted' });
    expect(sorted).toEqual(
      Array.from({ length: classes }, (_, label) => plain.filter((i) => labelOf(i) === label)).flat(),
    );
  });

  it('is the more correlated the smaller δ is, over all shifts of a mixed stream', () => {
    const shares = [0.01, 1, 1000].map((concentration) => {
      const labels = { labelOf, labelOrder: 'dirichlet', concentration } as const;
      const order = indices(planSamples(1000, { ...options, shifts: [fog, snow], ...labels })).map(labelOf);
      return order.filter((label, i) => label === order[i - 1]).length / order.length;
    });
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });
});
