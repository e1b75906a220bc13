import { protocolDifferences, type Protocol } from '../../../src-shared/protocol.ts';
import {
  imagesInBenchmark,
  paperBenchmarks,
  paperSetupSchema,
  type PaperBenchmark,
} from '../../../src-shared/paper-setup.ts';
import { mainProtocol, paperCheckpoint, paperShifts } from '../../../src-shared/published/protocols.ts';
import { foaPublished } from '../../../src-shared/published/tables/foa.ts';
import { eceColumn } from '../columns.ts';
import type { PrintedCell, Suite } from '../suite.ts';
import { missingBenchmarks, type PaperData, type PaperProblem } from './paper-data.ts';
import { planRun } from './paper-runs.ts';
import { needsCleanImages, type PaperRow } from './paper-rows.ts';
import { paperTables, type PaperTable } from './paper-tables.ts';

/** T of the paper. */
const paperSteps = paperSetupSchema.parse({}).pretrainSteps;

/** Omissions of a table, and deviations of its protocol from the paper's. */
function notesOf({ rows, tests }: PaperTable, data: PaperData): string[] {
  const { setup, problems } = data;
  const benchmarks = (Object.keys(paperBenchmarks) as PaperBenchmark[]).filter((benchmark) =>
    tests.some((test) => test.benchmark === benchmark),
  );
  const own: Protocol = { ...mainProtocol, images: setup.images };
  const differences = protocolDifferences(own, mainProtocol).map(
    ({ label, first, second }) => `${label}: ${first}; the paper: ${second}.`,
  );
  const isUsed = ({ field }: PaperProblem): boolean =>
    benchmarks.some((benchmark) => benchmark === field) ||
    field === 'model' ||
    (field === 'clean' && rows.some(needsCleanImages)) ||
    (field === 'mgg' && rows.some(({ generator }) => generator === 'gml')) ||
    (field === 'mggLstm' && rows.some(({ generator }) => generator === 'lstm'));
  return [
    ...(setup.model === null ? ['No model is set: nothing can run.'] : []),
    ...missingBenchmarks(data, benchmarks),
    ...problems.filter(isUsed).map(({ text }) => text),
    ...(setup.clean === null && rows.some(needsCleanImages)
      ? ['No folder of clean images is set: methods that need them are left out.']
      : []),
    ...differences,
    ...(setup.pretrainSteps === paperSteps || !rows.some(({ generator }) => generator)
      ? []
      : [`Steps of a pre-training: ${setup.pretrainSteps}; the paper: ${paperSteps}.`]),
  ];
}

/** All that the paper had: with it the lab plans the runs that the paper's tables were printed from. */
const asInPaper: PaperData = {
  setup: paperSetupSchema.parse({
    ...{ imagenetC: '/', imagenetR: '/', imagenetSketch: '/', imagenetA: '/', clean: '/', model: '/' },
    ...{ mgg: 'untrained', mggLstm: 'untrained:lstm' },
  }),
  shifts: paperShifts,
  hasValidationShifts: true,
  problems: [],
};

const foaEce = foaPublished.find(({ metric }) => metric === 'ece')!;
const calibration = new Map(foaEce.rows.map(({ method, values }) => [method, values['average']]));

/** Number that the paper prints for a cell, and the run behind it. */
function printedCell(table: PaperTable, row: PaperRow, column: string): PrintedCell | null {
  const value = table.published(row, column);
  const { meanOf = [column] } = table.columns.find(({ id }) => id === column)!;
  const test = table.tests.find(({ columns }) => columns.some((id) => meanOf.includes(id)));
  const run = test && planRun(row, test, asInPaper, mainProtocol.seeds[0]!, '/');
  if (!run) return null;
  const beside = { checkpoint: paperCheckpoint, images: imagesInBenchmark[test.benchmark] };
  const ece = column === eceColumn.id && test.protocol === mainProtocol ? calibration.get(row.method) : undefined;
  // The paper prints no calibration errors; the authors of FOA do, under the same protocol.
  if (ece !== undefined) {
    return { value: ece, source: foaEce.source, config: { ...run.config, sourceImages: null }, ...beside };
  }
  if (value === undefined) return null;
  const source = `MGTTA (AAAI 2025), ${table.title.replace(/:.*/s, '')}`;
  return { value, source, config: run.config, ...beside };
}

/** The tables and the figure of the paper, as far as there is data for them. @param mggFolder of generators that are pre-trained */
export function paperSuites(data: PaperData, mggFolder: string): Suite[] {
  return paperTables.map((table): Suite => {
    const { tests, rows, published: _numbers, ...rest } = table;
    const row = (id: string): PaperRow => rows.find((one) => one.id === id)!;
    return {
      ...rest,
      family: 'paper',
      notes: notesOf(table, data),
      rows,
      plan: (seed) => rows.flatMap((one) => tests.flatMap((test) => planRun(one, test, data, seed, mggFolder) ?? [])),
      published: (id, column) => printedCell(table, row(id), column),
      defaultSeeds: mainProtocol.seeds,
    };
  });
}
