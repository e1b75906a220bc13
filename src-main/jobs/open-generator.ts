import { responseAxis } from '../../src-shared/generator/view.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { responsesOf } from '../mgg/responses.ts';
import { sequencesOf } from '../mgg/sequences.ts';
import { mggFile } from '../platform/package-root.ts';
import type { Job, JobResult } from './messages.ts';
import type { Resources } from './resources.ts';

/**
 * Evaluates a generator: what it answers to gradients, with the memory that streams start with and with others.
 * @throws LabError `not-found`, `bad-checkpoint`; `bad-input` for a memory of another generator
 */
export async function openGenerator(
  { mgg, memories }: Extract<Job, { kind: 'open-generator' }>,
  resources: Resources,
): Promise<JobResult> {
  const { weights, hash } = loadMgg(mggFile(mgg));
  const engine = await resources.engine('onnx-cpu', 1);
  const stored = memories.map(({ quantile, parameter, memory }, i) => ({
    id: `memory-${i}`,
    quantile,
    parameter,
    memory,
  }));
  const responses = await responsesOf(engine, weights, [{ id: 'start' }, { id: 'frozen' }, ...stored]);
  const { kind, hiddenSize, heads } = weights;
  const sequences = await sequencesOf(engine, weights);
  return {
    kind: 'open-generator',
    view: { ...{ mgg, hash, kind, hiddenSize, heads }, axis: [...responseAxis], responses, sequences },
  };
}
