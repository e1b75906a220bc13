import { z } from 'zod';
import { choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { float32 } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
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
    help: 'Iterations at most.',
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
  bind({ model }, { affinity: kind, neighbours, tolerance, maxIterations }): BoundStages {
    const { imageSize, theta } = model;
    return {
      init: () => ({ theta }),
      constants: {},
      stages: {
        predict: {
          inputs: (batchSize) => ({ images: { shape: [batchSize, 3, imageSize, imageSize], dtype: 'float32' }, theta }),
          compute(inputs, constants) {
            const { logits, features } = model.forward(
              inputs['images'] as Tensor,
              inputs['theta'] as Tensor,
              constants,
            );
            return { logits, probabilities: tf.softmax(logits), features: lastFeatures(model, features) };
          },
        },
      },
      async adapt({ predict }, { images, state }) {
        const { probabilities, features } = await predict!({ images, theta: state['theta']! });
        const batch = images.shape[0]!;
        const kernel = affinity(features!.data, batch, kind, neighbours);
        const solution = solveLame(probabilities!.data, kernel, { batch, tolerance, maxIterations });
        const { iterations, energy } = solution;
        return {
          logits: float32(solution.logits, probabilities!.shape),
          state,
          diagnostics: { iterations, energy },
        };
      },
      async predictStaged({ predict }, { images, state }) {
        const { logits } = await predict!({ images, theta: state['theta']! });
        return logits!;
      },
    };
  },
});
