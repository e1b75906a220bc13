import { createRequire } from 'node:module';
import type * as tfjsCore from '@tensorflow/tfjs-core';

type Core = typeof tfjsCore;

/** Not called `require`: bundlers declare that name themselves. */
const requirePackage = createRequire(import.meta.url);
let core: Core | undefined;

/**
 * Loads TensorFlow.js, once: the full package registers the gradients of all operations and the `cpu` backend. All
 * backends share the state of one tfjs-core, hence one current backend per thread.
 */
function load(): Core {
  if (core) return core;
  requirePackage('@tensorflow/tfjs');
  core = requirePackage('@tensorflow/tfjs-core') as Core;
  // Production mode is TensorFlow.js' switch for its console advice ("install our node backend"), which is not ours to give.
  core.enableProdMode();
  return core;
}

/**
 * TensorFlow.js as it is used all over the lab. It is loaded with the first thing used of it: what methods declare is
 * listed in many places that compute nothing, and loading it takes longer than all else.
 */
export const tf: Core = new Proxy(Object.create(null) as Core, {
  get: (_, name): unknown => Reflect.get(load(), name),
});
