import { corruptionNames } from '../../corruptions.ts';
import { imagesInBenchmark, paperBenchmarks, type PaperBenchmark } from '../../paper-setup.ts';
import { runProtocol, type Protocol } from '../../protocol.ts';
import {
  batchBudgetProtocol,
  batchSizeProtocol,
  mainProtocol,
  mixedProtocol,
  naturalProtocol,
  paperCheckpoint,
  timeBudgetProtocol,
} from '../protocols.ts';
import type { PublishedRow, PublishedTable } from '../published-table.ts';
import * as numbers from './paper-numbers.ts';

const work = 'MGTTA (AAAI 2025)';

/** Methods with the weight λ of the discrepancy, which is 0.2 on ImageNet-R and 0.4 elsewhere (docs/method.md §2). */
const hasLambda: ReadonlySet<string> = new Set(['foa', 'foa_sgd', 'mgtta', 'mgtta_lstm']);

/** The options in which the paper's runs of a method depart from the lab's defaults. */
export function paperOptions(method: string, benchmark: PaperBenchmark): { readonly lambda?: number } {
  return benchmark === 'imagenetR' && hasLambda.has(method) ? { lambda: 0.2 } : {};
}

type ByMethod<Value> = Readonly<Record<string, Value>>;

function tableOf(
  table: string,
  benchmark: PaperBenchmark,
  protocol: Protocol,
  values: ByMethod<Readonly<Record<string, number>>>,
): PublishedTable {
  return {
    work,
    source: `${work}, ${table}`,
    benchmark: paperBenchmarks[benchmark],
    checkpoint: paperCheckpoint,
    settings: { ...runProtocol(protocol), normalisation: 'half', seed: protocol.seeds[0]! },
    images: imagesInBenchmark[benchmark],
    metric: 'top1',
    rows: Object.entries(values).map(([method, printed]): PublishedRow => ({
      method,
      options: paperOptions(method, benchmark),
      values: printed,
    })),
  };
}

const mapped = <From, To>(rows: ByMethod<From>, map: (row: From) => To): ByMethod<To> =>
  Object.fromEntries(Object.entries(rows).map(([method, row]) => [method, map(row)]));

/** The number at one place of each row, as the average of a run. */
const at = (rows: ByMethod<readonly number[]>, place: number): ByMethod<{ readonly average: number }> =>
  mapped(rows, (row) => ({ average: row[place]! }));

const only = (rows: ByMethod<number>): ByMethod<{ readonly average: number }> =>
  mapped(rows, (average) => ({ average }));

const natural: readonly PaperBenchmark[] = ['imagenetR', 'imagenetSketch', 'imagenetA'];

/** Of images as they are there is a single stream, whose accuracy is the run's. */
const single = (rows: ByMethod<readonly number[]>, place: number) =>
  mapped(rows, (row) => ({ clean: row[place]!, average: row[place]! }));

/** The accuracies published in the paper, table by table; a table with a varied setting is one table per value. */
export const paperPublished: readonly PublishedTable[] = [
  tableOf(
    'Table 1',
    'imagenetC',
    mainProtocol,
    mapped(numbers.table1, (row) =>
      Object.fromEntries([...corruptionNames, 'average'].map((name, place) => [name, row[place]!])),
    ),
  ),
  tableOf('Table 5', 'imagenetC', mainProtocol, only(numbers.table5Accuracy)),
  tableOf('Table 4', 'imagenetC', mainProtocol, at(numbers.table4, 0)),
  tableOf(
    'Table 7',
    'imagenetC',
    mixedProtocol,
    mapped(numbers.table7, (value) => ({ mixed: value, average: value })),
  ),
  ...natural.flatMap((benchmark, place) => [
    tableOf('Table 3', benchmark, naturalProtocol, single(numbers.table3, place)),
    tableOf('Table 4', benchmark, naturalProtocol, single(numbers.table4, place + 1)),
  ]),
  ...numbers.table2Seconds.flatMap((seconds, place) =>
    seconds === null
      ? []
      : [tableOf('Table 2', 'imagenetC', timeBudgetProtocol(seconds), at(numbers.table2BySeconds, place))],
  ),
  ...numbers.table2Batches
    .slice(0, -1)
    .map((batches, place) =>
      tableOf('Table 2', 'imagenetC', batchBudgetProtocol(batches), at(numbers.table2ByBatches, place)),
    ),
  ...numbers.table5Limits.map((limit, place) =>
    tableOf('Table 5', 'imagenetC', batchBudgetProtocol(limit), {
      mgtta: { average: numbers.table5LimitedAccuracy[place]! },
    }),
  ),
  ...numbers.table8BatchSizes.map((size, place) =>
    tableOf('Table 8', 'imagenetC', batchSizeProtocol(size), at(numbers.table8, place)),
  ),
];
