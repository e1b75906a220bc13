import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classLabels, classOrder } from '../../../src-main/models/class-labels.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('class-labels');

describe('the names of classes', () => {
  const labelsOf = (name: string, config: object): string[] | null => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
    return classLabels(join(folder, `${name}.safetensors`));
  };

  it('are those of the configuration beside the file, in the order of its numbers', () => {
    expect(labelsOf('a', { id2label: { 10: 'k', 2: 'c', 0: 'a', 1: 'b' } })).toBeNull();
    expect(labelsOf('b', { id2label: { 2: 'c', 0: 'a', 1: 'b' } })).toEqual(['a', 'b', 'c']);
    expect(labelsOf('c', { label_names: ['x', 'y'] })).toEqual(['x', 'y']);
  });

  it('are none where nobody gave any', () => {
    expect(labelsOf('d', { id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } })).toBeNull();
    expect(labelsOf('e', {})).toBeNull();
  });
});

describe('the order of classes', () => {
  it('is found by names, whatever their case and synonyms', () => {
    const labels = ['zebra', 'tench, Tinca tinca', 'Great_White-shark'];
    expect(classOrder(['great white shark', 'tench', 'zebra'], labels).order).toEqual([2, 1, 0]);
    expect(classOrder(['zebra', 'tinca tinca', 'great white shark'], labels)).toEqual({ order: null, notice: null });
  });

  it('is that of the dataset where no name is known, which is said', () => {
    expect(classOrder(['0', '1'], ['cat', 'dog'])).toEqual({ order: null, notice: null });
    expect(classOrder(['cat', 'dog'], null)).toEqual({ order: null, notice: null });
    expect(classOrder(['Katze', 'Hund'], ['cat', 'dog'])).toMatchObject({
      order: null,
      notice: expect.stringContaining('cat and Katze are the first') as string,
    });
  });

  it('is refused where some names are known and others are not', () => {
    expect(() => classOrder(['cat', 'Hund'], ['dog', 'cat'])).toThrow('"Hund" of the dataset');
    expect(() => classOrder(['cat', 'dog'], ['cat', 'cat'])).toThrow('"cat"');
  });
});
