import type { EpochRecord, PretrainRun } from '../../src-shared/records.ts';
import { percent, toCsv, type Column } from './export-csv.ts';

export interface RunWithEpochs {
  readonly run: PretrainRun;
  readonly epochs: readonly EpochRecord[];
}

interface Row {
  readonly run: PretrainRun;
  readonly epoch: EpochRecord;
}

/**
 * One row per epoch of MGG pre-training, with the accuracy in percent on each evaluated corruption, and the mean loss of each task
 * where there are several.
 */
export function epochsCsv(runs: readonly RunWithEpochs[]): string {
  const rows = runs.flatMap(({ run, epochs }) => epochs.map((epoch): Row => ({ run, epoch })));
  const corruptions = [...new Set(rows.flatMap(({ epoch }) => Object.keys(epoch.accuracy)))];
  const tasks = Math.max(0, ...rows.map(({ epoch }) => epoch.taskLosses?.length ?? 0));
  const columns: readonly Column<Row>[] = [
    { name: 'run', value: ({ run }) => run.id },
    { name: 'name', value: ({ run }) => run.name },
    { name: 'epoch', value: ({ epoch }) => epoch.epoch },
    { name: 'mean_loss', value: ({ epoch }) => epoch.meanLoss },
    ...Array.from({ length: tasks }, (_, task): Column<Row> => ({
      name: `mean_loss_task_${task + 1}`,
      value: ({ epoch }) => epoch.taskLosses?.[task] ?? null,
    })),
    ...corruptions.map((name): Column<Row> => ({
      name: `${name}_top1_percent`,
      value: ({ epoch }) => percent(epoch.accuracy[name]),
    })),
    { name: 'seconds', value: ({ epoch }) => epoch.seconds },
    { name: 'best', value: ({ epoch }) => epoch.isBest },
  ];
  return toCsv(rows, columns);
}
