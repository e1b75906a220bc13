import { LabError } from '../../../src-shared/errors.ts';
import type { Results, ResultStream } from '../../../src-shared/external-run.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { isAverage, shiftNamed } from './shift-name.ts';
import { readTable, type ReadTable, type TableLine } from './table.ts';
import { inPercent, readValue, type ReadNumber, type ResultUnit } from './units.ts';

/** Names of columns, without a unit behind them. */
const columnNames = {
  corruption: ['corruption', 'shift', 'domain', 'corruption_type'],
  severity: ['severity', 'level'],
  accuracy: ['accuracy', 'acc', 'acc1', 'acc_1', 'top1', 'top_1', 'top1_accuracy', 'top_1_accuracy'],
  error: ['error', 'err', 'error_rate', 'top1_error'],
  top5: ['top5', 'top_5', 'acc5', 'acc_5', 'top5_accuracy', 'top_5_accuracy'],
  images: ['images', 'n_images', 'image_count', 'samples', 'num_samples', 'size'],
  batch: ['batch', 'batch_index'],
} as const;
type ColumnName = keyof typeof columnNames;

const percentSign = /_?(percent|%|\(%\)|\[%\])$/;
const plain = (head: string): string =>
  head
    .trim()
    .toLowerCase()
    .replaceAll(/[\s\-@]+/g, '_');

/** Columns that results of one run have one value in. */
const perRun = ['method', 'seed', 'run', 'model', 'dataset'];

/** Rows of one stream or batch. */
interface Row {
  readonly shift: Shift;
  readonly where: string;
  readonly accuracy: ReadNumber;
  readonly top5: ReadNumber | undefined;
  readonly images: number | null;
  readonly batch: number | null;
}

/** @throws LabError `bad-input` naming a column that is missing, or one that comes twice */
function findColumns(heading: readonly string[], name: string): ReadonlyMap<ColumnName, number> {
  const heads = heading.map((head) => plain(head).replace(percentSign, ''));
  const columns = new Map<ColumnName, number>();
  for (const [column, names] of Object.entries(columnNames)) {
    const places = heads.flatMap((head, place) => (names.some((one) => one === head) ? [place] : []));
    if (places.length > 1) {
      const both = places.map((place) => `'${heading[place]}'`).join(' and ');
      throw new LabError('bad-input', `The columns ${both} of ${name} both look like the ${column}.`, 'Keep one.');
    }
    if (places.length === 1) columns.set(column as ColumnName, places[0]!);
  }
  const missing = !columns.has('corruption')
    ? 'corruption'
    : columns.has('accuracy') === columns.has('error')
      ? 'accuracy'
      : columns.has('batch') && !columns.has('images')
        ? 'images'
        : undefined;
  if (missing === undefined) return columns;
  throw new LabError(
    'bad-input',
    columns.has('accuracy') && columns.has('error')
      ? `${name} has both a column of accuracies and one of errors.`
      : `${name} has no column '${missing}'.`,
    'It needs the columns corruption and accuracy (or error); severity, top5 and images may be there, and batch with the images of each.',
  );
}

/** @throws LabError `bad-input` where a column distinguishes several runs */
function requireOneRun({ heading, lines }: ReadTable, name: string): void {
  for (const [place, head] of heading.entries()) {
    const values = new Set(lines.map(({ cells }) => cells[place]));
    if (!perRun.includes(plain(head)) || values.size < 2) continue;
    const some = [...values].slice(0, 3).join(', ');
    throw new LabError(
      'bad-input',
      `${name} holds several runs: its column '${head}' has ${some}.`,
      'Give a file for each run.',
    );
  }
}

function wholeNumber(text: string, what: string, least: number, where: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new LabError('bad-input', `'${text}' is no ${what} (${where}).`);
}

function readRow(
  { line, cells }: TableLine,
  columns: ReadonlyMap<ColumnName, number>,
  { name, severity, decimalComma }: { name: string; severity: number | undefined; decimalComma: boolean },
): Row {
  const where = `line ${line} of ${name}`;
  const cell = (column: ColumnName): string | undefined => {
    const place = columns.get(column);
    return place === undefined ? undefined : cells[place];
  };
  const [own, images, batch, top5] = [cell('severity'), cell('images'), cell('batch'), cell('top5')];
  const said = own === undefined || own === '' ? severity : wholeNumber(own, 'severity', 0, where);
  if (said !== undefined && said > 5) throw new LabError('bad-input', `'${own}' is no severity (${where}).`);
  return {
    where,
    shift: shiftNamed(cell('corruption')!, said, where),
    accuracy: readValue(cell('accuracy') ?? cell('error')!, where, decimalComma),
    top5: top5 === undefined || top5 === '' ? undefined : readValue(top5, where, decimalComma),
    images: images === undefined || images === '' ? null : wholeNumber(images, 'number of images', 1, where),
    batch: batch === undefined ? null : wholeNumber(batch, 'number of a batch', 0, where),
  };
}

interface Numbers {
  readonly row: Row;
  readonly top1: number;
  readonly top5: number | null;
}

function toPercent(rows: readonly Row[], isError: boolean, unit: ResultUnit): Numbers[] {
  const values = rows.flatMap(({ accuracy, top5 }) => [accuracy, ...(top5 ? [top5] : [])]);
  const percents = inPercent(values, unit);
  let next = 0;
  return rows.map((row) => {
    const own = percents[next++]!;
    const top5 = row.top5 === undefined ? null : percents[next++]!;
    return { row, top1: isError ? 100 - own : own, top5 };
  });
}

const meanOver = (batches: readonly { images: number; value: number }[]): number => {
  const images = batches.reduce((sum, batch) => sum + batch.images, 0);
  return batches.reduce((sum, batch) => sum + batch.images * batch.value, 0) / images;
};

/** @throws LabError `bad-input` for batches that are missing or come twice, or a stream that does */
function streamOf(numbers: readonly Numbers[]): ResultStream {
  const [first] = numbers as [Numbers, ...Numbers[]];
  const { shift, batch } = first.row;
  if (batch === null) {
    const again = numbers[1];
    if (again) {
      const message = `'${shift.corruption}' at severity ${shift.severity} comes twice (${first.row.where} and ${again.row.where}).`;
      throw new LabError('bad-input', message, 'Give each stream once, or a column batch.');
    }
    return { ...shift, top1: first.top1, top5: first.top5, ece: null, images: first.row.images, batches: [] };
  }
  const ordered = numbers.toSorted((a, b) => a.row.batch! - b.row.batch!);
  const start = ordered[0]!.row.batch!;
  const wrong = ordered.find(({ row }, place) => row.batch !== Math.min(start, 1) + place);
  if (wrong) {
    throw new LabError(
      'bad-input',
      `The batches of '${shift.corruption}' are not numbered one after the other at ${wrong.row.batch} (${wrong.row.where}).`,
      'Number the batches of each stream from 0 or 1, each once.',
    );
  }
  const batches = ordered.map(({ row, top1, top5 }) => ({ images: row.images!, top1, top5 }));
  const hasTop5 = batches.every(({ top5 }) => top5 !== null);
  return {
    ...shift,
    top1: meanOver(batches.map(({ images, top1 }) => ({ images, value: top1 }))),
    top5: hasTop5 ? meanOver(batches.map(({ images, top5 }) => ({ images, value: top5! }))) : null,
    ece: null,
    images: batches.reduce((sum, { images }) => sum + images, 0),
    batches,
  };
}

/**
 * Reads accuracies from a table with a line per stream, or per batch of one.
 * @param severity of those that don't say theirs
 * @throws LabError `bad-input` in one sentence
 */
export function readCsv(
  text: string,
  { name, unit, severity }: { name: string; unit: ResultUnit; severity: number | undefined },
): Results {
  const table = readTable(text, name);
  const columns = findColumns(table.heading, name);
  const isOf = ({ cells }: TableLine): boolean => isAverage(cells[columns.get('corruption')!]!);
  const lines = table.lines.filter((line) => !isOf(line));
  if (lines.length === 0) throw new LabError('bad-input', `${name} has a heading, but no results.`);
  requireOneRun({ ...table, lines }, name);
  const { decimalComma } = table;
  const rows = lines.map((line) => readRow(line, columns, { name, severity, decimalComma }));
  const empty = columns.has('batch') ? rows.find(({ images }) => images === null) : undefined;
  if (empty) throw new LabError('bad-input', `A batch needs its number of images (${empty.where}).`);
  const valueColumn = columns.get('accuracy') ?? columns.get('error')!;
  const saysPercent = percentSign.test(plain(table.heading[valueColumn]!));
  const numbers = toPercent(rows, columns.has('error'), unit === 'auto' && saysPercent ? 'percent' : unit);
  const byStream = Map.groupBy(numbers, ({ row: { shift } }) => `${shift.corruption}/${shift.severity}`);
  const unused = table.heading.filter((_, place) => ![...columns.values()].includes(place));
  return {
    format: 'CSV',
    streams: [...byStream.values()].map(streamOf),
    protocol: {},
    notices: [
      ...(table.lines.length > lines.length ? ['Averages in the file were left out: the lab takes them itself.'] : []),
      ...(unused.length > 0 ? [`Columns that were not read: ${unused.join(', ')}.`] : []),
    ],
  };
}
