import { float32, type Engine } from '../../engines/engine.ts';
import { MethodRunner } from '../../experiments/method-runner.ts';
import { findMethod } from '../../methods/registry.ts';
import type { MethodContext, MethodState, SourceStatistics } from '../../methods/method.ts';
import { loadMgg } from '../../mgg/checkpoint.ts';
import { openSafetensors } from '../../models/safetensors.ts';
import type { SourceModel } from '../../models/source-model.ts';
import { Comparison, type Check, type QuantityKind } from './compare.ts';
import { items, maskedOutputs, values, type GoldenFolder, type RecordedMethod } from './folder.ts';

/** A recorded method that the lab can run: its id here, and its options from the names of the recording. */
export interface Replay {
  readonly method: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Recorded names of options by the lab's names. */
export const replays: Readonly<Record<string, Replay>> = {
  noadapt: { method: 'noadapt', options: {} },
  tent: { method: 'tent', options: { lr: 'lr', momentum: 'momentum' } },
  foa_sgd: { method: 'foa_sgd', options: { lr: 'lr', lambda: 'fitness_lambda' } },
  mgtta: {
    method: 'mgtta',
    options: { lr: 'adapt_lr', beta1: 'beta1', beta2: 'beta2', lambda: 'fitness_lambda' },
  },
};

function recordedOptions({ options }: Replay, { hyper }: RecordedMethod): Record<string, unknown> {
  const given = Object.entries(options).filter(([, recorded]) => recorded in hyper);
  return Object.fromEntries(given.map(([name, recorded]) => [name, hyper[recorded]]));
}

export function goldenStatistics(folder: GoldenFolder): SourceStatistics {
  const file = openSafetensors(folder.file('source_stats.safetensors'));
  return { std: float32(values(file, 'std')), mean: float32(values(file, 'mean')) };
}

/** θ in the order of the model from tensors `final.<name>`. */
function finalTheta(model: SourceModel, file: ReturnType<typeof openSafetensors>): Float32Array | undefined {
  if (!file.tensors.has(`final.${model.normParameters[0]?.name ?? ''}`)) return undefined;
  const theta = new Float32Array(model.theta.data.length);
  for (const { name, offset } of model.normParameters) theta.set(values(file, `final.${name}`), offset);
  return theta;
}

/** Runs a method over the recorded stream and compares logits, parameters and the memory of the MGG. */
export async function verifyAdaptation(
  folder: GoldenFolder,
  name: string,
  replay: Replay,
  recorded: RecordedMethod,
  engine: Engine,
  model: SourceModel,
): Promise<Check[]> {
  const method = findMethod(replay.method);
  const recording = folder.recording(name);
  const batches = items(openSafetensors(folder.file('images.safetensors')), 'x');
  const context: MethodContext = {
    model,
    batchSize: batches[0]?.shape[0] ?? 1,
    seed: 0,
    ...(method.needs.includes('statistics') ? { statistics: goldenStatistics(folder) } : {}),
    ...(method.needs.includes('mgg') ? { mgg: loadMgg(folder.file('mgg.safetensors')).weights } : {}),
  };
  const bound = method.bind(context, recordedOptions(replay, recorded));
  const runner = new MethodRunner(engine, method.name, bound, model);
  const outputs = items(recording, 'outputs').map((item) => maskedOutputs(folder, recorded, item));
  const parameters = recording.tensors.has('norm_params') ? items(recording, 'norm_params') : [];
  const [logits, theta] = [new Comparison('logits'), new Comparison('parameters')];
  let state: MethodState = bound.init();
  for (const [t, { data, shape }] of batches.entries()) {
    const result = await runner.run('step', data, shape[0] ?? 1, state);
    state = result.state;
    logits.add(result.logits.data, outputs[t] ?? []);
    const after = parameters[t];
    if (after) theta.add(state['theta']?.data ?? [], after.data);
  }
  await runner.dispose();

  const sensitivity = folder.sensitivity(name);
  const checks = [logits.check(sensitivity, 'outputs')];
  if (parameters.length > 0) checks.push(theta.check(sensitivity, 'norm_params'));
  const final = finalTheta(model, recording);
  if (final)
    checks.push(single('final parameters', state['theta']?.data ?? [], final).check(sensitivity, 'norm_params'));
  for (const [quantity, tensor, key, kind] of memoryQuantities) {
    if (!recording.tensors.has(tensor)) continue;
    const comparison = single(quantity, state[key]?.data ?? [], values(recording, tensor), kind);
    checks.push(comparison.check(sensitivity, tensor));
  }
  return checks;
}

/** What the recording of MGTTA holds of its final state. */
const memoryQuantities = [
  ['memory weight', 'W1_states_final', 'memory.weight', 'inner'],
  ['memory bias', 'b1_states_final', 'memory.bias', 'inner'],
  ['first moment', 'grad_m_final', 'moments.mean', 'result'],
  ['second moment', 'grad_v_final', 'moments.square', 'result'],
] as const;

function single(
  quantity: string,
  found: ArrayLike<number>,
  recorded: ArrayLike<number>,
  kind: QuantityKind = 'result',
): Comparison {
  const comparison = new Comparison(quantity, kind);
  comparison.add(found, recorded);
  return comparison;
}
