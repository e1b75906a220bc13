import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import util from 'node:util';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { eagerEngine } from './eager.ts';
import type { Engine } from './engine.ts';
import { findTensorflow, type TensorflowInstallation } from './tensorflow-package.ts';
import { startBackend, tf } from './tfjs.ts';

/** Fields that the lab reads from the backend that @tensorflow/tfjs-node registers. */
interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** Name of the first NVIDIA GPU as its driver reports it. */
function nvidiaGpu(): string | undefined {
  try {
    const query = ['--query-gpu=name', '--format=csv,noheader'];
    const names = execFileSync('nvidia-smi', query, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return names.split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/**
 * TensorFlow reads its settings from the environment when its library is loaded. In a worker thread they reach it only if the
 * worker shares its process's environment (`SHARE_ENV`).
 */
function prepareEnvironment(threads: number): void {
  // Without this TensorFlow takes all memory of a GPU for itself at once.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (threads > 0) process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
}

/** The package calls two functions of `util` that Node 22 warns of at each start and Node 23 no longer has. */
function replaceUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  });
}

let loaded: Promise<TensorflowInstallation> | undefined;

async function load(threads: number): Promise<TensorflowInstallation> {
  const installation = findTensorflow();
  if (!installation) {
    throw new LabError(
      'engine-unavailable',
      'Engine tensorflow is not installed.',
      'It is optional; lab engines setup tensorflow fetches its native library.',
    );
  }
  prepareEnvironment(threads);
  replaceUtil();
  try {
    createRequire(path.join(installation.folder, 'package.json'))(installation.folder);
    await startBackend('tensorflow');
  } catch (error) {
    const { message } = toLabError(error);
    throw new LabError(
      'engine-unavailable',
      `TensorFlow was found in ${installation.folder}, but could not be loaded: ${message.trim().split('\n')[0] ?? ''}`,
      'Remove that folder, then: lab engines setup tensorflow',
      error,
    );
  }
  return installation;
}

/**
 * The optional engine over native TensorFlow, on a CUDA device where its library supports one, else on the CPU.
 * @param threads 0 lets TensorFlow decide; the first engine of a process decides for all.
 * @throws LabError `engine-unavailable` when it is not installed or can't be loaded
 */
export async function openTensorflowEngine(threads: number): Promise<Engine> {
  loaded ??= load(threads);
  let installation;
  try {
    installation = await loaded;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
  const { isUsingGpuDevice, binding } = tf.engine().findBackend('tensorflow') as unknown as TensorflowBackend;
  const cpu = cpus()[0]?.model.trim() ?? 'CPU';
  return eagerEngine('tensorflow', {
    id: 'tensorflow',
    device: isUsingGpuDevice ? (nvidiaGpu() ?? 'CUDA GPU') : cpu,
    version: `TensorFlow ${binding.TF_Version} (${path.basename(installation.name)})`,
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism()),
  });
}
