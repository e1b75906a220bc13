import { LabError } from '../../src-shared/errors.ts';
import type { NonFinitePolicy } from '../../src-shared/run-config.ts';
import type { Batch, ImageStream } from '../data/stream.ts';
import { releaseAll } from '../engines/resident.ts';
import type { LiveState } from '../methods/method.ts';
import type { LiveResult, MethodRunner, StepKind } from './method-runner.ts';
import type { StateFacts } from './state-facts.ts';
import { isFinite32, nonFiniteRows } from './tensors.ts';

export interface NonFiniteTask {
  readonly runner: MethodRunner;
  readonly stream: ImageStream;
  readonly onNonFinite: NonFinitePolicy;
}

/** The result to go on with. */
export interface FiniteBatch {
  readonly result: LiveResult;
  /** Why the update was left out, in a sentence, where it was. */
  readonly leftOut?: string;
}

const hint = 'A smaller learning rate usually helps; all batches before this one are kept.';

/** Non-finite parts of a batch's result, in words, or undefined. */
function brokenPart({ logits, state }: LiveResult, before: LiveState, facts: StateFacts): string | undefined {
  if (!isFinite32(logits)) return 'its predictions';
  // A tensor that was handed through was checked when it was made.
  const broken = Object.entries(state).find(([name, tensor]) => tensor !== before[name] && !facts.isFinite(tensor));
  return broken && `'${broken[0]}' after it`;
}

/**
 * Keeps numbers that are not finite out of the state. A batch with such images, or whose update would make the state
 * such, is predicted with the state before it and not adapted to (`skip`), or ends the run (`stop`). Images that are not
 * finite have no prediction: they count as wrong.
 * @param before the state that the batch was tried on
 * @throws LabError `numerical` with `onNonFinite: 'stop'`, and always when proper images have no finite prediction any more: then the
 *   state itself is useless
 */
export async function keepFinite(
  { runner, stream, onNonFinite }: NonFiniteTask,
  batch: Batch,
  kind: StepKind,
  tried: LiveResult,
  before: LiveState,
): Promise<FiniteBatch> {
  const broken = brokenPart(tried, before, runner.facts);
  if (broken === undefined) return { result: tried };
  const where = `Batch ${batch.index + 1} of ${stream.batchCount} (${stream.name})`;
  const badImages = nonFiniteRows(batch.images, batch.size);
  const reason =
    badImages.size > 0
      ? `${badImages.size} of its ${batch.size} images are not finite`
      : `${broken} would not be finite`;
  releaseAll(tried.state, before);
  if (onNonFinite === 'stop') throw new LabError('numerical', `${where} can't be adapted to: ${reason}.`, hint);

  await runner.prepare('predict', batch.size, before);
  const result = kind === 'predict' ? tried : await runner.runLive('predict', batch.images, batch.size, before);
  const lost = [...nonFiniteRows(result.logits.data as Float32Array, batch.size)].some((row) => !badImages.has(row));
  if (lost) throw new LabError('numerical', `${where} can't be predicted: its logits are not finite.`, hint);
  return {
    result: { ...result, diagnostics: { left_out: 1, non_finite_images: badImages.size } },
    leftOut: `${where} was predicted but not adapted to: ${reason}.`,
  };
}
