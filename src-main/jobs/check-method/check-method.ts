import { streamSettingsSchema } from '../../../src-shared/run-config.ts';
import type { Batch } from '../../data/stream.ts';
import { preprocessingOf } from '../../experiments/preprocessing.ts';
import { findMethod } from '../../methods/method-registry.ts';
import type { SourceModel } from '../../models/source-model.ts';
import { describeMethod, trialContext } from '../describe-method.ts';
import type { Job, JobEvent, JobResult } from '../messages.ts';
import type { Resources } from '../resources.ts';
import { checkCost, checkCourses, checkEngine } from './check-courses.ts';
import { checkGradient } from './check-gradient.ts';
import type { OwnCheck } from './outcome.ts';

const batchSize = 16;
const batchCount = 6;

/** Images of the quick start under fog. */
async function someBatches(model: SourceModel, resources: Resources): Promise<Batch[]> {
  const dataset = await resources.dataset({ kind: 'quickstart', split: 'validation' });
  const stream = await dataset.stream({
    ...preprocessingOf(model, 'half'),
    ...streamSettingsSchema.parse({}),
    shifts: [{ corruption: 'fog', severity: 5 }],
    images: batchSize * batchCount,
    seed: 2020,
    batchSize,
  });
  const batches: Batch[] = [];
  for await (const batch of stream.batches()) batches.push(batch);
  return batches;
}

/**
 * Tries a method on the embedded model: whether its gradient is right, it keeps all that it remembers in its state, engines
 * agree, and what it costs.
 * @throws LabError `bad-input`, `not-traceable` with file and line where an own method can't be tried at all
 */
export async function checkMethod(
  { method: id, own, engines }: Extract<Job, { kind: 'check-method' }>,
  resources: Resources,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stage = (text: string): void => emit({ type: 'stage', text });
  stage('Loading the method');
  if (own) await describeMethod(own, resources);
  const method = own ? await resources.ownMethod(own) : findMethod(id);
  const model = await resources.model({ model: 'quickstart' }, null);
  const trial = {
    method,
    context: trialContext(model, method, batchSize),
    batches: await someBatches(model, resources),
  };
  stage('Comparing its gradient with differences');
  const checks: OwnCheck[] = [await checkGradient(trial)];
  stage('Interrupting, resuming and resetting it');
  const courses = await checkCourses(trial);
  checks.push(...courses.checks);
  for (const engine of engines) {
    stage(`Trying ${engine}`);
    checks.push(await checkEngine(trial, courses.course, engine));
  }
  stage('Timing it beside TENT');
  checks.push(await checkCost(trial));
  return { kind: 'check-method', checks };
}
