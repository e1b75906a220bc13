import { tf, type Tensor } from '../engines/tfjs.ts';
import { attention } from '../engines/attention.ts';
import { layerNorm, linear } from '../engines/fused-ops.ts';
import type { Named } from '../engines/engine.ts';
import { need } from '../engines/tree.ts';
import { activations } from './activations.ts';
import { normParts } from './norm-parameters.ts';
import type { ForwardResult } from './source-model.ts';
import { arithmeticOf, prefixTokens, vitNorms, type VitShape } from './vit-layout.ts';

/** The norm layers by name, out of the flat θ. */
function normsOf(shape: VitShape, theta: Tensor): (x: Tensor, name: string) => Tensor {
  const { eps } = arithmeticOf(shape);
  const parts = normParts(vitNorms(shape), theta);
  return (x, name) => layerNorm(x, ...parts(name), eps);
}

/** [B,3,H,W] → [B·patches, 3·p·p], patches in row-major order, values in the order of a convolution kernel. */
function patchify(images: Tensor, patchSize: number): Tensor {
  const [batch = 1, channels = 3, height = 1, width = 1] = images.shape;
  const [rows, columns] = [height / patchSize, width / patchSize];
  const strips = tf.reshape(images, [batch * channels * rows, patchSize, columns, patchSize]);
  const patches = tf.reshape(tf.transpose(strips, [0, 2, 1, 3]), [batch, channels, rows * columns, patchSize ** 2]);
  return tf.reshape(tf.transpose(patches, [0, 2, 1, 3]), [batch * rows * columns, channels * patchSize ** 2]);
}

/** Tokens `first` to `first + count` of each image: [B,N,D] → [B,count,D]; all that follow without a count. */
function someTokens(tokens: Tensor, first: number, count = (tokens.shape[1] ?? 1) - first): Tensor {
  const [batch = 1, all = 1, dim = 1] = tokens.shape;
  return count === all ? tokens : tf.slice(tokens, [0, first, 0], [batch, count, dim]);
}

/** softmax(q·kᵀ/√d)·v for q [B,H,M,d], k and v [B,H,N,d], heads joined again: [B,M,H·d]. */
function attend(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const [batch = 1, heads = 1, queries = 1, size = 1] = q.shape;
  return tf.reshape(tf.transpose(attention(q, k, v), [0, 2, 1, 3]), [batch, queries, heads * size]);
}

/** [B,N,parts·H·d] → parts tensors [B,H,N,d]. */
function splitHeads(x: Tensor, parts: number, heads: number): Tensor[] {
  const [batch = 1, tokens = 1, width = 1] = x.shape;
  const separate = tf.reshape(x, [batch, tokens, parts * heads, width / (parts * heads)]);
  const byHead = tf.transpose(separate, [0, 2, 1, 3]);
  return parts === 1 ? [byHead] : tf.split(byHead, parts, 1);
}

/**
 * Each of K prompts [K,P,D] put between the first tokens and the patches of each of B images [B,N,D]: [K·B,N+P,D], all
 * images of the first prompt first. Images are embedded once, whatever the number of prompts.
 */
function insertPrompts(tokens: Tensor, prompts: Tensor, prefix: number): Tensor {
  const [batch = 1, count = 1, dim = 1] = tokens.shape;
  const [candidates = 1, length = 1] = prompts.shape;
  const forEachPrompt = (x: Tensor): Tensor => tf.tile(x, [candidates, 1, 1]);
  const forEachImage = tf.reshape(tf.tile(tf.expandDims(prompts, 1), [1, batch, 1, 1]), [-1, length, dim]);
  if (prefix === 0) return tf.concat([forEachImage, forEachPrompt(tokens)], 1);
  const [start, patches] = tf.split(tokens, [prefix, count - prefix], 1) as [Tensor, Tensor];
  return tf.concat([forEachPrompt(start), forEachImage, forEachPrompt(patches)], 1);
}

/** Tokens of the first block: patches, those in front of them, positions. [B,3,H,W] → [B,N,D] */
function embed(shape: VitShape, patches: Tensor, weights: Named<Tensor>): Tensor {
  const { positions } = arithmeticOf(shape);
  const [batch = 1] = patches.shape;
  const front = ['cls_token', 'dist_token', 'reg_token'].flatMap((name) => weights[name] ?? []);
  const join = (x: Tensor): Tensor => {
    if (front.length === 0) return x;
    return tf.concat([...front.map((token) => tf.tile(token, [batch, 1, 1])), x], 1);
  };
  const place = (x: Tensor): Tensor => tf.add(x, need(weights, 'pos_embed'));
  return positions === 'all' ? place(join(patches)) : join(place(patches));
}

/**
 * Forward pass of the ViT.
 *
 * The tokens read of a block are the class token (and a distillation token with a head of its own), or those that are
 * averaged. The features of a block are what the next norm makes of them, averaged where the model averages; those of the
 * last block are what the head classifies. For a class token these are the CLS features of docs/method.md §1.
 * @param images [B, 3, imageSize, imageSize], normalised
 * @param theta flat norm parameters [n]
 * @param weights frozen weights by the names of `vitConstantShapes`
 * @param prompts [K, P, D] tokens to insert in front of the patches after the positions were added; each is evaluated on all
 *   images, so that the results have K·B rows
 * @returns logits [B, C] and features [B, (L−1)·D + width of the head]
 */
export function vitForward(
  shape: VitShape,
  images: Tensor,
  theta: Tensor,
  weights: Named<Tensor>,
  prompts?: Tensor,
): ForwardResult {
  const { dim, depth, heads, patchSize } = shape;
  const { activation, pool, finalNorm, distillation, preNorm, qkNorm } = arithmeticOf(shape);
  const norm = normsOf(shape, theta);
  const project = (x: Tensor, name: string): Tensor => {
    const weight = need(weights, `${name}.weight`);
    return linear(x, weight, weights[`${name}.bias`] ?? tf.zeros([weight.shape[0]]));
  };
  const scale = (x: Tensor, name: string): Tensor => {
    const gamma = weights[`${name}.gamma`];
    return gamma ? tf.mul(x, gamma) : x;
  };
  const mlp = (x: Tensor, i: number): Tensor => {
    const hidden = activations[activation](project(norm(x, `blocks.${i}.norm2`), `blocks.${i}.mlp.fc1`));
    return scale(project(hidden, `blocks.${i}.mlp.fc2`), `blocks.${i}.ls2`);
  };
  const attendIn = (i: number, q: Tensor, k: Tensor, v: Tensor): Tensor => {
    const [queries, keys] = qkNorm ? [norm(q, `blocks.${i}.attn.q_norm`), norm(k, `blocks.${i}.attn.k_norm`)] : [q, k];
    return scale(project(attend(queries, keys, v), `blocks.${i}.attn.proj`), `blocks.${i}.ls1`);
  };

  const prefix = prefixTokens(shape);
  const patches = tf.reshape(project(patchify(images, patchSize), 'patch_embed.proj'), [images.shape[0], -1, dim]);
  const embedded = embed(shape, patches, weights);
  const prompted = prompts ? insertPrompts(embedded, prompts, prefix) : embedded;
  let tokens: Tensor = preNorm ? norm(prompted, 'norm_pre') : prompted;
  const [batch = 1] = tokens.shape;

  /** Tokens that are read behind a block: [B,N,D] → [B,M,D]. */
  const read = (x: Tensor): Tensor => {
    if (pool === 'token') return someTokens(x, 0, distillation === 'head' ? 2 : 1);
    return pool === 'avg' ? someTokens(x, prefix + (prompts?.shape[1] ?? 0)) : x;
  };
  /** [B,M,D] → [B,D] */
  const summary = (x: Tensor): Tensor =>
    pool === 'token' ? tf.reshape(someTokens(x, 0, 1), [batch, dim]) : tf.mean(x, 1);

  /** Of the block in front of this one. Tokens that are few are normalised alone: the others needn't wait for the loss. */
  const featureOf = (x: Tensor, normalised: Tensor, i: number): Tensor =>
    summary(pool === 'token' ? norm(read(x), `blocks.${i}.norm1`) : read(normalised));

  const features: Tensor[] = [];
  const last = depth - 1;
  for (let i = 0; i < last; i++) {
    const normalised = norm(tokens, `blocks.${i}.norm1`);
    if (i > 0) features.push(featureOf(tokens, normalised, i));
    const [q, k, v] = splitHeads(project(normalised, `blocks.${i}.attn.qkv`), 3, heads) as [Tensor, Tensor, Tensor];
    tokens = tf.add(tokens, attendIn(i, q, k, v));
    tokens = tf.add(tokens, mlp(tokens, i));
  }

  const normalised = norm(tokens, `blocks.${last}.norm1`);
  const queries = read(normalised);
  if (last > 0) features.push(featureOf(tokens, normalised, last));
  const [k, v] = splitHeads(project(normalised, `blocks.${last}.attn.kv`), 2, heads) as [Tensor, Tensor];
  const [q] = splitHeads(project(queries, `blocks.${last}.attn.q`), 1, heads) as [Tensor];
  let seen = tf.add(read(tokens), attendIn(last, q, k, v));
  seen = tf.add(seen, mlp(seen, last));
  const width = distillation === 'head' ? 2 * dim : dim;
  const pooled = (x: Tensor): Tensor => (pool === 'token' ? tf.reshape(x, [batch, width]) : summary(x));
  const final = finalNorm === 'norm' ? pooled(norm(seen, 'norm')) : norm(pooled(seen), 'fc_norm');
  features.push(final);
  const joined = tf.concat(features, 1);
  return { logits: project(final, 'head'), features: joined };
}
