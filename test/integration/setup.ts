import { existsSync } from 'node:fs';
import path from 'node:path';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { Checkpoint } from '../../src-main/store/checkpoint.ts';
import { startLab, waitFor, type Started } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyVit } from '../support/tiny-vit.ts';

export interface Bench {
  /** Folder of all files of the test. */
  readonly root: string;
  /** Checkpoint of a small untrained model. */
  readonly model: string;
  dataDir(name: string): string;
}

export function prepareBench(name: string): Bench {
  const root = temporaryFolder(name);
  return {
    root,
    model: writeTinyVit(path.join(root, 'tiny.safetensors')),
    dataDir: (folder) => path.join(root, folder),
  };
}

/** A run that takes some seconds on images that come with the lab, and whose state matters. */
export function runArguments({ model }: Bench, dataDir: string): string[] {
  return [
    ...['run', '--data-dir', dataDir, '--json', '--model', model, '--method', 'mgtta', '--mgg', 'untrained:1'],
    ...['--corruption', 'contrast,fog', '--images', '600', '--batch-size', '4', '--opt', 'lr=0.01'],
    ...['--engine', 'onnx-cpu', '--threads', '1', '--checkpoint-every', '7'],
  ];
}

/** Results that must be the same however often a run was interrupted. */
export function figures(json: string): unknown {
  const run = JSON.parse(json) as {
    summary: Record<string, unknown>;
    shifts: { corruption: string; fingerprint: string; summary: Record<string, unknown> }[];
  };
  const { averageTop1, averageTop5, averageEce, images } = run.summary;
  const shifts = run.shifts.map(({ corruption, fingerprint, summary: { top1, top5, ece, adaptedBatches } }) => ({
    ...{ corruption, fingerprint, top1, top5, ece, adaptedBatches },
  }));
  return { averageTop1, averageTop5, averageEce, images, shifts };
}

/** A pre-training of six epochs. */
export function pretrainArguments({ model }: Bench, dataDir: string): string[] {
  const settings = ['steps=192', 'images=64', 'evaluationImages=16', 'evaluationBatchSize=8', 'hiddenSize=4'];
  return [
    ...['pretrain', '--data-dir', dataDir, '--json', '--model', model, '--engine', 'onnx-cpu', '--threads', '1'],
    ...['--corruption', 'saturate,spatter', ...settings.flatMap((setting) => ['--opt', setting])],
  ];
}

/** The only run of a data folder, once `reached` says so of its checkpoint. */
function runAt(dataDir: string, reached: (checkpoint: Checkpoint) => boolean): RunRecord | undefined {
  const file = path.join(dataDir, 'lab.sqlite');
  if (!existsSync(file)) return undefined;
  const store = openStore(file);
  try {
    const [run] = store.listRuns();
    const checkpoint = run && store.loadCheckpoint(run.id);
    return checkpoint && reached(checkpoint) ? run : undefined;
  } finally {
    store.close();
  }
}

type Halfway = Started & { readonly id: string };

/** Starts a command and waits until its run has come so far. */
export async function startUntil(
  args: readonly string[],
  dataDir: string,
  reached: (checkpoint: Checkpoint) => boolean,
  start = startLab,
): Promise<Halfway> {
  const started = start(args);
  const { id } = await waitFor(() => runAt(dataDir, reached));
  return { ...started, id };
}

/** Starts a run and waits until it is in the middle of its second stream. @param changes further flags */
export function startHalfway(
  bench: Bench,
  dataDir: string,
  changes: readonly string[] = [],
  start = startLab,
): Promise<Halfway> {
  return startUntil(
    [...runArguments(bench, dataDir), ...changes],
    dataDir,
    ({ position, next }) => position === 1 && next > 20,
    start,
  );
}
