/** What tells other architectures from the ViTs that the lab computes: a tensor that only they have. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/^seq_modeling_block\.|^lstm\./, 'a meta gradient generator'],
  [/(?:^|\.)(?:dist_token|distillation_token)$|^head_dist\./, 'a distilled DeiT'],
  [/^layers\.\d+\.blocks\.\d+\.attn\.relative_position_bias_table$|^swin(?:v2)?\./, 'a Swin transformer'],
  [/^(?:convnextv?2?\.|stages\.\d+\.blocks\.\d+\.conv_dw\.|stages\.\d+\.\d+\.dwconv\.)/, 'a ConvNeXt'],
  [/^(?:layer1\.0\.conv1\.|resnet\.)/, 'a ResNet'],
  [/^conv_stem\./, 'an EfficientNet or MobileNet'],
  [/^features\.denseblock1\./, 'a DenseNet'],
  [/^features\.0\.weight$/, 'a network of convolutions'],
  [/\.mlp_tokens\./, 'an MLP-Mixer'],
  [/^patch_embed\.backbone\./, 'a hybrid of a ViT and a ResNet'],
  [/^conv_proj\.weight$/, "torchvision's ViT, whose tensors have names of their own"],
  [/(?:^|\.)(?:reg_token|register_tokens)$/, 'a ViT with register tokens'],
  [
    /\.(?:ls[12]\.|gamma_[12]$|layer_scale[12]?\b|lambda_[12]$)/,
    'a ViT with layer scale, as DeiT III, BEiT and DINOv2',
  ],
  [/\.(?:q|k)_norm\./, 'a ViT with normalised queries and keys'],
  [/^attn_pool\./, 'a ViT that pools its tokens with attention'],
  [/^fc_norm\./, 'a ViT that averages its tokens'],
  [/^norm_pre\.|pre_layrnorm\./, 'a ViT of CLIP'],
  [/^pre_logits\./, 'a ViT with a layer before its head'],
];

/** What else a checkpoint holds, with the tensor that gives it away; undefined when nothing is recognised. */
export function foreignModel(names: Iterable<string>): { readonly what: string; readonly sign: string } | undefined {
  const all = [...names];
  for (const [pattern, what] of signs) {
    const sign = all.find((name) => pattern.test(name));
    if (sign !== undefined) return { what, sign };
  }
  return undefined;
}
