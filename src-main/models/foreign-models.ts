/** Tensors that identify other architectures than the ViTs that the lab computes. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/^seq_modeling_block\.|^lstm\./, 'a meta gradient generator'],
  [/^layers\.\d+\.blocks\.\d+\.attn\.relative_position_bias_table$|^swin(?:v2)?\./, 'a Swin transformer'],
  [/^convnextv?2?\./, "a ConvNeXt under Hugging Face's names"],
  [/^resnet\./, "a ResNet under Hugging Face's names"],
  [/^stages\.\d+\.blocks\.\d+\.(?:norm[123]|conv[123])\./, 'a pre-activation ResNet'],
  [/^conv_stem\./, 'an EfficientNet or MobileNet'],
  [/^features\.denseblock1\./, 'a DenseNet'],
  [/^features\.0\.weight$/, 'a network of convolutions'],
  [/\.mlp_tokens\./, 'an MLP-Mixer'],
  [/^patch_embed\.backbone\./, 'a hybrid of a ViT and a ResNet'],
  [/^dinov2(?:_with_registers)?\./, "Hugging Face's DINOv2, whose head sees class token and averaged tokens"],
  [/^(?:visual|vision_model|clip|siglip)\./, "a ViT of CLIP or SigLIP under OpenCLIP's or Hugging Face's names"],
  [/relative_position_bias|\.rel_pos|^rel_pos|\.q_bias$/, 'a ViT with relative positions, as BEiT'],
  [/^rope\.|\.rope\./, 'a ViT with rotary positions'],
  [/^attn_pool\./, 'a ViT that pools its tokens with attention'],
  [/\.mlp\.(?:w12|fc1_g|norm)\./, 'a ViT with a gated or normalised MLP'],
  [/^pre_logits\./, 'a ViT with a layer before its head'],
];

/** Another architecture in a checkpoint, with its identifying tensor; undefined if none is recognised. */
export function foreignModel(names: Iterable<string>): { readonly what: string; readonly sign: string } | undefined {
  const all = [...names];
  for (const [pattern, what] of signs) {
    const sign = all.find((name) => pattern.test(name));
    if (sign !== undefined) return { what, sign };
  }
  return undefined;
}
