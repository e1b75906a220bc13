import { expect, it } from 'vitest';
import { z } from 'zod';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { safely } from '../../../src-shared/safely.ts';
import { configOf } from '../../../src-main/shells/cli/run-flags.ts';
import { configure } from '../../../src-main/runs/configure.ts';

const strange = { length: { toString: null, valueOf: null } };

it('what has a strange length is invalid, and nothing is thrown', () => {
  expect(safely(z.string().min(1), 'a')).toEqual({ success: true, data: 'a' });
  expect(safely(z.string().min(1), strange).success).toBe(false);
  expect(safely(runConfigSchema, { shifts: strange }).success).toBe(false);
});

it.each(['shifts', 'model', 'dataset'])('a configuration with strange %s is refused in a sentence', async (name) => {
  const config = { model: 'quickstart', method: 'tent', dataset: { kind: 'quickstart' }, [name]: strange };
  await expect((async () => configure(configOf({}, config)))()).rejects.toMatchObject({ code: 'bad-option' });
});
