import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { areas, pathsOf } from '../../../scripts/build/full-tests.ts';

it('the tests in full cover what there is', () => {
  const root = path.join(import.meta.dirname, '../../..');
  const paths = Object.values(areas).flatMap(pathsOf);
  expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
