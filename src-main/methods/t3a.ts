import { z } from 'zod';
import { integerOption } from '../../src-shared/options.ts';
import type { TensorSpec } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { lastFeatures, lastFeatureWidth } from './bound.ts';
import { entropyPerImage } from './losses.ts';
import { defineMethod, type BoundStages } from './method.ts';
import { batchSupports, classifierSupports } from './t3a-classifier.ts';
import { addSupports, emptySupports, supportCount, type SupportShape, type SupportState } from './t3a-supports.ts';

const options = z.strictObject({
  supports: integerOption({
    label: 'Supports per class',
    symbol: 'M',
    help: 'Features of least entropy that each class keeps; memory grows with it, not with the stream.',
    default: 20,
    min: 1,
    max: 1000,
  }),
});

/** T3A (Iwasawa and Matsuo, NeurIPS 2021): replaces the classifier by the means of confidently classified features. */
export const t3a = defineMethod({
  id: 't3a',
  name: 'T3A',
  summary: 'Classifies by class centroids of the most confident features seen so far; changes no weights.',
  options,
  needs: [],
  frozen: false,
  noWindow: 'each image becomes a support once',
  trainedStatistics: true,
  bind({ model }, { supports: keep }): BoundStages<SupportState> {
    const { imageSize, theta, classes } = model;
    const width = lastFeatureWidth(model);
    const shape: SupportShape = { classes, keep, width };
    let start: SupportState | undefined;
    return {
      init() {
        start ??= addSupports(emptySupports(shape), classifierSupports(model), shape);
        return start;
      },
      constants: { 't3a.theta': theta },
      async open(batchSize, compile) {
        const spec = (...extents: number[]): TensorSpec => ({ shape: extents, dtype: 'float32' });
        const shown = { images: spec(batchSize, 3, imageSize, imageSize) };
        const look = await compile('features', shown, ({ images }, constants) => {
          const { logits, features } = model.forward(images, need(constants, 't3a.theta'), constants);
          return {
            features: lastFeatures(model, features),
            entropy: entropyPerImage(logits),
            label: tf.argMax(logits, 1),
          };
        });
        const inputs = { features: spec(batchSize, width), centroids: spec(classes, width) };
        const classify = await compile('classify', inputs, ({ features, centroids }) => ({
          logits: tf.matMul(features, centroids, false, true),
        }));
        return {
          async adapt({ images, state }) {
            const seen = await look({ images });
            const next = addSupports(state, batchSupports(seen, width), shape);
            const { logits } = await classify({ features: seen.features, centroids: next.centroids });
            const entropies = seen.entropy.data as Float32Array;
            const entropy = entropies.reduce((sum, value) => sum + value, 0) / entropies.length;
            return { logits, state: next, diagnostics: { entropy, supports: supportCount(next) } };
          },
          async predict({ images, state: { centroids } }) {
            const { features } = await look({ images });
            return (await classify({ features, centroids })).logits;
          },
        };
      },
    };
  },
});
