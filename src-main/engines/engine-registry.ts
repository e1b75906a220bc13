import type { EngineReport } from '../../src-shared/engines.ts';
import type { Precision } from '../../src-shared/precision.ts';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { engineIds, type Engine, type EngineId } from './engine.ts';
import { hasCudaLibrary, linkCudaLibrary } from './onnx/cuda-library.ts';
import { requirePrecision } from './precision.ts';
import { threadsFor } from './threads.ts';

export interface EngineOptions {
  /** CPU threads; 0 lets `MGTTA_LAB_THREADS` decide, else the engine. */
  readonly threads: number;
  /** Of the products of networks. */
  readonly precision: Precision;
}

type Opener = (options: EngineOptions) => Promise<Engine>;

// Each engine's native library is loaded only when that engine is asked for.
const openers: Readonly<Record<EngineId, Opener>> = {
  'onnx-cpu': async (options) => (await import('./onnx/engine.ts')).openOnnxEngine('cpu', options),
  'onnx-webgpu': async (options) => (await import('./onnx/engine.ts')).openOnnxEngine('webgpu', options),
  'onnx-cuda': openCuda,
  tensorflow: async ({ threads }) => (await import('./tensorflow.ts')).openTensorflowEngine(threads),
  wasm: async () => (await import('./wasm.ts')).openWasmEngine(),
};

/** Looks for the provider library first: ONNX Runtime writes errors of its own to the terminal where it is missing. */
async function openCuda(options: EngineOptions): Promise<Engine> {
  if (!hasCudaLibrary()) {
    throw new LabError(
      'engine-unavailable',
      "ONNX Runtime's library for CUDA is not installed.",
      'With an NVIDIA GPU, lab engines setup cuda fetches it.',
    );
  }
  linkCudaLibrary();
  return (await import('./onnx/engine.ts')).openOnnxEngine('cuda', options);
}

function isEngineId(id: string): id is EngineId {
  return (engineIds as readonly string[]).includes(id);
}

/** Without a measurement: what is there on every computer. */
const unmeasured = ['onnx-cpu', 'wasm'] as const;

/** The first of several engines that can be opened; what the last one says if none can. */
async function openFirst(ids: readonly [...EngineId[], EngineId], options: EngineOptions): Promise<Engine> {
  let problem: LabError | undefined;
  for (const id of ids) {
    try {
      return await openers[id](options);
    } catch (error) {
      problem = toLabError(error);
      if (problem.code !== 'engine-unavailable') break;
    }
  }
  throw problem ?? new LabError('internal', 'No engine was asked for.');
}

/**
 * Opens an engine; `auto`, which the lab replaces by what it has measured, is the CPU here.
 * @throws LabError `bad-option` for an unknown id or number of threads, or a precision that it hasn't, `engine-unavailable` when the engine can't be used here
 */
export async function openEngine(id: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const { threads = 0, precision = 'float32' } = options;
  requirePrecision(id, precision);
  const complete = { threads: threadsFor(threads), precision };
  if (id === 'auto') return openFirst(unmeasured, complete);
  if (isEngineId(id)) return openers[id](complete);
  throw new LabError('bad-option', `There is no engine '${id}'.`, `Engines: auto, ${engineIds.join(', ')}.`);
}

async function report(id: EngineId): Promise<EngineReport> {
  try {
    const engine = await openEngine(id);
    await engine.dispose();
    const { device, version, threads } = engine.description;
    return { id, available: true, device, version, threads };
  } catch (error) {
    const { message, hint } = toLabError(error);
    return { id, available: false, reason: message, ...(hint === undefined ? {} : { hint }) };
  }
}

/**
 * Tries all engines, or those named, one after the other. Their native libraries stay loaded and may crash on a faulty driver, so
 * this belongs into a compute process.
 */
export async function detectEngines(ids: readonly EngineId[] = engineIds): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const id of ids) reports.push(await report(id));
  return reports;
}
