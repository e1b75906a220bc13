import { describe, expect, it } from 'vitest';
import { skippedText } from '../../../src-main/shells/cli/skipped-images.ts';

const image = (path: string) => ({ path, reason: 'is empty' });

describe('skippedText', () => {
  it('names some of the images that were left out, each once', () => {
    expect(skippedText([])).toBeUndefined();
    expect(skippedText([image('a.jpg'), image('a.jpg')])).toBe(
      '1 image could not be read and was left out: a.jpg is empty.',
    );
    expect(skippedText(['a', 'b', 'c', 'd', 'e'].map(image))).toBe(
      '5 images could not be read and were left out: a is empty, b is empty, c is empty and 2 more.',
    );
  });
});
