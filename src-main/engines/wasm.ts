import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { borrowCpuKernels } from './cpu-kernels.ts';
import { eagerEngine } from './eager.ts';
import type { Engine, EngineDescription } from './engine.ts';
import { startBackend, tf } from './tfjs.ts';

/** Missing in the WebAssembly backend, and needed by gradients: of gather and of convolutions. */
const borrowedKernels = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
];

export const wasmVersion = `tfjs ${version_wasm}`;

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const packageFolder = path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(packageFolder + path.sep);
  borrowCpuKernels('wasm', borrowedKernels);
  await startBackend('wasm');
}

/**
 * The engine that is always there: TensorFlow.js' WebAssembly backend. It computes on one thread, as WebAssembly has no
 * threads in Node.
 * @throws LabError `engine-unavailable` when its WebAssembly module can't be loaded
 */
export async function openWasmEngine(): Promise<Engine> {
  started ??= start();
  try {
    await started;
  } catch (error) {
    started = undefined;
    const { message } = toLabError(error);
    throw new LabError('engine-unavailable', `Engine wasm could not be started: ${message}`, 'Run npm ci.', error);
  }
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const description: EngineDescription = {
    id: 'wasm',
    device: `${cpus()[0]?.model.trim() ?? 'CPU'} (WebAssembly${simd ? ' SIMD' : ''})`,
    version: wasmVersion,
    threads: 1,
  };
  return eagerEngine('wasm', description);
}
