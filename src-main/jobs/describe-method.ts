import { LabError } from '../../src-shared/errors.ts';
import { describeOptions } from '../../src-shared/option-specs.ts';
import { float32, type Engine } from '../engines/engine.ts';
import { openTracing } from '../engines/onnx/only-trace.ts';
import { smallestBatch } from '../experiments/checks.ts';
import { MethodRunner } from '../experiments/method-runner.ts';
import type { Method, MethodContext } from '../methods/method.ts';
import type { OwnSource } from '../own/own-source.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { randomVit } from '../models/init-vit.ts';
import type { SourceModel } from '../models/source-model.ts';
import { mggFile } from '../platform/package-root.ts';
import { ownFactsSchema, type JobResult } from './messages.ts';
import type { Resources } from './resources.ts';

const smallShape = { imageSize: 8, patchSize: 4, dim: 8, depth: 2, heads: 2, mlpDim: 16, classes: 5 };

/** All that a method may ask for, for an untrained model: to try its code, not what it gives. */
export function trialContext(model: SourceModel, method: Method, batchSize: number): MethodContext {
  const { featureSize } = model;
  return {
    model,
    statistics: {
      std: float32(new Float32Array(featureSize).fill(1)),
      mean: float32(new Float32Array(featureSize)),
    },
    ...(method.needs.includes('mgg') ? { mgg: loadMgg(mggFile('quickstart')).weights } : {}),
    ...(method.fisher?.(method.options.parse({}))
      ? { fisher: float32(new Float32Array(model.theta.data.length).fill(1)) }
      : {}),
    batchSize,
    seed: 0,
  };
}

/** Compiles step and prediction on an engine. @throws LabError what of the method can't be */
async function compileOn(engine: Engine, method: Method): Promise<void> {
  const model = randomVit(smallShape, 1);
  const batchSize = Math.max(2, smallestBatch(method));
  const bound = method.bind(trialContext(model, method, batchSize), {});
  const runner = new MethodRunner(engine, method.id, bound, model);
  const state = bound.init();
  if (Object.keys(state).length === 0 && !method.frozen) {
    throw new LabError('bad-input', `${method.name} has no state, so it can't adapt.`, 'Return it from init.');
  }
  await runner.prepare('step', batchSize, state);
  await runner.prepare('predict', batchSize, state);
}

/**
 * Metadata of an own method, after its code was loaded and traced on a small model.
 * @throws LabError `bad-input`, `not-traceable` with file and line
 */
export async function describeMethod(own: OwnSource, resources: Resources): Promise<JobResult> {
  const method = await resources.ownMethod(own);
  await compileOn(openTracing(), method);
  const { name, summary, doc = null, needs, frozen, options } = method;
  const facts = ownFactsSchema.parse({ name, summary, doc, needs, frozen, options: describeOptions(options) });
  return { kind: 'describe-method', facts };
}
