/** Ways in which libraries call the tensors of a ViT. */
export type Naming = 'timm' | 'huggingface' | 'torchvision';

type Rules = readonly (readonly [RegExp, string])[];

/** timm names of what timm itself, or the scripts of DeiT III and MAE, call otherwise. */
const timmRules: Rules = [[/^blocks\.(\d+)\.gamma_([12])$/, 'blocks.$1.ls$2.gamma']];

/** timm names of the tensors that Hugging Face's ViT stores under one name of its own. */
const huggingFaceRules: Rules = [
  [/^embeddings\.cls_token$/, 'cls_token'],
  [/^embeddings\.distillation_token$/, 'dist_token'],
  [/^embeddings\.position_embeddings$/, 'pos_embed'],
  [/^embeddings\.patch_embeddings\.projection\.(weight|bias)$/, 'patch_embed.proj.$1'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\.(weight|bias)$/, 'blocks.$1.attn.proj.$2'],
  [/^encoder\.layer\.(\d+)\.layernorm_before\.(weight|bias)$/, 'blocks.$1.norm1.$2'],
  [/^encoder\.layer\.(\d+)\.layernorm_after\.(weight|bias)$/, 'blocks.$1.norm2.$2'],
  [/^encoder\.layer\.(\d+)\.intermediate\.dense\.(weight|bias)$/, 'blocks.$1.mlp.fc1.$2'],
  [/^encoder\.layer\.(\d+)\.output\.dense\.(weight|bias)$/, 'blocks.$1.mlp.fc2.$2'],
  [/^layernorm\.(weight|bias)$/, 'norm.$1'],
  [/^(?:cls_)?classifier\.(weight|bias)$/, 'head.$1'],
  [/^distillation_classifier\.(weight|bias)$/, 'head_dist.$1'],
];

const torchvisionRules: Rules = [
  [/^class_token$/, 'cls_token'],
  [/^encoder\.pos_embedding$/, 'pos_embed'],
  [/^conv_proj\.(weight|bias)$/, 'patch_embed.proj.$1'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.ln_([12])\.(weight|bias)$/, 'blocks.$1.norm$2.$3'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.in_proj_(weight|bias)$/, 'blocks.$1.attn.qkv.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.out_proj\.(weight|bias)$/, 'blocks.$1.attn.proj.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.mlp\.(?:0|linear_1)\.(weight|bias)$/, 'blocks.$1.mlp.fc1.$2'],
  [/^encoder\.layers\.encoder_layer_(\d+)\.mlp\.(?:3|linear_2)\.(weight|bias)$/, 'blocks.$1.mlp.fc2.$2'],
  [/^encoder\.ln\.(weight|bias)$/, 'norm.$1'],
  [/^heads\.head\.(weight|bias)$/, 'head.$1'],
];

const rules: Readonly<Record<Naming, Rules>> = {
  timm: timmRules,
  huggingface: huggingFaceRules,
  torchvision: torchvisionRules,
};

const huggingFacePrefix = /^(?:vit|deit)\./;

/** Whose names these are; timm's where nothing tells. */
export function namingOf(names: Iterable<string>): Naming {
  for (const name of names) {
    if (/encoder\.layer\.\d/.test(name)) return 'huggingface';
    if (/^encoder\.layers\.encoder_layer_\d/.test(name)) return 'torchvision';
  }
  return 'timm';
}

/** A tensor's name without what stands in front of it in that naming. */
export function bareName(naming: Naming, name: string): string {
  return naming === 'huggingface' ? name.replace(huggingFacePrefix, '') : name;
}

/** timm's name of a tensor; its own where it has none. */
export function timmName(naming: Naming, name: string): string {
  const bare = bareName(naming, name);
  const known = rules[naming].find(([pattern]) => pattern.test(bare));
  return known ? bare.replace(known[0], known[1]) : bare;
}
