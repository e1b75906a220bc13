/*
 * A contestant of the benchmark on one of the lab's engines, in a process of its own. Argument: a task as JSON. Speaks
 * the lines of protocol.ts.
 */
import { createInterface } from 'node:readline';
import { toLabError } from '../../src-shared/errors.ts';
import { seeded } from '../../src-shared/random.ts';
import { float32, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { openEngine } from '../engines/engine-registry.ts';
import { MethodRunner, type StepKind } from '../experiments/method-runner.ts';
import { releaseAll } from '../engines/resident.ts';
import type { LiveState } from '../methods/method.ts';
import { findMethod } from '../methods/method-registry.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { loadSourceModel } from '../models/load-model.ts';
import { openSafetensors } from '../models/safetensors.ts';
import { readFloat32 } from '../models/stored-tensor.ts';
import type { BenchWork } from './bench-plan.ts';
import type { Command, Ready, Task, Turn } from './peer-messages.ts';
import { prepareProducts } from './plain-products.ts';
import { works } from './works.ts';

/** Does the work once. */
type Run = () => Promise<{ readonly seconds: number; readonly logits: Float32Array }>;

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function readInput(file: string, name: string): HostTensor {
  const stored = openSafetensors(file).tensors.get(name);
  if (!stored) throw new Error(`${file} has no tensor ${name}`);
  return float32(readFloat32(stored), stored.shape);
}

const integers = ({ data, shape }: HostTensor): HostTensor => ({ data: Int32Array.from(data), shape, dtype: 'int32' });

function ofBatch({ data, shape: [count = 1, ...shape] }: HostTensor, batch: number): HostTensor {
  return float32((data as Float32Array).subarray(0, (data.length / count) * batch), [batch, ...shape]);
}

/** Draws of all contestants for each batch; undefined for a method that draws nothing, or at random. */
function recordedDraws(method: string, file: string, batch: number): Named<HostTensor> | undefined {
  const read = (name: string): HostTensor => readInput(file, name);
  switch (method) {
    case 'deyo':
    case 'recap':
      return { permutation: integers(ofBatch(read('permutation'), batch)) };
    case 'roid':
    case 'cmf':
      return {
        ...{ order: integers(read('order')), factors: read('factors') },
        ...{ affine: read('affine'), flip: integers(read('flip')) },
      };
    case 'spa':
      return { kept: ofBatch(read('kept'), batch), noise: read('noise') };
    case 'foa':
    case 'foa_i_v1':
    case 'foa_i_v2':
      return { candidates: read('candidates') };
    default:
      return undefined;
  }
}

/** Compiles the step of a method. */
async function prepareStep(engine: Engine, work: BenchWork, { batch, heads, files }: Task): Promise<Run> {
  const model = await loadSourceModel(files.model, heads === 0 ? {} : { heads });
  const context = {
    model,
    statistics: { std: readInput(files.inputs, 'std'), mean: readInput(files.inputs, 'mean') },
    mgg: loadMgg(work === 'mgtta_lstm' ? 'untrained:lstm:1' : files.mgg).weights,
    fisher: float32(new Float32Array(model.theta.data.length).fill(1e-3)),
    batchSize: batch,
    seed: 0,
  };
  const { method: id, options } = works[work];
  const kind: StepKind = work === 'forward' ? 'predict' : 'step';
  const method = findMethod(id).bind(context, options);
  const runner = new MethodRunner(engine, id, method, model);
  const images = readInput(files.inputs, 'images').data.slice(0, batch * 3 * model.imageSize ** 2) as Float32Array;
  let state: LiveState = method.init();
  const recorded = recordedDraws(id, files.inputs, batch);
  await runner.prepare(kind, batch, state);
  let step = 0;
  return async () => {
    const draws = recorded ?? runner.draw(batch, seeded(0, step++));
    const start = performance.now();
    const result = await runner.runLive(kind, images, batch, state, draws);
    releaseAll(state, result.state);
    ({ state } = result);
    return { seconds: (performance.now() - start) / 1000, logits: result.logits.data as Float32Array };
  };
}

async function repeat(run: Run, count: number): Promise<Turn> {
  const [seconds, cpuSeconds]: [number[], number[]] = [[], []];
  let logits = '';
  for (let i = 0; i < count; i++) {
    const before = process.cpuUsage();
    const done = await run();
    const { user, system } = process.cpuUsage(before);
    seconds.push(done.seconds);
    cpuSeconds.push((user + system) / 1e6);
    const { buffer, byteOffset, byteLength } = done.logits;
    if (i === count - 1) logits = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  }
  return { seconds, cpuSeconds, logits };
}

async function compete(task: Task): Promise<void> {
  const engine = await openEngine(task.engine, { threads: task.threads });
  const start = performance.now();
  const { work } = task;
  const run =
    typeof work === 'string' ? await prepareStep(engine, work, task) : await prepareProducts(engine, work.products);
  const { version, device } = engine.description;
  say({ version, device, compileSeconds: (performance.now() - start) / 1000 } satisfies Ready);
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line) as Command;
    if ('end' in command) break;
    say(await repeat(run, command.run));
  }
  say({ peakBytes: process.resourceUsage().maxRSS * 1024 });
}

try {
  await compete(JSON.parse(process.argv[2] ?? '{}') as Task);
} catch (error) {
  say({ error: toLabError(error).message });
}
