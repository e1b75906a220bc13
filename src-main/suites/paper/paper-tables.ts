import { corruptionNames } from '../../../src-shared/corruptions.ts';
import type { Protocol } from '../../../src-shared/protocol.ts';
import type { PaperBenchmark } from '../../../src-shared/paper-setup.ts';
import * as paper from '../../../src-shared/published/tables/paper-numbers.ts';
import {
  batchBudgetProtocol,
  batchSizeProtocol,
  mainProtocol,
  mixedProtocol,
  naturalProtocol,
  timeBudgetProtocol,
} from '../../../src-shared/published/protocols.ts';
import {
  accuracyAfter,
  averageAt,
  averageColumn,
  corruptionColumns,
  eceColumn,
  meanColumn,
  gpuMemoryColumn,
  memoryColumn,
  secondsPer50kColumn,
} from '../columns.ts';
import type { Suite, SuiteColumn } from '../suite.ts';
import type { PaperTest } from './paper-runs.ts';
import {
  allRows,
  convergenceRows,
  generatorRows,
  limitedRows,
  mainRows,
  naturalRows,
  pretrainRows,
  smallBatchRows,
  type PaperRow,
} from './paper-rows.ts';

/** A table or figure of the paper. */
export interface PaperTable extends Pick<Suite, 'id' | 'title' | 'about' | 'curve'> {
  readonly rows: readonly PaperRow[];
  readonly columns: readonly SuiteColumn[];
  readonly tests: readonly PaperTest[];
  /** The printed value; undefined where there is none. */
  readonly published: (row: PaperRow, column: string) => number | undefined;
}

/** Figure 3 has no numbers in the paper's text, nor does it say where its points lie. */
const figureUpdates = [0, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 400] as const;

const onC = (columns: readonly string[], protocol: Protocol, suffix = ''): PaperTest => ({
  columns,
  benchmark: 'imagenetC',
  protocol,
  suffix,
});

const natural: readonly { readonly benchmark: Exclude<PaperBenchmark, 'imagenetC'>; readonly label: string }[] = [
  { benchmark: 'imagenetR', label: 'R' },
  { benchmark: 'imagenetSketch', label: 'Sketch' },
  { benchmark: 'imagenetA', label: 'A' },
];
const naturalTests: readonly PaperTest[] = natural.map(({ benchmark, label }) => ({
  columns: [benchmark],
  benchmark,
  protocol: naturalProtocol,
  suffix: label,
}));
const naturalColumns = natural.map(({ benchmark, label }) => averageAt(benchmark, label));
const averageOnC = averageAt('imagenetC', 'C');

/** The value at the place of a column in a row of printed numbers. */
function printed(
  table: Readonly<Record<string, readonly number[]>>,
  columns: readonly string[],
): PaperTable['published'] {
  return ({ method }, column) => table[method]?.[columns.indexOf(column)];
}

function table1(): PaperTable {
  const columns = [...corruptionColumns, averageColumn, eceColumn];
  const ids = columns.map(({ id }) => id);
  return {
    id: 'paper-table-1',
    title: 'Table 1: ImageNet-C',
    about: 'Accuracy on the 15 corruptions of ImageNet-C at severity 5, each from the source model.',
    rows: mainRows,
    columns,
    tests: [onC(ids, mainProtocol)],
    published: printed(paper.table1, [...corruptionNames, averageColumn.id]),
    curve: null,
  };
}

function table2Seconds(): PaperTable {
  const points = paper.table2Seconds.map((seconds) => ({
    id: seconds === null ? 'all' : `s${seconds}`,
    label: seconds === null ? 'no limit' : `${seconds} s`,
    seconds,
  }));
  return {
    id: 'paper-table-2-time',
    title: 'Table 2: time budget',
    about: 'Average accuracy on ImageNet-C when adaptation ends after some seconds of a stream.',
    rows: mainRows,
    columns: points.map(({ id, label }) => averageAt(id, label)),
    tests: points.map(({ id, label, seconds }) =>
      onC([id], timeBudgetProtocol(seconds), seconds === null ? '' : label),
    ),
    published: printed(
      paper.table2BySeconds,
      points.map(({ id }) => id),
    ),
    curve: { xLabel: 'Seconds of adaptation', yLabel: 'Average accuracy', x: [...paper.table2Seconds] },
  };
}

/** All of ImageNet-C's 782 batches: no limit, so that the run is that of Table 1. */
const allBatches = 782;

function table2Batches(): PaperTable {
  const points = paper.table2Batches.map((batches) => ({
    id: `u${batches}`,
    label: batches === allBatches ? 'all' : String(batches),
    limit: batches === allBatches ? null : batches,
  }));
  return {
    id: 'paper-table-2-data',
    title: 'Table 2: data budget',
    about: 'Average accuracy on ImageNet-C when adaptation ends after some batches of a stream.',
    rows: mainRows,
    columns: points.map(({ id, label }) => averageAt(id, label)),
    tests: points.map(({ id, limit }) =>
      onC([id], batchBudgetProtocol(limit), limit === null ? '' : `${limit} batches`),
    ),
    published: printed(
      paper.table2ByBatches,
      points.map(({ id }) => id),
    ),
    curve: {
      xLabel: 'Adapted batches',
      yLabel: 'Average accuracy',
      x: paper.table2Batches.map((batches) => (batches === allBatches ? null : batches)),
    },
  };
}

function table3(): PaperTable {
  const ids = naturalColumns.map(({ id }) => id);
  return {
    id: 'paper-table-3',
    title: 'Table 3: ImageNet-R, -Sketch, -A',
    about: 'Accuracy on renditions, sketches and natural adversarial images.',
    rows: naturalRows,
    columns: [...naturalColumns, meanColumn('average', 'Avg.', ids)],
    tests: naturalTests,
    published: printed(paper.table3, [...ids, 'average']),
    curve: null,
  };
}

function table4(): PaperTable {
  const columns = [averageOnC, ...naturalColumns];
  return {
    id: 'paper-table-4',
    title: 'Table 4: generators',
    about: 'The gradient memory layer, an LSTM in its place, and no generator at all.',
    rows: generatorRows,
    columns,
    tests: [onC([averageOnC.id], mainProtocol), ...naturalTests],
    published: printed(
      paper.table4,
      columns.map(({ id }) => id),
    ),
    curve: null,
  };
}

function table5(): PaperTable {
  const columns = [averageColumn, secondsPer50kColumn, memoryColumn, gpuMemoryColumn];
  const limitOf = ({ budgetBatches }: PaperRow): number =>
    paper.table5Limits.findIndex((limit) => limit === budgetBatches);
  const read = {
    [averageColumn.id]: (row: PaperRow) =>
      row.budgetBatches === undefined ? paper.table5Accuracy[row.method] : paper.table5LimitedAccuracy[limitOf(row)],
    [secondsPer50kColumn.id]: (row: PaperRow) =>
      row.budgetBatches === undefined ? paper.table5Seconds[row.method] : paper.table5LimitedSeconds[limitOf(row)],
    [gpuMemoryColumn.id]: (row: PaperRow) =>
      row.budgetBatches === undefined ? paper.memoryMegabytes[row.method] : undefined,
  };
  return {
    id: 'paper-table-5',
    title: 'Table 5: runtime and memory',
    about:
      'Accuracy on ImageNet-C, seconds for 50,000 images and peak memory of the process and of the GPU; times and memory are those of this computer, the printed ones of an RTX 4090.',
    rows: [...allRows.slice(0, -1), ...limitedRows(paper.table5Limits), ...allRows.slice(-1)],
    columns,
    tests: [
      onC(
        columns.map(({ id }) => id),
        mainProtocol,
      ),
    ],
    published: (row, column) => read[column]?.(row),
    curve: null,
  };
}

function table6(): PaperTable {
  const place = ({ pretrainImages }: PaperRow): number =>
    paper.table6Images.findIndex((images) => images === pretrainImages);
  const onR = naturalTests.filter(({ benchmark }) => benchmark === 'imagenetR');
  return {
    id: 'paper-table-6',
    title: 'Table 6: images of the pre-training',
    about: 'How many images the generator has to learn from.',
    rows: pretrainRows(paper.table6Images),
    columns: [averageOnC, ...naturalColumns.filter(({ id }) => id === 'imagenetR')],
    tests: [onC([averageOnC.id], mainProtocol), ...onR],
    published: (row, column) => (column === averageOnC.id ? paper.table6ImagenetC : paper.table6ImagenetR)[place(row)],
    curve: null,
  };
}

function table7(): PaperTable {
  return {
    id: 'paper-table-7',
    title: 'Table 7: mixed shifts',
    about: 'The 15 corruptions of ImageNet-C shuffled into one stream.',
    rows: mainRows,
    columns: [averageColumn, eceColumn],
    tests: [onC([averageColumn.id, eceColumn.id], mixedProtocol)],
    published: ({ method }, column) => (column === averageColumn.id ? paper.table7[method] : undefined),
    curve: null,
  };
}

function table8(): PaperTable {
  const ids = paper.table8BatchSizes.map((size) => `b${size}`);
  return {
    id: 'paper-table-8',
    title: 'Table 8: small batches',
    about: 'Average accuracy on ImageNet-C with two and four images per step.',
    rows: smallBatchRows,
    columns: paper.table8BatchSizes.map((size, index) => averageAt(ids[index]!, String(size))),
    tests: paper.table8BatchSizes.map((size, index) =>
      onC([ids[index]!], batchSizeProtocol(size), `batches of ${size}`),
    ),
    published: printed(paper.table8, ids),
    curve: null,
  };
}

function figure3(): PaperTable {
  return {
    id: 'paper-figure-3',
    title: 'Figure 3: convergence',
    about: 'Accuracy on the images of ImageNet-R that follow the first k updates; the model is frozen from then on.',
    rows: convergenceRows,
    columns: figureUpdates.map((count) => accuracyAfter(count, `k${count}`, String(count))),
    tests: figureUpdates.map((count) => ({
      columns: [`k${count}`],
      benchmark: 'imagenetR',
      protocol: { ...naturalProtocol, budgetBatches: count },
      suffix: `${count} updates`,
      uncounted: count * naturalProtocol.batchSize,
    })),
    published: () => undefined,
    curve: { xLabel: 'Updates', yLabel: 'Accuracy on what follows', x: [...figureUpdates] },
  };
}

/** The tables and the figure of the paper, in its order. */
export const paperTables: readonly PaperTable[] = [
  table1(),
  table2Seconds(),
  table2Batches(),
  table3(),
  table4(),
  table5(),
  table6(),
  table7(),
  table8(),
  figure3(),
];
