import type { Named } from '../engines/engine.ts';
import { conv2d, maxPool2d } from '../engines/conv-ops.ts';
import { linear } from '../engines/fused-ops.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { batchNorm, batchNormOfBatch, groupNorm } from './image-norms.ts';
import { normParts } from './norm-parameters.ts';
import { resnetNorms, type ConvLayer, type ResnetShape } from './resnet-layout.ts';
import type { BatchStatistics, ForwardResult } from './source-model.ts';

/** Zeros in place of the images that are broken: [B,1,1,1], 0 for those that are not. */
function withoutBroken(images: Tensor, broken: Tensor): Tensor {
  const compute = tf.customGrad((x) => ({
    value: tf.where(tf.equal(broken, 0), x as Tensor, tf.zerosLike(x as Tensor)),
    gradFunc: (dy) => dy,
  }));
  return compute(images);
}

/**
 * Forward pass of a ResNet as timm and torchvision have it: the step of a stage is in the 3×3 convolution of its first block.
 *
 * The features are the outputs of the four stages, averaged over the image: the lab's own choice for methods that compare
 * features. Those of the last stage are what the head classifies.
 * @param images [B, 3, imageSize, imageSize], normalised
 * @param theta flat norm parameters [n]
 * @param weights by the names of `resnetFrozen`
 * @param statistics by which BatchNorms normalise; those of the training by default
 * @returns logits [B, C] and features [B, sum of the widths of the stages]
 */
export function resnetForward(
  shape: ResnetShape,
  images: Tensor,
  theta: Tensor,
  weights: Named<Tensor>,
  statistics?: BatchStatistics,
): ForwardResult {
  const { norm, eps, stem, stages } = shape;
  const parts = normParts(resnetNorms(shape), theta);
  const normalise = (x: Tensor, name: string): Tensor => {
    const affine = parts(name);
    if (norm.kind === 'group') return groupNorm(x, ...affine, norm.groups, eps);
    const trained = { mean: need(weights, `${name}.running_mean`), variance: need(weights, `${name}.running_var`) };
    return statistics
      ? batchNormOfBatch(x, ...affine, trained, { ...statistics, eps })
      : batchNorm(x, ...affine, trained, eps);
  };
  const convolve = (x: Tensor, conv: ConvLayer): Tensor => {
    const padding = Math.floor((conv.shape[2] ?? 1) / 2);
    return normalise(conv2d(x, need(weights, `${conv.name}.weight`), { stride: conv.stride, padding }), conv.norm);
  };

  // An image that is not finite would leave no statistics of the batch to the others.
  const broken = statistics ? tf.sum(tf.mul(images, 0), [1, 2, 3], true) : undefined;
  const usable = broken ? withoutBroken(images, broken) : images;
  let x = maxPool2d(tf.relu(convolve(usable, stem)), { size: 3, stride: 2, padding: 1 });
  const features: Tensor[] = [];
  for (const stage of stages) {
    for (const { convs, shortcut } of stage) {
      const beside = shortcut ? convolve(x, shortcut) : x;
      const through = convs.reduce((y, conv, i) => convolve(i === 0 ? y : tf.relu(y), conv), x);
      x = tf.relu(tf.add(through, beside));
    }
    features.push(tf.mean(x, [2, 3]));
  }
  const logits = linear(features.at(-1)!, need(weights, 'head.weight'), need(weights, 'head.bias'));
  return {
    logits: broken ? tf.add(logits, tf.reshape(broken, [-1, 1])) : logits,
    features: tf.concat(features, 1),
  };
}
