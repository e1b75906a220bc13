import { describe, expect, it } from 'vitest';
import { permutation, seeded } from '../../../../src-shared/random.ts';
import { plannedStreams, shiftsMet, type StreamSequence } from '../../../../src-shared/runs/streams.ts';
import type { Shift } from '../../../../src-shared/run-config.ts';

const fog: Shift = { corruption: 'fog', severity: 5 };
const snow: Shift = { corruption: 'snow', severity: 3 };
const clean: Shift = { corruption: 'clean', severity: 0 };
const all = [fog, snow, clean];

const sequence: StreamSequence = {
  ...{ order: 'separate', shifts: all, shiftOrder: 'listed', course: 'constant', rounds: 1, seed: 1 },
};
const streams = (changes: Partial<StreamSequence> = {}) => plannedStreams({ ...sequence, ...changes });
const names = (changes: Partial<StreamSequence> = {}): string[] => streams(changes).map(({ name }) => name);

describe('the streams of a run', () => {
  it('are its shifts in their order', () => {
    expect(names()).toEqual(['fog/5', 'snow/3', 'clean']);
    expect(streams().map(({ round, visit }) => [round, visit])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it('are one of all shifts where they are mixed, named by the only shift where there is one', () => {
    const [mixed] = streams({ order: 'mixed' });
    expect(mixed).toMatchObject({ name: 'mixed', corruption: 'mixed', severity: 5, shifts: all });
    expect(streams({ order: 'mixed', shifts: [snow] })[0]).toMatchObject({ name: 'snow/3', corruption: 'mixed' });
    expect(names({ order: 'mixed', rounds: 3 })).toEqual(['mixed', 'mixed#2', 'mixed#3']);
    expect(streams({ order: 'mixed', shifts: [] })).toEqual([]);
  });

  it('come again in each round, under names of their own', () => {
    const found = streams({ rounds: 3 });
    expect(found.map(({ position }) => position)).toEqual([...Array(9).keys()]);
    expect(found.map(({ name }) => name)).toEqual([
      ...['fog/5', 'snow/3', 'clean'],
      ...['fog/5#2', 'snow/3#2', 'clean#2'],
      ...['fog/5#3', 'snow/3#3', 'clean#3'],
    ]);
    expect(found.map(({ round }) => round)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    for (const [position, { shifts, corruption, severity }] of found.entries()) {
      expect({ shifts, corruption, severity }).toMatchObject({ shifts: [all[position % 3]], ...all[position % 3] });
    }
  });

  it('rise to the severity of their shift and fall again where it is gradual', () => {
    const found = streams({ course: 'gradual', shifts: [fog, clean, snow] });
    expect(found.map(({ severity }) => severity).join('')).toBe('123454321012321');
    expect(found.map(({ name }) => name).slice(3, 7)).toEqual(['fog/4', 'fog/5', 'fog/4#2', 'fog/3#2']);
    expect(shiftsMet({ ...sequence, course: 'gradual', shifts: [snow] }).map(({ severity }) => severity)).toEqual([
      1, 2, 3,
    ]);
    expect(names({ course: 'gradual', shifts: [{ corruption: 'fog', severity: 1 }] })).toEqual(['fog/1']);
  });

  it('rise through the severities of a shift that has several, as where a folder has some only', () => {
    const [ten, two] = [10, 2].map((severity) => ({ corruption: 'stripes', severity }));
    const found = streams({ course: 'gradual', shifts: [ten!, snow, two!] });
    expect(found.map(({ name }) => name).slice(0, 4)).toEqual(['stripes/2', 'stripes/10', 'stripes/2#2', 'snow/1']);
    expect(found.map(({ place }) => place)).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
    expect(shiftsMet({ ...sequence, course: 'gradual', shifts: [ten!, two!] })).toEqual([two, ten]);
  });

  it('come in an order drawn by the seed, the same in each round', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ corruption: `c${index}`, severity: 1 + (index % 5) }));
    const orders = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const drawn = streams({ shifts: many, shiftOrder: 'shuffled', rounds: 2, seed }).map(
        ({ corruption }) => corruption,
      );
      expect(drawn.slice(0, 12).toSorted()).toEqual(many.map(({ corruption }) => corruption).toSorted());
      expect(drawn.slice(12)).toEqual(drawn.slice(0, 12));
      orders.add(drawn.join());
    }
    expect(orders.size).toBe(20);
  });

  it('have names of their own, whatever is asked for', () => {
    const random = seeded(7);
    for (let trial = 0; trial < 200; trial++) {
      const order = permutation(all.length, random).slice(0, 1 + Math.floor(random() * 3));
      const changes: Partial<StreamSequence> = {
        shifts: Array.from(order, (place) => all[place]!),
        course: random() < 0.5 ? 'gradual' : 'constant',
        shiftOrder: random() < 0.5 ? 'shuffled' : 'listed',
        rounds: 1 + Math.floor(random() * 4),
        seed: trial,
      };
      const found = names(changes);
      expect(new Set(found).size).toBe(found.length);
    }
  });
});
