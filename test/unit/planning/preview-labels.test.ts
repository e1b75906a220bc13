import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { previewLabels } from '../../../src-main/planning/preview-labels.ts';
import { fakeConfig } from '../../support/fakes.ts';
import { writeNpy } from '../../support/npy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('preview-labels');

describe('the classes of a stream before it runs', () => {
  it('come one after the other where labels are sorted, thinned out evenly', async () => {
    const { labels, classes, images } = await previewLabels(fakeConfig({ labelOrder: 'sorted' }));
    expect({ classes, images, shown: labels.length }).toEqual({ classes: 10, images: 4000, shown: 400 });
    expect(labels).toEqual(labels.toSorted((a, b) => a - b));
    expect(new Set(labels).size).toBe(10);
  });

  it('come as often as label shift with replacement draws them', async () => {
    const { labels, images } = await previewLabels(fakeConfig({ imbalanceRatio: 1e9, replacement: true }));
    expect(images).toBe(1000);
    expect(labels.filter((label, i) => i > 0 && label !== labels[i - 1])).toHaveLength(9);
  });

  it('are those of the order file, each image as often as it is listed', async () => {
    const orderFile = join(folder, 'order.npy');
    writeNpy(orderFile, BigInt64Array.of(7n, 7n, 0n, 7n), { descr: '<i8', shape: '(4,)' });
    const { labels, images } = await previewLabels(fakeConfig({ orderFile }));
    expect(images).toBe(4);
    expect([labels[1], labels[3]]).toEqual([labels[0], labels[0]]);
    const shuffled = await previewLabels(fakeConfig({ images: 50 }));
    expect(shuffled.labels).not.toEqual(shuffled.labels.toSorted((a, b) => a - b));
  });
});
