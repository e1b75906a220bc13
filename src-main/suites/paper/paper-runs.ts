import { runProtocol, type Protocol } from '../../../src-shared/protocol.ts';
import { imagesInBenchmark, type PaperBenchmark } from '../../../src-shared/paper-setup.ts';
import { mainProtocol } from '../../../src-shared/published/protocols.ts';
import { paperOptions } from '../../../src-shared/published/tables/paper.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import type { PlannedRun } from '../suite.ts';
import { benchmarkDataset, type PaperData } from './paper-data.ts';
import type { PlannedGenerator } from '../planned-generator.ts';
import { planGenerator } from './paper-pretraining.ts';
import { needsCleanImages, noAdapt, type PaperRow } from './paper-rows.ts';

/** The protocols of each row of a table: one run that fills some columns. */
export interface PaperTest {
  readonly columns: readonly string[];
  readonly benchmark: PaperBenchmark;
  readonly protocol: Protocol;
  /** Distinguishes the runs of a row. */
  readonly suffix: string;
  /** Images of a stream that are not counted: without more of them there is nothing to measure. */
  readonly uncounted?: number;
}

function generatorOf(row: PaperRow, data: PaperData, folder: string): PlannedGenerator | undefined {
  const { generator, pretrainImages = mainProtocol.pretrainImages! } = row;
  return generator && planGenerator(data, generator, pretrainImages, folder);
}

/**
 * The run of a row; undefined where something that it needs is not set.
 * @param mggFolder of files that pre-trainings write
 */
export function planRun(
  row: PaperRow,
  test: PaperTest,
  data: PaperData,
  seed: number,
  mggFolder: string,
): PlannedRun | undefined {
  const { setup } = data;
  const { benchmark, protocol, columns, suffix } = test;
  const dataset = benchmarkDataset(data, benchmark);
  const shifts = benchmark === 'imagenetC' ? presentShifts(data, protocol.shifts) : protocol.shifts;
  if (!dataset || setup.model === null || shifts.length === 0) return undefined;
  if (setup.images !== null && setup.images <= (test.uncounted ?? 0)) return undefined;
  if (needsCleanImages(row) && setup.clean === null) return undefined;
  const generator = generatorOf(row, data, mggFolder);
  if (row.generator && !generator) return undefined;
  return {
    row: row.id,
    columns,
    name: suffix === '' ? row.label : `${row.label}, ${suffix}`,
    config: {
      dataset,
      model: setup.model,
      ...(setup.reading ? { reading: setup.reading } : {}),
      mgg: generator?.mgg ?? null,
      method: row.method,
      options: paperOptions(row.method, benchmark),
      ...runProtocol(protocol),
      shifts: [...shifts],
      images: setup.images === null ? null : Math.min(setup.images, imagesInBenchmark[benchmark]),
      ...budgetOf(row, protocol),
      seed,
      normalisation: setup.normalisation,
      engine: setup.engine,
      threads: setup.threads,
    },
    ...(generator?.pretraining ? { pretraining: generator.pretraining } : {}),
  };
}

/** Methods that never adapt give the same result under every budget: one run serves all. */
function budgetOf(
  row: PaperRow,
  { budgetBatches, budgetSeconds }: Protocol,
): Pick<Protocol, 'budgetBatches' | 'budgetSeconds'> {
  if (row.id === noAdapt.id) return { budgetBatches: null, budgetSeconds: null };
  return { budgetBatches: row.budgetBatches ?? budgetBatches, budgetSeconds };
}

/** Of some shifts those that ImageNet-C's folder has. */
export function presentShifts({ shifts }: PaperData, wanted: readonly Shift[]): Shift[] {
  const isThere = ({ corruption, severity }: Shift): boolean =>
    shifts.some((shift) => shift.corruption === corruption && shift.severity === severity);
  return wanted.filter(isThere);
}
