import { median } from '../../src-shared/statistics/median.ts';
import { isCorruptionName, severities, type Severity } from '../../src-shared/corruptions.ts';
import { seeded } from '../../src-shared/random.ts';
import { corrupt } from '../data/corruptions/corrupt.ts';
import { corruptByOwn } from '../data/corruptions/own/load-own.ts';
import { tableForSize } from '../data/corruptions/strength-tables.ts';
import type { RgbImage } from '../data/image.ts';
import { checkShift } from '../data/shifts.ts';
import type { OwnSource } from '../own/own-source.ts';
import { failed, passed, type OwnCheck } from './check-method/outcome.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';
import type { Resources } from './resources.ts';

/** A corruption, built in or own, as a function of an image. */
type Corrupt = (image: RgbImage, severity: number, index: number, seed?: number) => Promise<RgbImage>;

const usualSeed = 2020;

async function ownCorrupt(own: OwnSource, resources: Resources) {
  const corruption = await resources.ownCorruption(own);
  const apply: Corrupt = (image, severity, index, seed = usualSeed) =>
    corruptByOwn(own, corruption, image, { severity, seed, index });
  return { corruption, apply, most: corruption.strengths.length };
}

const builtIn =
  (name: string): Corrupt =>
  (image, severity, index, seed = usualSeed) => {
    checkShift({ corruption: name, severity });
    if (!isCorruptionName(name)) throw new RangeError(`${name} is not built in`);
    return corrupt(image, name, severity as Severity, { table: tableForSize(image), seed, index });
  };

/** Something to be seen in any size: a gradient with noise. */
function someImage(side: number, seed: number): RgbImage {
  const random = seeded(seed);
  const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const place = ((at / 3) % side) / side;
    return 255 * (0.1 + 0.6 * place + 0.3 * random());
  });
  return { width: side, height: side, data };
}

/** Metadata of an own corruption, after its code was loaded and has corrupted a small image. @throws LabError `bad-input` */
export async function describeCorruption(own: OwnSource, resources: Resources): Promise<JobResult> {
  const { corruption, apply, most } = await ownCorrupt(own, resources);
  await apply(someImage(32, 1), most, 0);
  const { name, summary, doc = null } = corruption;
  return { kind: 'describe-corruption', facts: { name, summary, doc, severities: most } };
}

/** Corrupts an image by an own corruption, at some severities. @throws LabError `bad-input`, `bad-option` */
export async function corruptImage(
  { own, image, severities: asked, seed, index }: Extract<Job, { kind: 'corrupt' }>,
  resources: Resources,
): Promise<JobResult> {
  const { apply } = await ownCorrupt(own, resources);
  const images: RgbImage[] = [];
  for (const severity of asked) images.push(await apply(image, severity, index, seed));
  return { kind: 'corrupt', images };
}

const sides = [32, 224];
const photos = 4;
const costRounds = 5;
/** Reference for the cost of a corruption; it draws a number for each value. */
const measure = 'gaussian_noise';

const same = (a: RgbImage, b: RgbImage): boolean => a.data.every((value, at) => value === b.data[at]);

/** Root mean square of the differences, in grey levels. */
function distance(a: RgbImage, b: RgbImage): number {
  const sum = a.data.reduce((total, value, at) => total + (value - b.data[at]!) ** 2, 0);
  return Math.sqrt(sum / a.data.length);
}

async function checkSeed(apply: Corrupt, most: number): Promise<OwnCheck> {
  const image = someImage(32, 1);
  const first = await apply(image, most, 0);
  await apply(someImage(32, 2), most, 5);
  if (!same(first, await apply(image, most, 0))) {
    return failed(
      'Seed',
      'The same image comes out differently the second time: it draws from elsewhere, or remembers.',
    );
  }
  const drawn = !same(first, await apply(image, most, 1));
  return passed('Seed', drawn ? 'The same image comes out alike, another one with other noise.' : 'It draws nothing.');
}

/** Results that are no image of the same size have been refused by then; an image of one value has lost everything. */
async function checkRange(apply: Corrupt, most: number): Promise<OwnCheck> {
  for (const side of sides) {
    const made = await apply(someImage(side, 1), most, 0);
    if (made.data.every((value) => value === made.data[0])) {
      return failed('Range', `Of ${side}×${side} pixels at severity ${most} one colour is left.`);
    }
  }
  return passed('Range', `Bytes of the same size, for ${sides.map((side) => `${side}×${side}`).join(' and ')} pixels.`);
}

async function checkSeverities(apply: Corrupt, most: number): Promise<OwnCheck> {
  const distances: number[] = [];
  for (const severity of severities.slice(0, most)) {
    let sum = 0;
    for (let index = 0; index < photos; index++) {
      const image = someImage(64, index);
      sum += distance(image, await apply(image, severity, index));
    }
    distances.push(sum / photos);
  }
  const text = `Mean distance from the clean image, in grey levels: ${distances.map((one) => one.toFixed(1)).join(', ')}.`;
  const rises = distances.every((one, at) => one > (distances[at - 1] ?? 0));
  return rises ? passed('Severities', text) : failed('Severities', `${text} It does not rise with the severity.`);
}

async function checkCost(apply: Corrupt, most: number): Promise<OwnCheck> {
  const image = someImage(224, 1);
  const works: readonly [Corrupt, number][] = [
    [apply, most],
    [builtIn(measure), 5],
  ];
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round <= costRounds; round++) {
    for (const [at, [work, severity]] of works.entries()) {
      const began = performance.now();
      await work(image, severity, round);
      if (round > 0) times[at]!.push(performance.now() - began);
    }
  }
  const [own, other] = times.map(median) as [number, number];
  return passed(
    'Cost',
    `${(own / other).toFixed(2)} × ${measure}: ${own.toFixed(1)} ms an image of 224×224, ${measure} ${other.toFixed(1)} ms (one thread).`,
  );
}

/**
 * Tries a corruption, built in or own: whether its seed decides all, it gives images of the same size, and severities rise.
 * @throws LabError `bad-input` with file and line where an own one can't be tried at all
 */
export async function checkCorruption(
  { corruption, own }: Extract<Job, { kind: 'check-corruption' }>,
  resources: Resources,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const { apply, most } = own
    ? await ownCorrupt(own, resources)
    : { apply: builtIn(corruption), most: severities.length };
  const checks: OwnCheck[] = [];
  for (const check of [checkSeed, checkRange, checkSeverities, checkCost]) {
    emit({ type: 'stage', text: `Trying ${corruption}` });
    checks.push(await check(apply, most));
  }
  return { kind: 'check-corruption', checks };
}
