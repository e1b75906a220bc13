import { z } from 'zod';
import { choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type TensorSpec } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { lastFeatures } from './bound.ts';
import { affinity, affinityKinds, solveLame } from './lame-solver.ts';
import { defineMethod, type BoundStages } from './method.ts';

const options = z.strictObject({
  affinity: choiceOption({
    label: 'Affinity',
    help: 'Similarity of two images of a batch: nearest neighbours, a Gaussian of their distance, or the product of their features.',
    choices: affinityKinds,
    default: 'knn',
  }),
  neighbours: integerOption({
    label: 'Neighbours',
    symbol: 'k',
    help: 'Nearest images in feature space.',
    default: 5,
    min: 1,
    limit: 4096,
  }),
  tolerance: numberOption({
    label: 'Tolerance',
    help: 'Stops when the relative change of the energy is below this.',
    default: 1e-8,
    min: 0,
    max: 1,
  }),
  maxIterations: integerOption({
    label: 'Max. iterations',
    help: 'Maximum number of iterations.',
    default: 100,
    min: 3,
    limit: 100_000,
  }),
});

/** LAME (Boudiaf et al., CVPR 2022): corrects the predictions of a batch so that similar images agree; the model stays. */
export const lame = defineMethod({
  id: 'lame',
  name: 'LAME',
  summary: 'Refines the predictions of a batch so that images with similar features agree; changes no weights.',
  options,
  needs: [],
  frozen: true,
  transductive: true,
  bind({ model }, { affinity: kind, neighbours, tolerance, maxIterations }): BoundStages<{ theta: HostTensor }> {
    const { imageSize, theta } = model;
    return {
      init: () => ({ theta }),
      constants: {},
      async open(batch, compile) {
        const images: TensorSpec = { shape: [batch, 3, imageSize, imageSize], dtype: 'float32' };
        const look = await compile('predict', { images, theta }, (inputs, constants) => {
          const { logits, features } = model.forward(inputs.images, inputs.theta, constants);
          return { logits, probabilities: tf.softmax(logits), features: lastFeatures(model, features) };
        });
        return {
          async adapt({ images: shown, state }) {
            const { probabilities, features } = await look({ images: shown, theta: state.theta });
            const kernel = affinity(features.data, batch, kind, neighbours);
            const solution = solveLame(probabilities.data, kernel, { batch, tolerance, maxIterations });
            const { iterations, energy } = solution;
            const logits = float32(solution.logits, probabilities.shape);
            return { logits, state, diagnostics: { iterations, energy } };
          },
          predict: async ({ images: shown, state }) => (await look({ images: shown, theta: state.theta })).logits,
        };
      },
    };
  },
});
