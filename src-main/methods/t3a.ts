import { z } from 'zod';
import { integerOption } from '../../src-shared/options.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor, TensorSpec } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import type { SourceModel } from '../models/source-model.ts';
import { lastFeatures, lastFeatureWidth } from './bound.ts';
import { entropyPerImage } from './losses.ts';
import { defineMethod, type BoundStages } from './method.ts';
import {
  addSupports,
  emptySupports,
  supportCount,
  type Support,
  type SupportShape,
  type SupportState,
} from './t3a-supports.ts';

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

/** The rows of the classifier as supports: labelled, as all supports are, by the classifier itself. */
export function classifierSupports({ constants, classes }: SourceModel): Support[] {
  const [weight, bias] = [constants['head.weight']?.read(), constants['head.bias']?.read()];
  if (!weight || !bias) throw new LabError('internal', 'The model has no linear head.');
  const width = weight.length / classes;
  const row = (label: number): Float32Array => weight.slice(label * width, (label + 1) * width) as Float32Array;
  return Array.from({ length: classes }, (_, own) => {
    const feature = row(own);
    const logits = Float64Array.from(bias);
    for (let label = 0; label < classes; label++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += feature[i]! * weight[label * width + i]!;
      logits[label] = logits[label]! + sum;
    }
    return { feature, ...labelAndEntropy(logits) };
  });
}

/** Predicted class and entropy of softmax(logits). */
function labelAndEntropy(logits: Float64Array): { label: number; entropy: number } {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = logits.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const entropy = logits.reduce((sum, value) => {
    const log = value - largest - Math.log(total);
    return sum - Math.exp(log) * log;
  }, 0);
  return { label: logits.indexOf(largest), entropy };
}

/** The images of a batch as supports. */
function batchSupports(
  { features, entropy, label }: Readonly<Record<'features' | 'entropy' | 'label', HostTensor>>,
  width: number,
): Support[] {
  return Array.from(entropy.data, (value, image) => ({
    label: label.data[image]!,
    entropy: value,
    feature: features.data.subarray(image * width, (image + 1) * width) as Float32Array,
  }));
}

/** T3A (Iwasawa and Matsuo, NeurIPS 2021): replaces the classifier by the means of confidently classified features. */
export const t3a = defineMethod({
  id: 't3a',
  name: 'T3A',
  summary: 'Classifies by class centroids of the most confident features seen so far; changes no weights.',
  options,
  needs: [],
  frozen: false,
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
