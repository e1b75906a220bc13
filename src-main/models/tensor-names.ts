/** Ways in which libraries call the tensors of a ViT, and of a ConvNeXt where they differ from timm. */
export type Naming = 'timm' | 'huggingface' | 'torchvision' | 'convnext-torchvision' | 'convnext-original';

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

/** torchvision counts stages and what lies between them in one list: 0 the stem, 1 the first stage, 2 the way to the second. */
const convnextTorchvisionRules: Rules = [
  [/^features\.0\.([01])\./, 'stem.$1.'],
  ...[0, 1, 2, 3].flatMap((stage): Rules => {
    const block = `^features\\.${2 * stage + 1}\\.(\\d+)\\.`;
    const to = `stages.${stage}.blocks.$1.`;
    return [
      [new RegExp(`${block}block\\.0\\.`), `${to}conv_dw.`],
      [new RegExp(`${block}block\\.2\\.`), `${to}norm.`],
      [new RegExp(`${block}block\\.3\\.`), `${to}mlp.fc1.`],
      [new RegExp(`${block}block\\.5\\.`), `${to}mlp.fc2.`],
      [new RegExp(`${block}layer_scale$`), `${to}gamma`],
      [new RegExp(`^features\\.${2 * stage}\\.([01])\\.`), `stages.${stage}.downsample.$1.`],
    ];
  }),
  [/^classifier\.0\./, 'head.norm.'],
  [/^classifier\.2\./, 'head.fc.'],
];

/** Of the repository of its authors. */
const convnextOriginalRules: Rules = [
  [/^downsample_layers\.0\.([01])\./, 'stem.$1.'],
  [/^downsample_layers\.(\d+)\.([01])\./, 'stages.$1.downsample.$2.'],
  [/^stages\.(\d+)\.(\d+)\.dwconv\./, 'stages.$1.blocks.$2.conv_dw.'],
  [/^stages\.(\d+)\.(\d+)\.pwconv([12])\./, 'stages.$1.blocks.$2.mlp.fc$3.'],
  [/^stages\.(\d+)\.(\d+)\.(norm\.|gamma$)/, 'stages.$1.blocks.$2.$3'],
  [/^norm\./, 'head.norm.'],
  [/^head\./, 'head.fc.'],
];

const rules: Readonly<Record<Naming, Rules>> = {
  timm: timmRules,
  huggingface: huggingFaceRules,
  torchvision: torchvisionRules,
  'convnext-torchvision': convnextTorchvisionRules,
  'convnext-original': convnextOriginalRules,
};

const huggingFacePrefix = /^(?:vit|deit)\./;

/** The library of these names; timm's where nothing decides. */
export function namingOf(names: Iterable<string>): Naming {
  for (const name of names) {
    if (/encoder\.layer\.\d/.test(name)) return 'huggingface';
    if (/^encoder\.layers\.encoder_layer_\d/.test(name)) return 'torchvision';
    if (/^features\.1\.0\.block\.0\./.test(name)) return 'convnext-torchvision';
    if (/^stages\.0\.0\.dwconv\./.test(name)) return 'convnext-original';
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
