import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { composedConvKernels, convGradients } from './conv-ops.ts';
import { networkProduct } from './network-product.ts';
import { tf } from './tfjs-package.ts';
import { need } from './tree.ts';

/**
 * Operators that engines fuse, as custom tfjs kernels with gradients of their own. Engines without a fused form compute
 * them from plain tfjs operators, so every engine runs the same function.
 */

type Inputs = Readonly<Record<string, Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;

const eagerBackends = ['cpu', 'wasm', 'tensorflow'] as const;

function batchAxes(x: Tensor): number[] {
  return [...x.shape.keys()].slice(0, -1);
}

/** The gradient that comes from above, of an operator's first output. */
function upstreamOf(dy: Tensor | Tensor[]): Tensor {
  const [first] = [dy].flat();
  if (!first) throw new Error('missing gradient');
  return first;
}

// ---- Linear: y = x·Wᵀ + b

/** x [..., K], weight [N, K] as checkpoints store it, bias [N] → [..., N]. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const rows = tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
  const product = tf.engine().runKernel<Tensor>('Linear', { x: rows, weight, bias });
  return tf.reshape(product, [...x.shape.slice(0, -1), weight.shape[0]]);
}

function composedLinear(inputs: Inputs): Tensor {
  return tf.add(tf.matMul(need(inputs, 'x'), need(inputs, 'weight'), false, true), need(inputs, 'bias'));
}

const linearGradient: GradConfig = {
  kernelName: 'Linear',
  inputsToSave: ['x', 'weight'],
  gradFunc: (dy, saved) => {
    const [x, weight] = saved as [Tensor, Tensor];
    const upstream = upstreamOf(dy);
    return {
      x: () => networkProduct('gradient', upstream, weight),
      weight: () => networkProduct('gradient', upstream, x, { a: true }),
      bias: () => tf.sum(upstream, 0),
    };
  },
};

// ---- LayerNorm over the last axis

/** LayerNorm of x over its last axis with affine gamma and beta, both [D]. */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor, epsilon = 1e-6): Tensor {
  const [y] = tf.engine().runKernel<Tensor[]>('LayerNorm', { x, gamma, beta }, { epsilon });
  if (!y) throw new Error('LayerNorm returned nothing');
  return y;
}

function composedLayerNorm(inputs: Inputs, attributes: Attributes): Tensor[] {
  const x = need(inputs, 'x');
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), -1, true);
  const inverseStd = tf.div(1, tf.sqrt(tf.add(variance, attributes['epsilon'] as number)));
  const y = tf.add(tf.mul(tf.mul(centred, inverseStd), need(inputs, 'gamma')), need(inputs, 'beta'));
  return [y, mean, inverseStd];
}

const layerNormGradient: GradConfig = {
  kernelName: 'LayerNorm',
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, saved) => {
    const [x, gamma, mean, inverseStd] = saved as [Tensor, Tensor, Tensor, Tensor];
    const upstream = upstreamOf(dy);
    const normalised = tf.mul(tf.sub(x, mean), inverseStd);
    return {
      x: () => {
        const scaled = tf.mul(upstream, gamma);
        const average = tf.mean(scaled, -1, true);
        const projection = tf.mean(tf.mul(scaled, normalised), -1, true);
        return tf.mul(inverseStd, tf.sub(tf.sub(scaled, average), tf.mul(normalised, projection)));
      },
      gamma: () => tf.sum(tf.mul(upstream, normalised), batchAxes(x)),
      beta: () => tf.sum(upstream, batchAxes(x)),
    };
  },
};

// ---- exact GELU: x·Φ(x)

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** Exact (erf) GELU of x. */
export function gelu(x: Tensor): Tensor {
  return tf.engine().runKernel<Tensor>('Gelu', { x });
}

function composedGelu(inputs: Inputs): Tensor {
  const x = need(inputs, 'x');
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

const geluGradient: GradConfig = {
  kernelName: 'Gelu',
  inputsToSave: ['x'],
  gradFunc: (dy, saved) => {
    const [x] = saved as [Tensor];
    return {
      // Φ(x) + x·φ(x) = ½·(1 + erf(s) + s·exp(ln(2/√π) − s²)) with s = x/√2: the constants cost no pass over memory.
      x: () => {
        const s = tf.mul(x, Math.SQRT1_2);
        const bell = tf.exp(tf.sub(Math.log(twoOverRootPi), tf.square(s)));
        // The product first: it takes the place of the bell, and then erf(s) that of s.
        const slope = tf.add(tf.add(tf.mul(s, bell), tf.erf(s)), 1);
        return tf.mul(tf.mul(upstreamOf(dy), 0.5), slope);
      },
    };
  },
};

let done = false;

/** Registers the fused operators with tfjs; later calls do nothing. */
export function registerFusedOps(): void {
  if (done) return;
  done = true;
  for (const gradient of [linearGradient, layerNormGradient, geluGradient, ...convGradients])
    tf.registerGradient(gradient);
  for (const backendName of eagerBackends) {
    tf.registerKernel({
      kernelName: 'Linear',
      backendName,
      kernelFunc: ({ inputs }) => composedLinear(inputs as Inputs),
    });
    tf.registerKernel({
      kernelName: 'LayerNorm',
      backendName,
      kernelFunc: ({ inputs, attrs }) => composedLayerNorm(inputs as Inputs, attrs ?? {}),
    });
    for (const [kernelName, compute] of Object.entries(composedConvKernels)) {
      tf.registerKernel({
        kernelName,
        backendName,
        kernelFunc: ({ inputs, attrs }) => compute(inputs as Inputs, attrs),
      });
    }
    tf.registerKernel({ kernelName: 'Gelu', backendName, kernelFunc: ({ inputs }) => composedGelu(inputs as Inputs) });
  }
}
