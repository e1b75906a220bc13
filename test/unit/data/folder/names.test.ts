import { describe, expect, it } from 'vitest';
import { NameDigest } from '../../../../src-main/data/folder/name-digest.ts';
import { editDistance, nearest } from '../../../../src-main/data/folder/nearest.ts';

function digestOf(names: readonly string[]): NameDigest {
  const digest = new NameDigest(3);
  names.forEach((name) => digest.add(name));
  return digest;
}

describe('NameDigest', () => {
  const names = Array.from({ length: 500 }, (_, i) => `ILSVRC2012_val_${String(i).padStart(8, '0')}.JPEG`);

  it('is the same in any order, and picks the same names', () => {
    const [forth, back] = [digestOf(names), digestOf(names.toReversed())];
    expect(back.value).toBe(forth.value);
    expect(back.examples).toEqual(forth.examples);
    expect(forth.examples).toHaveLength(3);
    expect(digestOf(['b', 'a']).examples).toEqual(['a', 'b']);
  });

  it('changes with every name', () => {
    const values = names.map((_, i) => digestOf(names.toSpliced(i, 1)).value);
    values.push(digestOf(names).value, digestOf([...names, 'x']).value, digestOf(names.with(0, 'x')).value);
    expect(new Set(values).size).toBe(503);
  });
});

describe('nearest', () => {
  it('counts what has to be changed', () => {
    expect(['', 'kitten', 'fog'].map((text) => editDistance(text, 'sitting'))).toEqual([7, 3, 6]);
    expect(editDistance('fog', 'fog')).toBe(0);
  });

  it('finds the name that is meant, or none', () => {
    const names = ['gaussian_noise', 'shot_noise', 'fog', 'jpeg_compression'];
    expect(nearest('Gaussian-Noise', names)).toBe('gaussian_noise');
    expect(nearest('jpeg compresion', names)).toBe('jpeg_compression');
    expect(nearest('frog', names)).toBe('fog');
    expect(nearest('snow', names)).toBeUndefined();
    expect(nearest('', names)).toBeUndefined();
  });
});
