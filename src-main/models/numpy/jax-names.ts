/** For each axis of a tensor of timm those of JAX's array that make it up. */
export type Layout = readonly (readonly number[])[];

/** Where an array goes. */
export interface Place {
  /** timm's name; query, key and value stand apart as `attn.query`, `attn.key`, `attn.value`. */
  readonly name: string;
  readonly layout: Layout;
}

const vector: Layout = [[0]];
const tokens: Layout = [[0], [1], [2]];
/** A dense kernel [in, out]. */
const dense: Layout = [[1], [0]];
/** A convolution [height, width, in, out]. */
const convolution: Layout = [[3], [2], [0], [1]];
/** Into heads: kernel [in, heads, width], bias [heads, width]. */
const intoHeads: Layout = [[1, 2], [0]];
const ofHeads: Layout = [[0, 1]];
/** Out of heads [heads, width, out]. */
const outOfHeads: Layout = [[2], [0, 1]];

type Rules = readonly (readonly [RegExp, string, Layout])[];

const outside: Rules = [
  [/^cls$/, 'cls_token', tokens],
  [/^(?:Transformer\/posembed_input\/)?pos_embedding$/, 'pos_embed', tokens],
  [/^embedding\/kernel$/, 'patch_embed.proj.weight', convolution],
  [/^embedding\/bias$/, 'patch_embed.proj.bias', vector],
  [/^Transformer\/encoder_norm\/scale$/, 'norm.weight', vector],
  [/^Transformer\/encoder_norm\/bias$/, 'norm.bias', vector],
  [/^(head|pre_logits)\/kernel$/, '$1.weight', dense],
  [/^(head|pre_logits)\/bias$/, '$1.bias', vector],
];

const inBlock: Rules = [
  [/^LayerNorm_0\/scale$/, 'norm1.weight', vector],
  [/^LayerNorm_0\/bias$/, 'norm1.bias', vector],
  [/^LayerNorm_[12]\/scale$/, 'norm2.weight', vector],
  [/^LayerNorm_[12]\/bias$/, 'norm2.bias', vector],
  [/^MultiHeadDotProductAttention_[01]\/(query|key|value)\/kernel$/, 'attn.$1.weight', intoHeads],
  [/^MultiHeadDotProductAttention_[01]\/(query|key|value)\/bias$/, 'attn.$1.bias', ofHeads],
  [/^MultiHeadDotProductAttention_[01]\/out\/kernel$/, 'attn.proj.weight', outOfHeads],
  [/^MultiHeadDotProductAttention_[01]\/out\/bias$/, 'attn.proj.bias', vector],
  [/^MlpBlock_[03]\/Dense_0\/kernel$/, 'mlp.fc1.weight', dense],
  [/^MlpBlock_[03]\/Dense_0\/bias$/, 'mlp.fc1.bias', vector],
  [/^MlpBlock_[03]\/Dense_1\/kernel$/, 'mlp.fc2.weight', dense],
  [/^MlpBlock_[03]\/Dense_1\/bias$/, 'mlp.fc2.bias', vector],
];

/** Unsupported parts of these libraries' models, with their names in error messages. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/^MAPHead_0\//, 'attn_pool.'],
  [/^(?:conv_root|gn_root|block\d+)\//, 'patch_embed.backbone.'],
];

function find(rules: Rules, name: string): Place | undefined {
  const rule = rules.find(([pattern]) => pattern.test(name));
  return rule && { name: name.replace(rule[0], rule[1]), layout: rule[2] };
}

const anchor = 'embedding/kernel';

/** Prefix of the model's names, e.g. `opt/target/` or `params/`; undefined for names that aren't JAX's. */
export function jaxPrefix(names: Iterable<string>): string | undefined {
  const prefixes = [...names].filter((name) => name === anchor || name.endsWith(`/${anchor}`));
  return prefixes.map((name) => name.slice(0, -anchor.length)).sort((a, b) => a.length - b.length)[0];
}

/** A block's number and the name in it; `all` where one array holds all blocks. */
export function blockOf(name: string): { readonly block: number | 'all'; readonly inner: string } | undefined {
  const match = /^Transformer\/encoderblock(?:_(\d{1,4}))?\/(.+)$/.exec(name);
  return match ? { block: match[1] === undefined ? 'all' : Number(match[1]), inner: match[2]! } : undefined;
}

export const placeInBlock = (name: string): Place | undefined => find(inBlock, name);
export const placeOutside = (name: string): Place | undefined => find(outside, name);

/** A name for what has no place, by which it is seen that the lab doesn't compute it. */
export function strangerName(name: string): string {
  const known = foreign.find(([pattern]) => pattern.test(name));
  const dotted = name.replace(/^Transformer\/encoderblock(?:_(\d+))?\//, 'blocks.$1.').replaceAll('/', '.');
  return known ? known[1] + dotted : dotted;
}
