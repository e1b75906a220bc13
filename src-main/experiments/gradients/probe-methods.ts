import type { HostTensor } from '../../engines/engine.ts';
import { float32 } from '../../engines/engine.ts';
import { tf, type Tensor } from '../../engines/tfjs.ts';
import { need } from '../../engines/tree.ts';
import { watchGradients, withGradient } from '../../methods/gradient.ts';
import type { BoundStep } from '../../methods/method.ts';
import type { SourceModel } from '../../models/source-model.ts';

/** The name of the gradient among the details of a probe. */
export const gradientName = 'gradient';

/**
 * The step of a method, which returns its gradient and each parameter in place of a next state. Of several gradients of θ it
 * is the last one, with which the method moves (SAR's second).
 * @param n numbers in θ
 */
export function gradientProbe(bound: BoundStep, n: number): BoundStep {
  return {
    ...bound,
    step(images, state, constants, draws) {
      let gradient: Tensor | undefined;
      const watch = {
        constant: () => undefined,
        gradient(parameters: readonly Tensor[], gradients: readonly Tensor[]) {
          const at = parameters.findIndex(({ shape }) => shape.length === 1 && shape[0] === n);
          gradient = gradients[at] ?? gradient;
        },
      };
      const { logits, perParameter } = watchGradients(watch, () => bound.step(images, state, constants, draws));
      const details = gradient ? { [gradientName]: gradient, ...perParameter?.() } : {};
      return { logits, state: {}, diagnostics: {}, details };
    },
  };
}

/** Rows of the identity at the labels: [B, C]. */
export function oneHot(labels: Int32Array, classes: number): HostTensor {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    if (label >= 0) rows[row * classes + label] = 1;
  });
  return float32(rows, [labels.length, classes]);
}

/** The gradient of the mean cross-entropy of the labels, which are drawn as `target`: what no method gets to see. */
export function labelsProbe(bound: BoundStep, model: SourceModel): BoundStep {
  const { prepare: _prepare, ...rest } = bound;
  return {
    ...rest,
    draw: (batchSize) => ({ target: oneHot(new Int32Array(batchSize), model.classes) }),
    step(images, state, constants, { target }) {
      const { gradient, result } = withGradient(need(state, 'theta'), (parameters) => {
        const { logits } = model.forward(images, parameters, constants);
        const nll = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), target!), -1));
        return { loss: tf.mean(nll), logits };
      });
      return { logits: result.logits, state: {}, diagnostics: {}, details: { [gradientName]: gradient } };
    },
  };
}
