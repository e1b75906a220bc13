import { float32, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { drawKept, lowFrequencies, withoutFrequencies } from './augment/low-frequencies.ts';
import { patchRows, withPatchNoise } from './augment/patch-noise.ts';
import { predictWith, zerosLike } from './bound.ts';
import { normal } from '../../src-shared/random.ts';
import { etaLoss, noMemory, remember, type EtaMemory } from './eta.ts';
import { detached, stopGradient, withGradient } from './gradient.ts';
import { entropyPerImage } from './losses.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { movePredictor, startPredictor, throughPredictor, type PredictorState } from './predictor.ts';
import { below, meanOfChosen } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';
import { spaOptions } from './spa-options.ts';

/** `noise`: the strength of the noise of each patch, [P], and its momentum. */
type SpaState = SgdState & PredictorState & EtaMemory & Readonly<Record<'noise' | 'noise.velocity', Tensor>>;

const startStrength = Math.sqrt(0.4);
const auxiliaryWeight = 0.1;

/** SPA (Niu et al., ICML 2025): predictions of images that lost detail are drawn to those of the whole ones. */
export const spa = defineMethod({
  id: 'spa',
  name: 'SPA',
  summary: 'Has views of an image, with low frequencies masked and with noise, predict what the whole image does.',
  options: spaOptions,
  needs: [],
  frozen: false,
  bind(
    context,
    { lr, lrPredictor, momentum, lrNoise, noiseRatio, frequencyMask, noisePatch, ...more },
  ): BoundStep<SpaState> {
    const { model } = context;
    const { imageSize: side, classes } = model;
    const patches = Math.ceil(side / noisePatch) ** 2;
    const bounds = { ...more, bound: more.margin * Math.log(classes), entropyOf: entropyPerImage };
    const surest = (logits: Tensor): Tensor => tf.max(tf.softmax(logits), 1);
    return {
      init: () => ({
        ...{ theta: model.theta, velocity: zerosLike(model.theta), ...startPredictor(model), ...noMemory(classes) },
        noise: float32(new Float32Array(patches).fill(startStrength)),
        'noise.velocity': float32(new Float32Array(patches)),
      }),
      draw: (batchSize, random) => ({
        kept: drawKept(side, batchSize, frequencyMask, random),
        noise: float32(
          new Float32Array(3 * side ** 2).map(() => normal(random)),
          [3, side, side],
        ),
      }),
      step(images, state, constants, draws) {
        const { theta, predictor, noise } = state;
        const frequency = withoutFrequencies(images, need(draws, 'kept'), need(constants, 'spa.waves'));
        const predict = (parameters: Tensor): Tensor => model.forward(images, parameters, constants).logits;
        // Without an auxiliary loss the whole images need no backward pass.
        const clean = more.auxiliary === 'none' ? predict(theta) : undefined;
        const { gradient, result } = withGradient({ theta, predictor, noise }, (parameters) => {
          const logits = clean ?? predict(parameters.theta);
          const target = stopGradient(tf.logSoftmax(logits));
          const learn = (view: Tensor): Named<Tensor> & Record<'loss' | 'selected' | 'outputs', Tensor> => {
            const { features } = model.forward(view, parameters.theta, constants);
            const outputs = throughPredictor(model, features, parameters.predictor, constants);
            const selected = detached((z, own) => below(surest(z), surest(own)), outputs, logits);
            const apart = tf.sum(tf.mul(tf.exp(target), tf.sub(target, tf.logSoftmax(outputs))), 1);
            return { loss: meanOfChosen(apart, selected), selected, outputs };
          };
          const noisy = withPatchNoise(images, need(draws, 'noise'), parameters.noise, need(constants, 'spa.rows'));
          const [first, second] = [learn(frequency), learn(noisy)];
          const eta = etaLoss(logits, state, bounds);
          const entropy = tf.mean(eta.entropy);
          const bootstrap = tf.add(first.loss, second.loss);
          const auxiliary = more.auxiliary === 'tent' ? entropy : eta.loss;
          const loss = clean ? bootstrap : tf.add(bootstrap, tf.mul(auxiliary, auxiliaryWeight));
          const named = (prefix: string, view: Named<Tensor>): [string, Tensor][] =>
            Object.entries(view).map(([name, value]) => [`${prefix}_${name}`, value]);
          const views = Object.fromEntries([...named('frequency', first), ...named('noise', second)]);
          return {
            loss,
            logits,
            ...views,
            ...{ probabilities: eta.probabilities, selected: eta.selected },
            ...{ mean_entropy: entropy, eta_entropy: eta.entropy, cosine: eta.cosine, reliable: eta.reliable },
          };
        });
        const { loss, logits, mean_entropy: entropy, probabilities, selected, ...details } = result;
        const ascent = tf.neg(gradient.noise);
        const climbed = sgdStep({ theta: noise, velocity: state['noise.velocity'] }, ascent, { lr: lrNoise, momentum });
        const scale = tf.sqrt(tf.div(tf.mean(tf.square(climbed.theta)), noiseRatio));
        const strength = tf.minimum(tf.maximum(tf.div(climbed.theta, scale), -1), 1);
        const { probabilities: average, 'probabilities.known': known } = state;
        const memory =
          more.auxiliary === 'eta'
            ? remember(state, { probabilities, selected }, more.averageDecay)
            : { probabilities: average, 'probabilities.known': known };
        return {
          logits,
          state: {
            ...{ ...sgdStep(state, gradient.theta, { lr, momentum }), ...memory },
            ...movePredictor(state, gradient.predictor, { lr: lrPredictor, momentum }),
            ...{ noise: strength, 'noise.velocity': climbed.velocity },
          },
          diagnostics: {
            loss,
            entropy,
            selected_frequency: tf.mean(need(details, 'frequency_selected')),
            selected_noise: tf.mean(need(details, 'noise_selected')),
          },
          // In how many of its two views it teaches.
          weights: tf.add(need(details, 'frequency_selected'), need(details, 'noise_selected')),
          details: { ...details, selected, ascent, climbed: climbed.theta },
        };
      },
      predict: predictWith(context),
      constants: { 'spa.waves': lowFrequencies(side), 'spa.rows': patchRows(side, noisePatch) },
    };
  },
});
