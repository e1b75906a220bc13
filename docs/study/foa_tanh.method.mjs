// A generator made by hand: its bound around the momentum of its inputs, nothing learned and no memory (docs/study.md).
import {
  decayOption,
  defineMethod,
  foaLoss,
  lambdaOption,
  learningRateOption,
  need,
  numberOption,
  predictWith,
  scalar,
  statisticsConstants,
  tf,
  withGradient,
  z,
  zerosLike,
} from 'mgtta-lab';

const options = z.strictObject({
  lr: learningRateOption(0.01),
  beta1: decayOption('β₁', 'Momentum decay', 0.9),
  beta2: decayOption('β₂', 'Squared gradient decay', 0.99),
  lambda: lambdaOption,
  steepness: numberOption({
    label: 'Steepness',
    symbol: 's',
    help: '1 is Adam with a bound; 100 is the sign of the momentum.',
    default: 100,
    min: 0,
  }),
});

/** u = tanh(s·x₁) with x₁ of section 3.1 of docs/method.md, and θ ← θ − lr·u. */
export default defineMethod({
  id: 'foa_tanh',
  name: 'FOA-tanh',
  summary: "MGTTA's loss and bound with a map made by hand in place of the generator.",
  options,
  needs: ['statistics', 'batch-statistics'],
  frozen: false,
  bind(context, { lr, beta1, beta2, lambda, steepness }) {
    const { theta: source } = context.model;
    /** 1 − βᵗ⁺¹ */
    const correction = (decay, count) => tf.sub(1, tf.pow(tf.scalar(decay), tf.add(count, 1)));
    return {
      init: () => ({ theta: source, m: zerosLike(source), v: zerosLike(source), count: scalar(0) }),
      step(images, state, constants) {
        const { theta } = state;
        const statistics = { std: need(constants, 'source.std'), mean: need(constants, 'source.mean') };
        const { gradient, result } = withGradient(theta, (parameters) => {
          const { logits, features } = context.model.forward(images, parameters, constants);
          return { logits, ...foaLoss(logits, features, statistics, lambda) };
        });
        const count = tf.add(state.count, 1);
        const m = tf.add(tf.mul(state.m, beta1), tf.mul(gradient, 1 - beta1));
        const v = tf.add(tf.mul(state.v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const scale = tf.add(tf.sqrt(tf.div(v, correction(beta2, count))), 1e-8);
        const update = tf.tanh(tf.mul(tf.div(tf.div(m, correction(beta1, count)), scale), steepness));
        const { logits, loss, entropy, discrepancy } = result;
        return {
          logits,
          state: { theta: tf.sub(theta, tf.mul(update, lr)), m, v, count },
          diagnostics: { loss, entropy, discrepancy, update: tf.mean(tf.abs(update)) },
        };
      },
      predict: predictWith(context),
      constants: statisticsConstants(context, 'FOA-tanh'),
    };
  },
});
