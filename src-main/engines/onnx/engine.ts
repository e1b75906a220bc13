import { cpus } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import type { Precision } from '../../../src-shared/precision.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type {
  Engine,
  EngineDescription,
  EngineMemory,
  FlatEngine,
  FlatSignature,
  FlatStep,
  Named,
  Signature,
  StepTensor,
  TensorFunction,
} from '../engine.ts';
import { overTrees } from '../over-trees.ts';
import { validateInputs } from '../validate.ts';
import { dataTypes, float16 } from './encode.ts';
import type { Graph, GraphNode } from './graph.ts';
import { inHalfPrecision } from './half.ts';
import { Device, keepsOutputs } from './on-device.ts';
import { fromResults, loadRuntime, openSession, toFeed } from './session.ts';
import { targets, type Provider } from './target.ts';
import { trace } from './trace.ts';

export interface OnnxOptions {
  /** CPU threads; 0 is one for each core. */
  readonly threads?: number;
  /** float32 unless stated otherwise. */
  readonly precision?: Precision;
  /** Path prefix for ONNX Runtime's profiles. */
  readonly profile?: string;
}

/** Error message of ONNX Runtime, without the leading source location. */
function reason(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return first.replace(/^.* was false\. /, '').replace(/\.$/, '');
}

interface Opened {
  readonly graph: Graph;
  readonly session: InferenceSession;
  /** Outputs of the graph that stay on the device. */
  readonly resident: readonly string[];
}

class OnnxStep implements FlatStep {
  private readonly opened: Opened;
  private readonly signature: Signature;
  private readonly device: Device;
  private readonly release: () => void;

  constructor(opened: Opened, signature: Signature, device: Device, release: () => void) {
    this.opened = opened;
    this.signature = signature;
    this.device = device;
    this.release = release;
  }

  async run(inputs: Named<StepTensor>): ReturnType<FlatStep['run']> {
    const { graph, session, resident } = this.opened;
    validateInputs(this.signature.label, this.signature.inputs, inputs);
    // Inputs that the graph turned out not to need are no inputs of the session.
    const needed = Object.fromEntries(Object.entries(inputs).filter(([name]) => session.inputNames.includes(name)));
    try {
      const results = await session.run(this.device.feeds(await loadRuntime(), needed));
      return { host: fromResults(graph, results, resident), resident: this.device.keep(graph, resident, results) };
    } catch (error) {
      if (error instanceof LabError) throw error;
      throw new LabError('engine-failed', `${this.signature.label} failed: ${reason(error)}.`, undefined, error);
    }
  }

  async dispose(): Promise<void> {
    // Writes the profile, where one was asked for.
    this.opened.session.endProfiling();
    await this.opened.session.release();
    this.release();
  }
}

class OnnxEngine implements FlatEngine {
  readonly description: EngineDescription;
  readonly keepsState: boolean;
  private readonly device: Device;
  private readonly provider: Provider;
  private readonly options: OnnxOptions;
  private readonly steps = new Map<OnnxStep, number>();

  constructor(provider: Provider, options: OnnxOptions, description: EngineDescription) {
    this.provider = provider;
    this.options = options;
    this.description = description;
    this.keepsState = keepsOutputs[provider];
    this.device = new Device(provider);
  }

  async compile(fn: TensorFunction, signature: FlatSignature): Promise<FlatStep> {
    const traced = trace(fn, signature, targets[this.provider]);
    const graph = this.options.precision === 'float16' ? inHalfPrecision(traced) : traced;
    const { stays = () => false } = signature;
    const resident = graph.outputs.map(({ name }) => name).filter((name) => stays(name.slice('out:'.length)));
    const opened = await this.open(graph, this.keepsState ? resident : []);
    const bytes = graph.initializers.reduce((sum, { content }) => sum + content.byteLength, 0);
    const step: OnnxStep = new OnnxStep(opened, signature, this.device, () => this.steps.delete(step));
    this.steps.set(step, bytes);
    return step;
  }

  private async open(graph: Graph, resident: readonly string[]): Promise<Opened> {
    const { threads = 0, profile } = this.options;
    try {
      const { provider } = this;
      const session = await openSession(graph, {
        ...{ provider, threads, resident },
        ...(profile === undefined ? {} : { profile }),
      });
      return { graph, session, resident };
    } catch (error) {
      if (error instanceof LabError) throw error;
      throw new LabError(
        'engine-failed',
        `ONNX Runtime can't compile ${graph.label}: ${reason(error)}.`,
        undefined,
        error,
      );
    }
  }

  memory(): EngineMemory {
    const constantBytes = [...this.steps.values()].reduce((largest, bytes) => Math.max(largest, bytes), 0);
    return { constantBytes, steps: this.steps.size };
  }

  async dispose(): Promise<void> {
    for (const step of [...this.steps.keys()]) await step.dispose();
    await this.device.dispose();
  }
}

/**
 * Opens the tracing engine on one of ONNX Runtime's providers.
 * @throws LabError `engine-unavailable` saying why the provider can't be used here.
 */
export async function openOnnxEngine(provider: Provider, options: OnnxOptions = {}): Promise<Engine> {
  const { env } = await loadRuntime();
  const device = await probeOnnx(provider, options.precision);
  const version = `ONNX Runtime ${env.versions.node ?? env.versions.common}`;
  const { threads = 0, precision = 'float32' } = options;
  const description = { id: `onnx-${provider}`, device, version, threads, precision } as const;
  return overTrees(new OnnxEngine(provider, options, description));
}

/** Adds a number to itself, in half precision where that is asked for. */
function probeGraph(precision: Precision): Graph {
  const node = (op: string, inputs: string[], output: string, attributes = {}): GraphNode => ({
    ...{ op, domain: '', inputs, outputs: [output], attributes },
  });
  return {
    label: 'probe',
    nodes:
      precision === 'float32'
        ? [node('Add', ['x', 'x'], 'out:y')]
        : [
            node('Cast', ['x'], 'half', { to: float16 }),
            node('Add', ['half', 'half'], 'sum'),
            node('Cast', ['sum'], 'out:y', { to: dataTypes.float32 }),
          ],
    initializers: [],
    inputs: [{ name: 'x', shape: [1], dtype: 'float32' }],
    outputs: [{ name: 'out:y', shape: [1], dtype: 'float32' }],
  };
}

async function runProbe(provider: Provider, precision: Precision): Promise<void> {
  const runtime = await loadRuntime();
  const session = await openSession(probeGraph(precision), { provider, threads: 1 });
  await session.run({ x: toFeed(runtime, { shape: [1], dtype: 'float32', data: new Float32Array([1]) }) });
  await session.release();
}

/**
 * Runs a tiny graph on the provider.
 * @returns the device's name.
 * @throws LabError `engine-unavailable`
 */
export async function probeOnnx(provider: Provider, precision: Precision = 'float32'): Promise<string> {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const unavailable = (problem: string, hint: string, error: unknown): LabError =>
    new LabError(
      'engine-unavailable',
      `ONNX Runtime's ${provider} provider ${problem}: ${reason(error)}.`,
      hint,
      error,
    );
  try {
    await runProbe(provider, 'float32');
  } catch (error) {
    const hints: Record<Provider, string> = {
      cpu: 'Run npm ci again.',
      webgpu: 'It needs a Vulkan, Direct3D 12 or Metal driver.',
      cuda: 'It needs an NVIDIA GPU with CUDA 12 and cuDNN 9; lab engines setup cuda fetches both.',
    };
    throw unavailable("can't be used here", hints[provider], error);
  }
  try {
    if (precision !== 'float32') await runProbe(provider, precision);
  } catch (error) {
    throw unavailable('has no half precision on this device', 'Choose float32.', error);
  }
  return provider === 'cpu' ? cpu : `${provider} device`;
}
