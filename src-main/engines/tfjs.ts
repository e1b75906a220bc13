/**
 * The one way by which engines load TensorFlow.js: importing the full package registers the gradients of all
 * operations and the `cpu` backend. All backends share the state of one tfjs-core, hence one current backend per thread.
 */
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { LabError } from '../../src-shared/errors.ts';
import { registerFusedOps } from './fused-ops.ts';

// Production mode is TensorFlow.js' switch for its console advice ("install our node backend"), which is not ours to give.
tf.enableProdMode();

/**
 * Makes a backend ready for use: after this, `useBackend` switches to it at once.
 * @throws LabError `engine-unavailable` when it can't be started
 */
export async function startBackend(name: string): Promise<void> {
  registerFusedOps();
  const started = await tf.setBackend(name);
  if (!started) throw new LabError('engine-unavailable', `The TensorFlow.js backend '${name}' could not be started.`);
}

/** Makes a started backend the current one, so that the operations that follow run on it. */
export function useBackend(name: string): void {
  // For a started backend the switch is done before setBackend returns its promise.
  if (tf.getBackend() !== name) void tf.setBackend(name);
}

export { tf };
export type { Tensor } from '@tensorflow/tfjs-core';
