import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openCheckpoint } from '../../../src-main/models/checkpoint-file.ts';
import { choose, mutateBytes } from '../mutate.ts';
import { outcomeOf } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const data = path.join(import.meta.dirname, '..', '..', 'data');

/** Reads the tables of contents of damaged checkpoints of one kind. */
function checkpoints(name: string, files: readonly string[], round: number): FuzzTarget {
  return {
    name,
    round,
    open(folder) {
      const seeds = files.map((file) => readFileSync(path.join(data, file)));
      const file = path.join(folder, 'checkpoint');
      return {
        attempt(random) {
          writeFileSync(file, mutateBytes(choose(random, seeds), random));
          return outcomeOf(() => openCheckpoint(file));
        },
      };
    },
  };
}

export const checkpointTargets: readonly FuzzTarget[] = [
  checkpoints('safetensors', ['golden-a/mgg.safetensors', 'golden-b/source_stats.safetensors'], 1800),
  checkpoints('pytorch', ['pytorch/state.pth', 'pytorch/wrapped.pth', 'pytorch/newer.pth', 'pytorch/view.pth'], 1800),
  checkpoints(
    'numpy',
    ['augreg.npz', 'augreg-packed.npz', 'big-vision.npz'].map((name) => `wrapped/${name}`),
    60,
  ),
];
