import { runProtocol } from '../../../src-shared/protocol.ts';
import { usualSeedOf, wildLearningRate, wildNormalisation } from '../../../src-shared/published/protocols.ts';
import { sarPublished } from '../../../src-shared/published/tables/sar.ts';
import type { PublishedTable } from '../../../src-shared/published/published-table.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { isDeepStrictEqual } from 'node:util';
import { averageColumn } from '../columns.ts';
import { benchmarkDataset, missingBenchmarks, type PaperData } from '../paper/paper-data.ts';
import { needsCleanImages, noAdapt, wildRows, type PaperRow } from '../paper/paper-rows.ts';
import { presentShifts } from '../paper/paper-runs.ts';
import type { PlannedRun, PrintedCell, Suite } from '../suite.ts';
import { wildTables, type WildTable, type WildTest } from './wild-tables.ts';

/** Deviations of a row from its method's defaults: the authors' step size depends on the batch. */
function optionsOf({ id, method }: PaperRow, batchSize: number): NonNullable<RunConfigInput['options']> {
  return id === noAdapt.id ? {} : { lr: wildLearningRate(method, batchSize) };
}

/** The run of a row; undefined where something that it needs is not set. */
function planRun(row: PaperRow, test: WildTest, data: PaperData, seed: number): PlannedRun | undefined {
  const { setup } = data;
  const { protocol, columns, suffix } = test;
  const dataset = benchmarkDataset(data, 'imagenetC');
  const shifts = presentShifts(data, protocol.shifts);
  if (!dataset || setup.wildModel === null || shifts.length === 0) return undefined;
  if (needsCleanImages(row) && setup.clean === null) return undefined;
  return {
    row: row.id,
    columns,
    name: suffix === '' ? row.label : `${row.label}, ${suffix}`,
    config: {
      dataset,
      model: setup.wildModel,
      method: row.method,
      options: optionsOf(row, protocol.batchSize),
      ...runProtocol(protocol),
      shifts,
      images: setup.images === null ? null : Math.min(setup.images, test.images),
      seed,
      normalisation: wildNormalisation,
      engine: setup.engine,
      threads: setup.threads,
    },
  };
}

/** Whether a published table was made like this. */
const isOf =
  ({ protocol }: WildTest) =>
  ({ settings }: PublishedTable): boolean => {
    const { normalisation: _normalisation, seed: _seed, ...rest } = settings;
    return isDeepStrictEqual(rest, runProtocol(protocol));
  };

/** Averages alone are published in a form that could be read. */
function printedCell({ tests }: WildTable, { method }: PaperRow, column: string): PrintedCell | null {
  const test = tests.find(({ columns }) => columns.includes(column));
  if (!test || (column !== averageColumn.id && !/^g\d+$/.test(column))) return null;
  const table = sarPublished.find(isOf(test));
  const value = table?.rows.find((row) => row.method === method)?.values['average'];
  if (!table || value === undefined) return null;
  const { source, checkpoint, images, benchmark, settings } = table;
  const dataset = { kind: 'folder', path: '/', source: '/', benchmark, corrupted: true } as const;
  return { value, source, config: { ...settings, dataset, model: '/', method }, checkpoint, images };
}

/** Notes on what a table lacks. */
function notesOf(data: PaperData): string[] {
  const { setup, problems } = data;
  return [
    ...(setup.wildModel === null ? ['No model for SAR’s settings is set: nothing can run.'] : []),
    ...missingBenchmarks(data, ['imagenetC']),
    ...problems
      .filter(({ field }) => field === 'imagenetC' || field === 'wildModel' || field === 'clean')
      .map(({ text }) => text),
    ...(setup.clean === null ? ['No folder of clean images is set: methods that need them are left out.'] : []),
    ...(setup.images === null ? [] : [`Images per shift: ${setup.images}; SAR: all.`]),
  ];
}

/** The wild settings of SAR, as far as there is data for them. */
export function wildSuites(data: PaperData): Suite[] {
  const notes = notesOf(data);
  return wildTables.map((table): Suite => {
    const { tests, ...rest } = table;
    const row = (id: string): PaperRow => wildRows.find((one) => one.id === id)!;
    return {
      ...rest,
      family: 'wild',
      notes,
      rows: wildRows,
      plan: (seed) => wildRows.flatMap((one) => tests.flatMap((test) => planRun(one, test, data, seed) ?? [])),
      published: (id, column) => printedCell(table, row(id), column),
      defaultSeeds: [usualSeedOf(table.id)],
    };
  });
}
