import { tf, type Tensor } from '../engines/tfjs.ts';
import { gelu, layerNorm, linear } from '../engines/fused-ops.ts';
import type { Named } from '../engines/engine.ts';
import type { ForwardResult } from './source-model.ts';

/** Sizes of a vision transformer in timm's layout (spec §1). */
export interface VitShape {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  readonly mlpDim: number;
  readonly classes: number;
}

/**
 * Names and shapes of the frozen weights. They are those of timm, but for the last block, whose `qkv` is held as `q` and
 * `kv`: only its class token is ever used, so it needs one query.
 */
export function vitConstantShapes(shape: VitShape): Record<string, number[]> {
  const { imageSize, patchSize, dim, depth, mlpDim, classes } = shape;
  const tokens = (imageSize / patchSize) ** 2 + 1;
  const block = (i: number): [string, number[]][] => {
    const name = `blocks.${i}`;
    const projections: [string, number][] =
      i < depth - 1
        ? [['attn.qkv', 3 * dim]]
        : [
            ['attn.q', dim],
            ['attn.kv', 2 * dim],
          ];
    return [
      ...projections.flatMap(([part, rows]): [string, number[]][] => [
        [`${name}.${part}.weight`, [rows, dim]],
        [`${name}.${part}.bias`, [rows]],
      ]),
      [`${name}.attn.proj.weight`, [dim, dim]],
      [`${name}.attn.proj.bias`, [dim]],
      [`${name}.mlp.fc1.weight`, [mlpDim, dim]],
      [`${name}.mlp.fc1.bias`, [mlpDim]],
      [`${name}.mlp.fc2.weight`, [dim, mlpDim]],
      [`${name}.mlp.fc2.bias`, [dim]],
    ];
  };
  return Object.fromEntries([
    ['cls_token', [1, 1, dim]],
    ['pos_embed', [1, tokens, dim]],
    ['patch_embed.proj.weight', [dim, 3 * patchSize * patchSize]],
    ['patch_embed.proj.bias', [dim]],
    ...Array.from({ length: depth }, (_, i) => block(i)).flat(),
    ['head.weight', [classes, dim]],
    ['head.bias', [classes]],
  ] as [string, number[]][]);
}

/** Names of the norm layers in the order of the checkpoint's modules; θ holds weight, then bias of each. */
export function vitNormNames(depth: number): string[] {
  return [...Array.from({ length: depth }, (_, i) => [`blocks.${i}.norm1`, `blocks.${i}.norm2`]).flat(), 'norm'];
}

/** Runtimes take memory in growing blocks: about twice of what they fill was seen (ViT-B/16, ONNX Runtime). */
const blockOverhead = 2;

/**
 * About the most bytes that a forward pass holds at once for an image with so many prompt tokens: tokens, their norm,
 * queries, keys, values and attention scores of a block before and after softmax, or the two sides of its GELU.
 */
export function vitForwardBytes({ imageSize, patchSize, dim, heads, mlpDim }: VitShape, prompts = 0): number {
  const tokens = (imageSize / patchSize) ** 2 + 1 + prompts;
  const numbers = tokens * (2 * dim + Math.max(6 * dim + 2 * heads * tokens, 2 * mlpDim));
  return blockOverhead * Float32Array.BYTES_PER_ELEMENT * numbers;
}

interface Norm {
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

function splitTheta(theta: Tensor, count: number): Norm[] {
  const parts = tf.split(theta, 2 * count, 0);
  return Array.from({ length: count }, (_, i) => ({ gamma: parts[2 * i] as Tensor, beta: parts[2 * i + 1] as Tensor }));
}

/** [B,3,H,W] → [B·patches, 3·p·p], patches in row-major order, values in the order of a convolution kernel. */
function patchify(images: Tensor, patchSize: number): Tensor {
  const [batch = 1, channels = 3, height = 1, width = 1] = images.shape;
  const [rows, columns] = [height / patchSize, width / patchSize];
  const strips = tf.reshape(images, [batch * channels * rows, patchSize, columns, patchSize]);
  const patches = tf.reshape(tf.transpose(strips, [0, 2, 1, 3]), [batch, channels, rows * columns, patchSize ** 2]);
  return tf.reshape(tf.transpose(patches, [0, 2, 1, 3]), [batch * rows * columns, channels * patchSize ** 2]);
}

/** The class token of each image: [B,N,D] → [B,D]. */
function classToken(tokens: Tensor): Tensor {
  const [batch = 1, , dim = 1] = tokens.shape;
  return tf.reshape(tf.slice(tokens, [0, 0, 0], [batch, 1, dim]), [batch, dim]);
}

/** softmax(q·kᵀ/√d)·v for q [B,H,M,d], k and v [B,H,N,d], heads joined again: [B,M,H·d]. */
function attend(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const [batch = 1, heads = 1, queries = 1, size = 1] = q.shape;
  const scores = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)));
  const mixed = tf.matMul(scores, v);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries, heads * size]);
}

/** [B,N,parts·H·d] → parts tensors [B,H,N,d]. */
function splitHeads(x: Tensor, parts: number, heads: number): Tensor[] {
  const [batch = 1, tokens = 1, width = 1] = x.shape;
  const separate = tf.reshape(x, [batch, tokens, parts * heads, width / (parts * heads)]);
  return tf.split(tf.transpose(separate, [0, 2, 1, 3]), parts, 1);
}

/**
 * Each of K prompts [K,P,D] put behind the class token of each of B images [B,N,D]: [K·B,N+P,D], all images of the first
 * prompt first. Images are embedded once, whatever the number of prompts.
 */
function insertPrompts(tokens: Tensor, prompts: Tensor): Tensor {
  const [batch = 1, count = 1, dim = 1] = tokens.shape;
  const [candidates = 1, length = 1] = prompts.shape;
  const [start, patches] = tf.split(tokens, [1, count - 1], 1) as [Tensor, Tensor];
  const forEachPrompt = (x: Tensor): Tensor => tf.tile(x, [candidates, 1, 1]);
  const forEachImage = tf.reshape(tf.tile(tf.expandDims(prompts, 1), [1, batch, 1, 1]), [-1, length, dim]);
  return tf.concat([forEachPrompt(start), forEachImage, forEachPrompt(patches)], 1);
}

/**
 * Forward pass of the ViT.
 * @param images [B, 3, imageSize, imageSize], normalised
 * @param theta flat norm parameters [n]
 * @param weights frozen weights by the names of `vitConstantShapes`
 * @param prompts [K, P, D] tokens to insert behind the class token after the positions were added; each is evaluated on all
 *   images, so that the results have K·B rows
 * @returns logits [B, C] and CLS features [B, L·D] (spec §1)
 */
export function vitForward(
  shape: VitShape,
  images: Tensor,
  theta: Tensor,
  weights: Named<Tensor>,
  prompts?: Tensor,
): ForwardResult {
  const { dim, depth, heads, patchSize } = shape;
  const norms = splitTheta(theta, 2 * depth + 1);
  const norm = (x: Tensor, i: number): Tensor => {
    const { gamma, beta } = norms[i] as Norm;
    return layerNorm(x, gamma, beta);
  };
  const weight = (name: string): Tensor => weights[name] as Tensor;
  const project = (x: Tensor, name: string): Tensor => linear(x, weight(`${name}.weight`), weight(`${name}.bias`));
  const mlp = (x: Tensor, i: number): Tensor =>
    project(gelu(project(norm(x, 2 * i + 1), `blocks.${i}.mlp.fc1`)), `blocks.${i}.mlp.fc2`);

  const patches = tf.reshape(project(patchify(images, patchSize), 'patch_embed.proj'), [images.shape[0], -1, dim]);
  const start = tf.tile(weight('cls_token'), [images.shape[0], 1, 1]);
  const embedded = tf.add(tf.concat([start, patches], 1), weight('pos_embed'));
  let tokens: Tensor = prompts ? insertPrompts(embedded, prompts) : embedded;
  const [batch] = tokens.shape;
  const features: Tensor[] = [];

  for (let i = 0; i < depth - 1; i++) {
    const normalised = norm(tokens, 2 * i);
    if (i > 0) features.push(classToken(normalised));
    const [q, k, v] = splitHeads(project(normalised, `blocks.${i}.attn.qkv`), 3, heads) as [Tensor, Tensor, Tensor];
    tokens = tf.add(tokens, project(attend(q, k, v), `blocks.${i}.attn.proj`));
    tokens = tf.add(tokens, mlp(tokens, i));
  }

  const last = depth - 1;
  const normalised = norm(tokens, 2 * last);
  const query = classToken(normalised);
  if (last > 0) features.push(query);
  const [k, v] = splitHeads(project(normalised, `blocks.${last}.attn.kv`), 2, heads) as [Tensor, Tensor];
  const q = tf.reshape(project(query, `blocks.${last}.attn.q`), [batch, heads, 1, dim / heads]);
  const attended = tf.reshape(attend(q, k, v), [batch, dim]);
  let summary = tf.add(classToken(tokens), project(attended, `blocks.${last}.attn.proj`));
  summary = tf.add(summary, mlp(summary, last));
  const final = norm(summary, 2 * depth);
  features.push(final);
  return { logits: project(final, 'head'), features: tf.concat(features, 1) };
}
