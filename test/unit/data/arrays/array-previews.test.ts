import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Previews } from '../../../../src-main/catalog/datasets/previews.ts';
import { writeArraySet } from '../../../support/array-set.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

it('shows a folder of arrays as clean images that the lab corrupts, and as corrupted ones, each with its own pixels', async () => {
  const path = writeArraySet(join(temporaryFolder('array-previews'), 'set'), { side: 32, clean: 'clean' });
  const previews = new Previews();
  const fog = { index: 0, corruption: 'fog', severity: 5, imageSize: 32 } as const;
  const [made, stored] = [{ kind: 'folder', path } as const, { kind: 'folder', path, corrupted: true } as const];
  const first = await previews.corrupted({ dataset: made, ...fog });
  const second = await previews.corrupted({ dataset: stored, ...fog });
  expect(second.data).not.toBe(first.data);
  expect(await new Previews().corrupted({ dataset: stored, ...fog })).toEqual(second);
  const clean = { ...fog, corruption: 'clean', severity: 0 } as const;
  expect(await previews.corrupted({ dataset: made, ...clean })).toEqual(
    await previews.corrupted({ dataset: stored, ...clean }),
  );
  for (const dataset of [made, stored]) previews.forget(dataset);
});
