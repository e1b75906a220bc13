import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeModel, loadSourceModel } from '../../../src-main/models/load-model.ts';
import { checkpointStamp } from '../../../src-main/models/neighbours.ts';
import {
  knownNormalisations,
  normalisationName,
  normalisationOf,
  normalisationText,
  normalisationWarning,
  type Normalisation,
} from '../../../src-shared/normalisation.ts';
import { tinyShape, writeTinyVit } from '../../support/tiny-vit.ts';
import { readTensors, scratchFolder, writeTensors } from './support.ts';

const folder = scratchFolder();
const { half, imagenet } = knownNormalisations;
const embedded = join(import.meta.dirname, '..', '..', '..', 'resources', 'quickstart', 'source-vit.safetensors');

/** A checkpoint in a folder of its own, with files beside it. */
function checkpoint(name: string, file: string, beside: Readonly<Record<string, unknown>>): string {
  const own = join(folder, name);
  mkdirSync(own);
  for (const [neighbour, content] of Object.entries(beside)) {
    writeFileSync(join(own, neighbour), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return writeTinyVit(join(own, file));
}

describe('the normalisation of a checkpoint', () => {
  const timm = {
    architecture: 'deit_tiny_patch16_224',
    num_classes: 1000,
    pretrained_cfg: { ...imagenet, crop_pct: 0.9 },
  };
  const huggingFace = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], size: { height: 224, width: 224 } };
  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['timm', 'model.safetensors', { 'config.json': timm }, imagenet],
    ['old timm', 'model.safetensors', { 'config.json': imagenet }, imagenet],
    [
      'hf',
      'model.safetensors',
      { 'config.json': { model_type: 'vit' }, 'preprocessor_config.json': huggingFace },
      half,
    ],
    ['one file', 'deit.safetensors', { 'config.json': timm }, imagenet],
    ['own file', 'deit.safetensors', { 'deit.json': huggingFace, 'config.json': timm }, half],
    ['several', 'deit.safetensors', { 'config.json': timm, 'vit.safetensors': '' }, null],
    ['hub name among several', 'model.safetensors', { 'config.json': timm, 'pytorch_model.bin': '' }, imagenet],
    ['nothing', 'model.safetensors', {}, null],
    ['no json', 'model.safetensors', { 'config.json': 'not found' }, null],
    ['grey', 'model.safetensors', { 'config.json': { mean: [0.5], std: [0.5] } }, null],
    ['zero', 'model.safetensors', { 'config.json': { mean: [0, 0, 0], std: [1, 0, 1] } }, null],
  ])('is found beside it: %s', async (name, file, beside, expected) => {
    const path = checkpoint(name, file, beside);
    expect(describeModel(path).normalisation).toEqual(expected);
    expect((await loadSourceModel(path)).normalisation).toEqual(expected);
  });

  it('comes with the name of the architecture', () => {
    const path = checkpoint('architecture', 'model.safetensors', { 'config.json': timm });
    expect(describeModel(path).architecture).toBe('deit_tiny_patch16_224');
  });

  it('is read from the metadata of a safetensors file', () => {
    expect(describeModel(embedded).normalisation).toEqual(half);
    const tensors = readTensors(writeTinyVit(join(folder, 'plain.safetensors')));
    const path = join(folder, 'metadata.safetensors');
    writeTensors(path, tensors, { heads: '2', normalisation: 'mean 0.485 0.456 0.406, std 0.229 0.224 0.225' });
    expect(describeModel(path).normalisation).toEqual(imagenet);
    writeTensors(path, tensors, { heads: '2', normalisation: 'as usual' });
    expect(describeModel(path).normalisation).toBeNull();
  });
});

describe('the stamp of a checkpoint', () => {
  it('changes with the file and with what is said beside it', () => {
    const path = checkpoint('stamped', 'model.safetensors', {});
    const before = checkpointStamp(path);
    expect(checkpointStamp(path)).toBe(before);
    writeFileSync(join(folder, 'stamped', 'config.json'), '{}');
    const described = checkpointStamp(path);
    expect(described).not.toBe(before);
    writeTinyVit(path, { ...tinyShape, classes: 3 });
    expect(checkpointStamp(path)).not.toBe(described);
    expect(checkpointStamp(join(folder, 'nowhere'))).toContain('nowhere');
  });
});

describe('a choice of normalisation', () => {
  const own: Normalisation = { mean: [0.481, 0.458, 0.408], std: [0.269, 0.261, 0.276] };

  it('is resolved for a model, or stays open', () => {
    expect(normalisationOf('half', imagenet)).toEqual(half);
    expect(normalisationOf('model', own)).toEqual(own);
    expect(normalisationOf('model', null)).toBeUndefined();
  });

  it('is named and written as it is', () => {
    expect(normalisationName({ ...imagenet, std: [0.2289, 0.224, 0.225] })).toBe('imagenet');
    expect(normalisationName(own)).toBeUndefined();
    expect(normalisationText(half)).toBe('mean 0.5, std 0.5');
    expect(normalisationText(imagenet)).toBe('mean 0.485 0.456 0.406, std 0.229 0.224 0.225');
  });

  it('gives a warning only where it is known to be wrong', () => {
    expect(normalisationWarning('half', half)).toBeNull();
    expect(normalisationWarning('half', null)).toBeNull();
    expect(normalisationWarning('model', own)).toBeNull();
    expect(normalisationWarning('half', imagenet)).toMatch(/mean 0\.485.* but gets them with mean 0\.5.*imagenet\.$/);
    expect(normalisationWarning('imagenet', own)).toMatch(/Choose the normalisation model\.$/);
  });
});
