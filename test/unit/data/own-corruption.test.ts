import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyOwn } from '../../../src-main/data/corruptions/own/own-corruptions.ts';
import { findQuickstartFolder } from '../../../src-main/data/datasets.ts';
import { PreparationPool } from '../../../src-main/data/prepare/pool.ts';
import { checkShift } from '../../../src-main/data/shifts.ts';
import { clearClock, clockMemory, longestAtWork, SharedClock } from '../../../src-main/own/own-clock.ts';
import type { OwnSource } from '../../../src-main/own/own-source.ts';
import { ownCorruptionText } from '../../support/own-corruption.ts';
import { some } from '../../support/thorough.ts';

const ownOf = (id: string, change?: (text: string) => string): OwnSource => ({
  id,
  file: path.join('/home/me/methods', `${id}.corruption.ts`),
  source: ownCorruptionText(id, change),
});
const size = 32;
const origin = { kind: 'painted', folder: findQuickstartFolder(), split: 'validation' } as const;

/** The first images of the quick start under an own corruption, in threads as runs have them. */
async function prepared(own: OwnSource, shifts: readonly { index: number; severity: number }[]): Promise<Uint8Array[]> {
  const pool = new PreparationPool(origin, 1, { sources: [own] });
  try {
    const requests = shifts.map(({ index, severity }) => ({
      ...{ index, imageSize: size },
      shift: { corruption: own.id, severity },
    }));
    return (await pool.prepare(requests)).map((one) => ('pixels' in one ? one.pixels : new Uint8Array()));
  } finally {
    await pool.close();
  }
}

const blackShare = (pixels: Uint8Array): number =>
  pixels.filter((value, at) => at % 3 === 0 && value === 0).length / (size * size);

describe('an own corruption', () => {
  it('gives the same image for the same place and severity, in any thread', async () => {
    const own = ownOf('dead');
    const asked = [1, 2, 3].map((severity) => ({ index: 0, severity }));
    const images = await prepared(own, [...asked, { index: 0, severity: 3 }, { index: 1, severity: 3 }]);
    const [first, second, third, again, other] = images as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    expect(again).toEqual(third);
    expect(other).not.toEqual(third);
    expect(await prepared(own, [{ index: 0, severity: 2 }])).toEqual([second]);
    expect(blackShare(second) - blackShare(first)).toBeGreaterThan(0.1);
    expect(blackShare(third)).toBeGreaterThan(0.45);
    await expect(prepared(own, [{ index: 0, severity: 4 }])).rejects.toMatchObject({
      message: 'dead has no severity 4.',
    });
    expect(identifyOwn({ sources: [own] }, 'dead')).toMatch(/^dead sha256:[0-9a-f]{64}$/);
    expect(identifyOwn({ sources: [own] }, 'fog')).toBeUndefined();
  });

  it.each(
    some(
      [
        ['size', 'data: corrupted };', 'data: corrupted.slice(3) };', 'gave 3069 values for an image of 32×32 pixels'],
        ['pixels', 'return { width,', 'return { width: 9,', 'made 9×32 pixels of an image of 32×32 pixels'],
        ['bytes', 'data: corrupted };', 'data: Array.from(corrupted) };', 'is no Uint8Array'],
        ['nothing', 'return { width, height, data: corrupted };', '', 'gave no image, but undefined'],
        [
          'strengths',
          'strengths: [0.05, 0.2, 0.5]',
          'strengths: []',
          'odd.corruption.ts: its strengths are no list of 1 to 5',
        ],
        ['name', "id: 'odd'", "id: 'other'", "its id is 'other', but its file is named after 'odd'"],
        [
          'imports',
          "'mgtta-lab/corruption'",
          "'mgtta-lab'",
          "line 1: it imports 'mgtta-lab', but an own corruption is one file",
        ],
        [
          'throws',
          'const corrupted',
          "throw new Error('no rain today');\n    const corrupted",
          'line 10: no rain today.',
        ],
      ],
      3,
    ),
  )('is refused by file and line for what it lacks: %s', async (_, from, to, problem) => {
    const own = ownOf('odd', (text) => text.replace(from, to));
    await expect(prepared(own, [{ index: 0, severity: 3 }])).rejects.toMatchObject({
      message: expect.stringContaining(problem) as string,
    });
  });

  it('has the severities that it says', () => {
    const known = [{ id: 'dead', severities: 3 }];
    expect(() => checkShift({ corruption: 'dead', severity: 3 }, known)).not.toThrow();
    expect(() => checkShift({ corruption: 'dead', severity: 4 }, known)).toThrow('must be 1 to 3, not 4');
    expect(() => checkShift({ corruption: 'rain', severity: 1 }, known)).toThrow("no corruption named 'rain'");
  });
});

it('the clock of own code shows which of several threads is at work the longest', async () => {
  const memory = clockMemory();
  const files = [{ file: '/a.method.ts' }, { file: '/b.corruption.ts' }];
  const [first, second] = [new SharedClock(memory), new SharedClock(memory)];
  expect(longestAtWork(memory, files)).toBeUndefined();
  second.enter('/b.corruption.ts');
  await new Promise((resolve) => setTimeout(resolve, 5));
  first.enter('/a.method.ts');
  expect(longestAtWork(memory, files)?.own).toBe(files[1]);
  second.leave();
  expect(longestAtWork(memory, files)?.own).toBe(files[0]);
  clearClock(memory);
  expect(longestAtWork(memory, files)).toBeUndefined();
});
