import type { Named } from '../engines/engine.ts';
import { conv2d } from '../engines/conv-ops.ts';
import { gelu, layerNorm, linear } from '../engines/fused-ops.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { convnextNorms, type ConvnextShape } from './convnext-layout.ts';
import { normParts } from './norm-parameters.ts';
import type { ForwardResult } from './source-model.ts';

/** [B,C,H,W] → [B,H,W,C] */
const channelsLast = (x: Tensor): Tensor => tf.transpose(x, [0, 2, 3, 1]);
/** [B,H,W,C] → [B,C,H,W] */
const channelsFirst = (x: Tensor): Tensor => tf.transpose(x, [0, 3, 1, 2]);

/**
 * Forward pass of a ConvNeXt; between convolutions channels come last, where its norms and layers take them.
 *
 * The features are the outputs of the stages averaged over the image, those of the last one behind the norm of the head, which
 * is what the head classifies: the lab's own choice for methods that compare features.
 * @param images [B, 3, imageSize, imageSize], normalised
 * @param theta flat norm parameters [n]
 * @param weights by the names of `convnextFrozen`
 * @returns logits [B, C] and features [B, sum of the widths of the stages]
 */
export function convnextForward(
  shape: ConvnextShape,
  images: Tensor,
  theta: Tensor,
  weights: Named<Tensor>,
): ForwardResult {
  const { depths, eps, kernel, layerScale, patch } = shape;
  const parts = normParts(convnextNorms(shape), theta);
  const norm = (x: Tensor, name: string): Tensor => layerNorm(x, ...parts(name), eps);
  const weightOf = (name: string): Tensor => need(weights, `${name}.weight`);
  const biasOf = (name: string): Tensor => need(weights, `${name}.bias`);
  const project = (x: Tensor, name: string): Tensor => linear(x, weightOf(name), biasOf(name));
  const convolve = (x: Tensor, name: string, window: Parameters<typeof conv2d>[2]): Tensor =>
    channelsLast(conv2d(x, weightOf(name), { ...window, bias: biasOf(name) }));
  const block = (x: Tensor, name: string): Tensor => {
    const groups = x.shape[3] ?? 1;
    const seen = convolve(channelsFirst(x), `${name}.conv_dw`, { groups, padding: Math.floor(kernel / 2) });
    const changed = project(gelu(project(norm(seen, `${name}.norm`), `${name}.mlp.fc1`)), `${name}.mlp.fc2`);
    return tf.add(x, layerScale ? tf.mul(changed, need(weights, `${name}.gamma`)) : changed);
  };

  let x = norm(convolve(images, 'stem.0', { stride: patch }), 'stem.1');
  const features: Tensor[] = [];
  for (const [i, depth] of depths.entries()) {
    if (i > 0) {
      const smaller = channelsFirst(norm(x, `stages.${i}.downsample.0`));
      x = convolve(smaller, `stages.${i}.downsample.1`, { stride: 2 });
    }
    for (let j = 0; j < depth; j++) x = block(x, `stages.${i}.blocks.${j}`);
    features.push(tf.mean(x, [1, 2]));
  }
  const last = norm(features.pop()!, 'head.norm');
  return { logits: project(last, 'head'), features: tf.concat([...features, last], 1) };
}
