/**
 * The study of docs/study.md, on the embedded validation images: computes the runs that are missing, and writes their numbers
 * and figures to docs/study and the tables into the page. Stopped and started again, it goes on with what is missing.
 *
 *   npm run study
 *   npm run study -- --at-once 2     (runs at a time)
 *   npm run study -- --write-only    (of what is there)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openLab } from '../src-main/app/open-lab.ts';
import { drawings } from './study/figures.ts';
import { generatorFinder, Laboratory } from './study/measure.ts';
import { conditions, recipes, seeds } from './study/plan.ts';
import { curveRows, gradientRows, rowsCsv, runRow, type Measured, type Row } from './study/rows.ts';
import { readNumbers, tablesOf, withTables } from './study/tables.ts';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'docs', 'study');
const { values: flags } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: path.join(root, '.cache', 'study') },
    'at-once': { type: 'string', default: '1' },
    'write-only': { type: 'boolean', default: false },
  },
});
const atOnce = Number(flags['at-once']);

/** Numbers first: tables and figures are made of what stands in the files. */
function write(files: Readonly<Record<string, readonly Row[]>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rows] of Object.entries(files)) writeFileSync(path.join(folder, `${name}.csv`), rowsCsv(rows));
  const numbers = readNumbers((name) => readFileSync(path.join(folder, `${name}.csv`), 'utf8'));
  for (const [name, svg] of Object.entries(drawings(numbers))) writeFileSync(path.join(folder, `${name}.svg`), svg);
  const page = path.join(root, 'docs', 'study.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), tablesOf(numbers)));
}

const hasRuns = (measured: readonly Measured[], recipe: Row[string] | undefined): boolean =>
  measured.some(({ condition }) => condition.generator === recipe);

const lab = openLab({
  dataDir: flags['data-dir'],
  methods: [folder],
  places: { devices: ['cpu'], jobsPerDevice: atOnce },
});
try {
  const laboratory = new Laboratory(lab, { atOnce, computes: !flags['write-only'] });
  const measured = await laboratory.adapt(conditions, generatorFinder(laboratory, recipes));
  const complete = [...Map.groupBy(measured, ({ condition }) => condition).values()].filter(
    ({ length }) => length === seeds.length,
  );
  const generators = await laboratory.shipped();
  for (const recipe of recipes) generators.push(...(await laboratory.generators(recipe)));
  const drawn = complete.filter(([run]) => ['shipped', null].includes(run?.condition.generator ?? null));
  write({
    runs: complete.flat().map(runRow),
    gradients: complete.flat().flatMap(gradientRows),
    generators: generators.filter(({ recipe }) => hasRuns(complete.flat(), recipe)),
    curves: drawn.flatMap(curveRows),
  });
} finally {
  await lab.close();
}
