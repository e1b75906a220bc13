import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KnownCheckpoints } from '../../../src-main/catalog/models/known-checkpoints.ts';
import { describeModel, loadSourceModel } from '../../../src-main/models/load-model.ts';
import { encodePytorch } from '../../../src-main/models/pytorch/encode-pytorch.ts';
import { checkpointIds, checkpoints } from '../../../src-shared/published/checkpoints.ts';
import { writeTinyVit, tinyShape } from '../../support/tiny-vit.ts';
import { huggingFace, readTensors, scratchFolder, writeTensors } from './support.ts';

const folder = scratchFolder();
const at = (name: string): string => path.join(folder, name);
const vit = writeTinyVit(at('vit.safetensors'));
const print = (file: string): string => describeModel(file, { heads: 2 }).tensors;

describe('the fingerprint of a few tensors', () => {
  it('is the same in every file that has them, whatever its format, names and metadata', async () => {
    const tensors = readTensors(vit);
    const own = print(vit);
    expect(own).toMatch(/^tensors-v1:[0-9a-f]{64}$/);
    expect(print(writeTensors(at('metadata.safetensors'), tensors, { note: 'mine' }))).toBe(own);
    expect(
      print(
        writeTensors(
          at('wrapped.safetensors'),
          Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`module.${name}`, tensor])),
        ),
      ),
    ).toBe(own);
    expect(print(writeTensors(at('hf.safetensors'), huggingFace(tensors, 'vit.')))).toBe(own);
    writeFileSync(at('vit.pth'), encodePytorch(tensors));
    expect(print(at('vit.pth'))).toBe(own);
    expect((await loadSourceModel(vit)).tensors).toBe(own);
  });

  it('is another one for other weights', () => {
    expect(print(writeTinyVit(at('other.safetensors'), tinyShape, 2))).not.toBe(print(vit));
    const { 'head.bias': bias, ...rest } = readTensors(vit);
    const moved = { ...bias!, data: (bias!.data as Float32Array).map((value) => value + 1e-6) };
    expect(print(writeTensors(at('tuned.safetensors'), { ...rest, 'head.bias': moved }))).not.toBe(print(vit));
  });
});

describe('known checkpoints', () => {
  const [paper, sar] = checkpointIds;
  const { parameters } = checkpoints[paper];
  const opened = (values = new Map<string, unknown>(), readOnly = false) =>
    new KnownCheckpoints({
      readOnly,
      readValue: (key) => (values.get(key) ?? null) as never,
      writeValue: (key, value) => void values.set(key, value),
    });

  it('are known by the SHA-256 of their file, and from then on by its tensors', () => {
    const known = opened();
    expect(known.find({ hash: 'other', tensors: 't' })).toBeNull();
    expect(known.find({ hash: checkpoints[sar].sha256, tensors: 't' })).toEqual({ id: sar, by: 'file' });
    expect(known.find({ hash: 'other', tensors: 't' })).toEqual({ id: sar, by: 'tensors' });
    // A run of an older version knows nothing but the hash.
    expect(known.find({ hash: 'other' })).toEqual({ id: sar, by: 'tensors' });
    expect(known.find({ hash: 'another' })).toBeNull();
  });

  it('are what the user says, until that is taken back', () => {
    const values = new Map<string, unknown>();
    opened(values).declare({ hash: 'h', tensors: 't', parameters }, paper);
    const later = opened(values);
    expect(later.find({ hash: 'another file', tensors: 't' })).toEqual({ id: paper, by: 'you' });
    expect(later.find({ hash: 'h' })).toEqual({ id: paper, by: 'you' });
    later.declare({ hash: 'h', tensors: 't', parameters }, sar);
    expect(later.find({ hash: 'h', tensors: 't' })).toEqual({ id: sar, by: 'you' });
    later.declare({ hash: 'h', tensors: 't', parameters }, null);
    expect(later.find({ hash: 'h', tensors: 't' })).toBeNull();
  });

  it('are not what their file or their size says they are not', () => {
    const known = opened();
    const certain = { hash: checkpoints[sar].sha256, tensors: 't', parameters };
    known.find(certain);
    expect(() => known.declare(certain, paper)).toThrow(`The model is ${sar}: its SHA-256 says so.`);
    expect(() => known.declare({ ...certain, hash: 'converted' }, null)).toThrow(
      `The model is ${sar}: its tensors say so.`,
    );
    expect(() => known.declare({ hash: 'h', tensors: 'u', parameters: 5 }, paper)).toThrow(
      `The model can't be ${paper}: it has 5 parameters, that one 86567656.`,
    );
    expect(known.find({ hash: 'h', tensors: 'u' })).toBeNull();
  });

  it('are recognised, but not remembered, in a store that is read only', () => {
    const values = new Map<string, unknown>();
    expect(opened(values, true).find({ hash: checkpoints[paper].sha256, tensors: 't' })?.id).toBe(paper);
    expect(values.size).toBe(0);
  });
});
