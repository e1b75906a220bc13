import { protocolDifferences, type Protocol } from '../../../src-shared/protocol.ts';
import { paperBenchmarks, paperSetupSchema, type PaperBenchmark } from '../../../src-shared/paper-setup.ts';
import { mainProtocol } from '../../../src-shared/published/protocols.ts';
import { corruptionColumns } from '../columns.ts';
import type { Suite } from '../suite.ts';
import { missingBenchmarks, type PaperData, type PaperProblem } from './paper-data.ts';
import { planRun, type PaperTest } from './paper-runs.ts';
import { needsCleanImages, type PaperRow } from './paper-rows.ts';
import { paperTables, type PaperTable } from './paper-tables.ts';

/** T of the paper. */
const paperSteps = paperSetupSchema.parse({}).pretrainSteps;

/** What a table lacks, and in what its protocol departs from the paper's. */
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
      ? ['No folder of clean images is set: methods that look at them are left out.']
      : []),
    ...differences,
    ...(setup.pretrainSteps === paperSteps || !rows.some(({ generator }) => generator)
      ? []
      : [`Steps of a pre-training: ${setup.pretrainSteps}; the paper: ${paperSteps}.`]),
  ];
}

/** Averages over fewer corruptions than the paper's are not to be laid beside its own. */
function isComparable({ shifts }: PaperData, { benchmark, protocol }: PaperTest): boolean {
  return benchmark !== 'imagenetC' || shifts.length === 0 || shifts.length === protocol.shifts.length;
}

/** The tables and the figure of the paper, as far as there is data for them. @param mggFolder of generators that are pre-trained */
export function paperSuites(data: PaperData, mggFolder: string): Suite[] {
  return paperTables.map((table): Suite => {
    const { tests, rows, published, ...rest } = table;
    const row = (id: string): PaperRow => rows.find((one) => one.id === id)!;
    const overAll = (column: string): boolean => !corruptionColumns.some(({ id }) => id === column);
    return {
      ...rest,
      family: 'paper',
      notes: notesOf(table, data),
      rows,
      plan: (seed) => rows.flatMap((one) => tests.flatMap((test) => planRun(one, test, data, seed, mggFolder) ?? [])),
      published(id, column) {
        const test = tests.find(({ columns }) => columns.includes(column));
        if (test && overAll(column) && !isComparable(data, test)) return null;
        return published(row(id), column) ?? null;
      },
      defaultSeeds: mainProtocol.seeds,
    };
  });
}
