import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Support } from './t3a-supports.ts';

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
export function batchSupports(
  { features, entropy, label }: Readonly<Record<'features' | 'entropy' | 'label', HostTensor>>,
  width: number,
): Support[] {
  return Array.from(entropy.data, (value, image) => ({
    label: label.data[image]!,
    entropy: value,
    feature: features.data.subarray(image * width, (image + 1) * width) as Float32Array,
  }));
}
