/** The one way by which engines and methods come to TensorFlow.js; nothing of it is loaded before it is used. */
import { LabError } from '../../src-shared/errors.ts';
import { registerFusedOps } from './fused-ops.ts';
import { tf } from './tfjs-package.ts';

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
