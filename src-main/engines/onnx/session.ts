import { dirname } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { LabError } from '../../../src-shared/errors.ts';
import type { DType, HostTensor, TypedArray } from '../engine.ts';
import { physicalCores } from '../physical-cores.ts';
import { encodeModel } from './encode.ts';
import type { Graph } from './graph.ts';
import type { Provider } from './target.ts';

export interface SessionSettings {
  readonly provider: Provider;
  /** 0 is one for each core. */
  readonly threads: number;
  /** Writes a profile with this path prefix. */
  readonly profile?: string;
  /** Outputs that stay on the device, where the provider can leave them there. */
  readonly resident?: readonly string[];
}

/** onnxruntime-node is loaded when the first session needs it: it maps a large native library. */
export async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  const runtime = await import('onnxruntime-node');
  // Its errors reach us as exceptions; printed as well, they would only hide our own sentence.
  runtime.env.logLevel = 'fatal';
  return runtime;
}

function weightFolder(graph: Graph): string | undefined {
  const folders = new Set(
    graph.initializers.flatMap(({ content }) => ('path' in content ? [dirname(content.path)] : [])),
  );
  if (folders.size > 1) {
    throw new LabError('internal', `The weights of one step lie in several folders: ${[...folders].join(', ')}.`);
  }
  return [...folders][0];
}

/**
 * Compiles a graph. Weights that lie in a file are mapped by the runtime, never copied into the model; those of matrix
 * products it packs for its kernels, once, and lets go of the mapped pages: packing them at each run costs more time than
 * the second layout that gradients need costs memory.
 */
export async function openSession(graph: Graph, settings: SessionSettings): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  const folder = weightFolder(graph);
  const threads = settings.threads > 0 ? settings.threads : physicalCores();
  const { resident = [] } = settings;
  return InferenceSession.create(encodeModel(graph), {
    executionProviders: settings.provider === 'cpu' ? ['cpu'] : [settings.provider, 'cpu'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // A planned block for all intermediate results would be held beside those of the first run: half as much again.
    enableMemPattern: false,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(resident.length > 0 && {
      preferredOutputLocation: Object.fromEntries(resident.map((name) => [name, 'gpu-buffer' as const])),
    }),
    ...(settings.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: settings.profile }),
    extra: {
      session: {
        // Threads that spin on after a run take the cores from the next stage of a method, a session with threads of its own.
        force_spinning_stop: '1',
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
      },
    },
  });
}

const runtimeTypes = { float32: 'float32', int32: 'int32', bool: 'bool' } as const satisfies Record<DType, string>;

export function toFeed(runtime: typeof import('onnxruntime-node'), { dtype, data, shape }: HostTensor): Tensor {
  return new runtime.Tensor(runtimeTypes[dtype], data, shape);
}

/** Results in host memory under their own names; the data belong to the caller. */
export function fromResults(
  { outputs }: Pick<Graph, 'outputs'>,
  results: Readonly<Record<string, Tensor>>,
  resident: readonly string[] = [],
): Record<string, HostTensor> {
  return Object.fromEntries(
    outputs
      .filter(({ name }) => !resident.includes(name))
      .map(({ name, shape, dtype }) => {
        const tensor = results[name];
        if (!tensor) throw new LabError('engine-failed', `ONNX Runtime returned no ${name}.`);
        return [name.slice('out:'.length), { shape, dtype, data: tensor.data as TypedArray }];
      }),
  );
}
