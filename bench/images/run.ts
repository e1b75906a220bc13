/*
 * How long the images of large runs take to be found: node bench/images/run.ts [--images 50000] [--classes 1000] [--rounds 3]
 * [--folder <kept one>]. Makes two runs of 15 streams, unless the folder has them, and prints what the page of images asks for,
 * as a ratio to reading the records of both runs out of the database and summing one byte of each.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { findImages } from '../../src-main/runs/find-images.ts';
import { imageFigures } from '../../src-main/runs/image-figures.ts';
import { requireRecords } from '../../src-main/runs/recorded-images.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import type { ImageFilter } from '../../src-shared/api/images.ts';
import { recordBytes } from '../../src-shared/metrics/image-records.ts';
import { packWeights } from '../../src-shared/metrics/image-weights.ts';
import { fillWithImages } from './fill.ts';

const { values: flags } = parseArgs({
  options: {
    images: { type: 'string', default: '50000' },
    classes: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string' },
  },
});
const folder = flags.folder ?? mkdtempSync(path.join(tmpdir(), 'lab-images-'));
mkdirSync(folder, { recursive: true });
const file = path.join(folder, 'lab.sqlite');
if (!existsSync(file))
  fillWithImages(file, { images: Number(flags.images), classes: Number(flags.classes) }, ['noadapt', 'eata']);
const store = openStore(file);
const [own, other] = store.listRuns({}).map(({ id }) => id) as [string, string];
for (const id of [own, other]) {
  const positions = store.shiftsOf(id).map(({ position }) => position);
  const bytes = (of: (position: number) => number): string =>
    `${(positions.reduce((sum, position) => sum + of(position), 0) / 1e6).toFixed(2)} MB`;
  const records = bytes((position) => store.imagesOf(id, position).length);
  const weights = bytes((position) => packWeights(store.weightsOf(id, position)).length);
  console.log(`${store.getRun(id).name}: ${records} of records, ${weights} of weights`);
}
console.log(`${(statSync(file).size / 1e6).toFixed(0)} MB of database`);

const everything: ImageFilter = {
  ...{ kind: 'all', shift: null, label: null, prediction: null, selected: null, from: 0, to: 1, order: 'stream' },
};
const page = { offset: 0, limit: 60 };
const find = (filter: Partial<ImageFilter>) => () =>
  findImages(requireRecords(store, own), requireRecords(store, other), { ...everything, ...filter }, page);

/** Work that there is no way around. */
function plainly(): number {
  let sum = 0;
  for (const id of [own, other]) {
    for (const { position } of store.shiftsOf(id)) {
      const data = store.imagesOf(id, position);
      for (let i = 0; i < data.length; i += recordBytes) sum += data[i]!;
    }
  }
  return sum;
}

const works: readonly (readonly [string, () => unknown])[] = [
  ['reading both runs plainly', plainly],
  ['flips: gained, in order', find({ kind: 'gained' })],
  ['flips: lost, hardest first', find({ kind: 'lost', order: 'hardest' })],
  ['all images, hardest first', find({ order: 'hardest' })],
  ['one class', find({ label: 7 })],
  ['not selected, hardest first', find({ selected: false, order: 'hardest' })],
  ['figures of one run', () => imageFigures(requireRecords(store, own), null)],
  ['figures of one shift', () => imageFigures(requireRecords(store, own), 'fog/5')],
];
const best = works.map(() => Infinity);
// In turns, so that what else the computer does meets all of them.
for (let round = 0; round < Number(flags.rounds); round++) {
  for (const [place, [, work]] of works.entries()) {
    const start = performance.now();
    await work();
    best[place] = Math.min(best[place]!, performance.now() - start);
  }
}
const table = new Table({ head: ['what', 'ms', '× plain'], style: { head: [], border: [] } });
works.forEach(([what], place) => table.push([what, best[place]!.toFixed(0), (best[place]! / best[0]!).toFixed(1)]));
console.log(table.toString());
store.close();
if (flags.folder === undefined) rmSync(folder, { recursive: true });
