import { meanStd } from '../../src-shared/statistics/mean-std.ts';
import { readRows, type Row } from './rows.ts';

/** Files of docs/study. */
const files = ['runs', 'gradients', 'generators', 'curves'] as const;

/** Their rows. */
export type Numbers = Readonly<Record<(typeof files)[number], readonly Row[]>>;

/** @param read the text of a file by its name */
export function readNumbers(read: (name: string) => string): Numbers {
  const [runs = [], gradients = [], generators = [], curves = []] = files.map((name) => readRows(read(name)));
  return { runs, gradients, generators, curves };
}

/** A table of docs/study.md, its head first. */
export type Table = readonly (readonly string[])[];

/** With a proper minus, and none before nothing. */
const fixed = (value: number, digits: number): string =>
  value
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, '−')
    .replace('-', '');

/** Mean ± standard deviation; the mean alone of a single value. */
function spread(values: readonly number[], digits: number): string {
  const known = meanStd(values);
  if (!known) return '–';
  return values.length === 1
    ? fixed(known.mean, digits)
    : `${fixed(known.mean, digits)} ± ${known.std.toFixed(digits)}`;
}

const numbersIn = (rows: readonly Row[], column: string): number[] =>
  rows.map((row) => row[column]).filter((value) => typeof value === 'number');

const percent = (rows: readonly Row[], column: string): string =>
  spread(
    numbersIn(rows, column).map((value) => 100 * value),
    1,
  );

/** Differences seed by seed, in points; a dash where nothing is to compare with. */
export function paired(rows: readonly Row[], others: readonly Row[], column: string): number[] {
  return rows.flatMap((row) => {
    const other = others.find(({ seed }) => seed === row['seed']);
    const [value, base] = [row[column], other?.[column]];
    return typeof value === 'number' && typeof base === 'number' ? [100 * (value - base)] : [];
  });
}

const difference = (rows: readonly Row[], others: readonly Row[], column: string): string =>
  rows === others ? '' : spread(paired(rows, others, column), 1);

/** Rows of the same method and rate, in the order of the file. */
function groupsOf(rows: readonly Row[], streams: string): (readonly Row[])[] {
  const own = rows.filter((row) => row['streams'] === streams);
  return [...Map.groupBy(own, ({ method, lr }) => `${method} ${lr}`).values()];
}

const labelOf = ([row]: readonly Row[]): string[] => [String(row?.['method'] ?? ''), rate(row?.['lr'] ?? null)];
const rate = (lr: string | number | null): string => (lr === null ? '' : String(Number(Number(lr).toPrecision(3))));

const named = (groups: readonly (readonly Row[])[], name: string): (readonly Row[])[] =>
  groups.filter(([row]) => row?.['method'] === name);

/** The group with the best mean of a column. */
export function bestOf(groups: readonly (readonly Row[])[], column: string): readonly Row[] {
  const score = (group: readonly Row[]): number => meanStd(numbersIn(group, column))?.mean ?? -Infinity;
  return groups.toSorted((a, b) => score(b) - score(a))[0] ?? [];
}

/** (b) The long mixed stream. */
function mixedTable({ runs }: Numbers): Table {
  const groups = groupsOf(runs, 'mixed');
  const [none = []] = named(groups, 'NoAdapt');
  return [
    ['method', 'lr', 'accuracy', '− NoAdapt', 'quarter 1', 'quarter 2', 'quarter 3', 'quarter 4', '‖θ − θ₀‖'],
    ...groups.map((group) => [
      ...labelOf(group),
      percent(group, 'accuracy'),
      difference(group, none, 'accuracy'),
      ...[1, 2, 3, 4].map((quarter) => percent(group, `quarter_${quarter}`)),
      spread(numbersIn(group, 'distance'), 1),
    ]),
  ];
}

/** (a, c) Streams of one corruption each, with the shipped generators. */
function separateTable({ runs }: Numbers): Table {
  const groups = groupsOf(runs, 'separate').filter(([row]) => !String(row?.['method']).startsWith('MGTTA '));
  const adam = bestOf(named(groups, 'FOA-Adam'), 'accuracy');
  return [
    ['method', 'lr', 'accuracy', '− FOA-Adam', 'first 10 batches', '− FOA-Adam there', 'last quarter'],
    ...groups.map((group) => [
      ...labelOf(group),
      percent(group, 'accuracy'),
      difference(group, adam, 'accuracy'),
      percent(group, 'first_batches'),
      difference(group, adam, 'first_batches'),
      percent(group, 'quarter_4'),
    ]),
  ];
}

/** (a) Generators by how they were pre-trained, each at its best rate. */
function recipeTable({ runs, generators }: Numbers): Table {
  const groups = groupsOf(runs, 'separate');
  const adam = bestOf(named(groups, 'FOA-Adam'), 'accuracy');
  const recipes = [...Map.groupBy(generators, ({ recipe }) => String(recipe))];
  return [
    [
      'pre-training',
      'lr',
      'accuracy',
      '− FOA-Adam',
      'first 10 batches',
      'nearest of each',
      'R² sign',
      'R² tanh',
      'saturated',
    ],
    ...recipes.map(([recipe, made]) => {
      const group = bestOf(named(groups, recipe === 'shipped' ? 'MGTTA' : `MGTTA ${recipe}`), 'accuracy');
      return [
        recipe,
        labelOf(group)[1] ?? '',
        percent(group, 'accuracy'),
        difference(group, adam, 'accuracy'),
        percent(group, 'first_batches'),
        made.map(({ nearest }) => nearest ?? '–').join('; '),
        spread(numbersIn(made, 'r2_sign'), 2),
        spread(numbersIn(made, 'r2_tanh'), 2),
        `${spread(
          numbersIn(made, 'saturated').map((share) => 100 * share),
          0,
        )} %`,
      ];
    }),
  ];
}

/** Means over the recorded batches of each seed. */
function bySeed(rows: readonly Row[], column: string): number[] {
  const seeds = [...Map.groupBy(rows, ({ seed }) => seed).values()];
  return seeds.flatMap((own) => meanStd(numbersIn(own, column))?.mean ?? []);
}

/** (d) Gradients before and after the generator. */
function gradientTable({ gradients }: Numbers): Table {
  const columns = ['halvesCosine', 'halvesSignal', 'labelsGradient', 'labelsUpdate', 'cosineAdam', 'saturation'];
  return [
    ['method', 'lr', 'halves', 'signal', 'g, labels', '−Δθ, labels', 'Δθ, Adam', 'saturation', 'rms(Δθ)/lr'],
    ...groupsOf(gradients, 'mixed').map((group) => {
      const inRates = bySeed(group, 'update').map((value) => value / Number(group[0]?.['lr']));
      return [...labelOf(group), ...columns.map((column) => spread(bySeed(group, column), 2)), spread(inRates, 2)];
    }),
  ];
}

/** (d) Cosines with the labels' gradient by how sure predictions are. */
function groupTable({ gradients }: Numbers): Table {
  const names = ['surest quarter', 'second', 'third', 'least sure'];
  return [
    ['method', 'lr', ...names.flatMap((name) => [`${name}: g`, '−Δθ'])],
    ...groupsOf(gradients, 'mixed').map((group) => [
      ...labelOf(group),
      ...names.flatMap((_, i) =>
        (['gradient', 'update'] as const).map((what) => spread(bySeed(group, `${what}_${i + 1}`), 2)),
      ),
    ]),
  ];
}

/** All tables of the page, each found again by its head. */
export const tablesOf = (numbers: Numbers): Table[] => [
  separateTable(numbers),
  recipeTable(numbers),
  mixedTable(numbers),
  gradientTable(numbers),
  groupTable(numbers),
];

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

/** The tables of a Markdown text, without the line below their heads. */
export function tablesIn(markdown: string): Table[] {
  const blocks = markdown.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter(({ length }) => length > 1).map(([head = '', , ...rest]) => [head, ...rest].map(cellsOf));
}

const letters = (cell: string): number => Array.from(cell).length;

/** A table in Markdown, its columns under each other as the formatter has them. */
function linesOf(table: Table): string[] {
  const [head = [], ...rest] = table;
  const widths = head.map((_, column) => Math.max(3, ...table.map((cells) => letters(cells[column] ?? ''))));
  const lineOf = (cells: readonly string[], filler = ' '): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '') + filler.repeat(width - letters(cells[column] ?? ''))).join(' | ')} |`;
  return [lineOf(head), lineOf([], '-'), ...rest.map((cells) => lineOf(cells))];
}

/** A text with its tables replaced by those with the same heads. */
export function withTables(markdown: string, tables: readonly Table[]): string {
  return tables.reduce((text, table) => {
    const [head = []] = table;
    const lines = text.split('\n');
    const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).join('|') === head.join('|'));
    if (start < 0) return text;
    const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
    lines.splice(start, length < 0 ? lines.length : length, ...linesOf(table));
    return lines.join('\n');
  }, markdown);
}
