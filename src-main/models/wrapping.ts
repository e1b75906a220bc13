import type { WeightsChoice } from '../../src-shared/model-reading.ts';
import { WeightsQuestion } from './weights-question.ts';

/** The one tensor that every model of a kind has: ViTs of timm, Hugging Face and torchvision, ResNets, ConvNeXts of timm, their authors and torchvision, and generators. */
const anchor =
  /^(.*?)(?:patch_embed\.proj\.weight|(?:(?:vit|deit)\.)?embeddings\.patch_embeddings\.projection\.weight|conv_proj\.weight|layer1\.0\.conv1\.weight|stages\.0\.blocks\.0\.conv_dw\.weight|stages\.0\.0\.dwconv\.weight|features\.1\.0\.block\.0\.weight|seq_modeling_block\.W1|lstm\.weight_hh)$/;

/** Names under which a running average of the weights stands beside them, as dictionaries or in front of names. */
const averages = new Set([
  ...['state_dict_ema', 'model_ema', 'ema_state_dict', 'ema_model', 'ema', 'averaged_model'],
  ...['teacher', 'momentum_encoder', 'encoder_k', 'target_encoder', 'target_network', 'momentum_backbone'],
]);

/** Prefixes of names in networks that were trained on several devices, or compiled. */
const carriers = ['module', '_orig_mod'];

/** Names under which training programs put a network, beside the averages. */
const wrappers = new Set([
  ...carriers,
  ...['model', 'net', 'network', 'backbone', 'encoder', 'timm_model', 'base_model', 'vit', 'feature_extractor'],
  ...['student', 'base_encoder', 'encoder_q', 'online_encoder', 'online_network', 'image_encoder', 'visual_encoder'],
]);

/** Projection layers of self-supervised training, which are not classification heads. */
const projectionHead = /^head\.(?:mlp|last_layer|\d+)\./;

/** A classifier behind a network without one. */
const outerHead = /^(?:classifier|fc|linear)\.(weight|bias)$/;

export const isAverage = (name: string): boolean => averages.has(name);

/** Prefix around a model, e.g. `module.backbone.`, from the name of its identifying tensor; undefined for other tensors. */
export function wrappingOf(name: string): string | undefined {
  const match = anchor.exec(name);
  if (!match) return undefined;
  const parts = match[1]!.split('.').slice(0, -1);
  const end = parts.findIndex((part) => !wrappers.has(part) && !averages.has(part));
  return (end < 0 ? parts : parts.slice(0, end)).map((part) => `${part}.`).join('');
}

export interface Unwrapped {
  /** Names of the model's tensors without what is wrapped around them, by those they have. */
  readonly names: ReadonlyMap<string, string>;
  /** Which weights these are, where a running average of them is there, too. */
  readonly weights?: WeightsChoice;
  /** They are a running average. */
  readonly averaged: boolean;
}

/** Which of two wrappings: of the trained weights and of their average. @throws WeightsQuestion */
function chooseWrapping(
  all: readonly string[],
  wanted: WeightsChoice | undefined,
): Omit<Unwrapped, 'names'> & { wrapping: string } {
  const averaged = all.filter((wrapping) => wrapping.split('.').some(isAverage));
  const trained = all.filter((wrapping) => !averaged.includes(wrapping));
  for (const same of [trained, averaged]) {
    const [first, second] = same;
    if (first !== undefined && second !== undefined) {
      throw new Error(`it holds several models (behind "${first}" and "${second}")`);
    }
  }
  const [model, average] = [trained[0], averaged[0]];
  if (model === undefined || average === undefined) {
    return { wrapping: model ?? average ?? '', averaged: model === undefined && average !== undefined };
  }
  if (wanted === undefined) throw new WeightsQuestion();
  return { wrapping: wanted === 'ema' ? average : model, weights: wanted, averaged: wanted === 'ema' };
}

/** Removes what a name has in common with a wrapping, e.g. `module.` from `module.head.weight` behind `module.backbone.`. */
function withoutCommon(name: string, wrapping: readonly string[]): string {
  const parts = name.split('.');
  const different = wrapping.findIndex((part, i) => parts[i] !== part);
  return parts.slice(different < 0 ? wrapping.length : different).join('.');
}

function withoutCarriers(name: string): string {
  const parts = name.split('.');
  return parts.slice(parts.findIndex((part) => !carriers.includes(part))).join('.');
}

/**
 * Takes off what training programs wrap around a model's names: `module.`, `_orig_mod.`, `model.`, `backbone.`,
 * `teacher.backbone.`, …; what belongs to another copy of the model beside it is left out.
 * @param wanted which weights to take where their running average stands beside them
 * @throws Error for several models @throws WeightsQuestion
 */
export function unwrapNames(all: readonly string[], wanted?: WeightsChoice): Unwrapped {
  const wrappings = [...new Set(all.flatMap((name) => wrappingOf(name) ?? []))].sort((a, b) => b.length - a.length);
  if (wrappings.length === 0)
    return { names: new Map(all.map((name) => [name, withoutCarriers(name)])), averaged: false };
  const { wrapping, ...found } = chooseWrapping(wrappings, wanted);
  const parts = wrapping.split('.').slice(0, -1);
  const names = new Map<string, string>();
  for (const name of all) {
    const owner = wrappings.find((candidate) => name.startsWith(candidate));
    if (owner !== undefined && owner !== wrapping) continue;
    const bare = owner === undefined ? withoutCommon(name, parts) : name.slice(wrapping.length);
    if (wrapping === '' || !projectionHead.test(bare)) names.set(name, bare);
  }
  const taken = new Set(names.values());
  if (wrapping !== '' && taken.has('patch_embed.proj.weight') && !taken.has('head.weight')) {
    for (const [name, bare] of names) names.set(name, bare.replace(outerHead, 'head.$1'));
  }
  const bareNames = new Set<string>();
  for (const bare of names.values()) {
    if (bareNames.has(bare)) throw new Error(`it has two tensors that are its ${bare}`);
    bareNames.add(bare);
  }
  return { names, ...found };
}
