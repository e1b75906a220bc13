import { describe, expect, it } from 'vitest';
import { calls } from '../../../src-shared/api/contract.ts';
import { someOf } from '../../../src-shared/api/common.ts';
import { settingsSchema } from '../../../src-shared/api/lab.ts';

describe('someOf', () => {
  const schema = someOf(settingsSchema);

  it('fills no defaults in', () => {
    expect(schema.parse({})).toEqual({});
    expect(schema.parse({ threads: 4 })).toEqual({ threads: 4 });
    expect(calls.changeSettings.input.parse({ baselineRun: null })).toEqual({ baselineRun: null });
  });

  it('checks what is given as the schema does', () => {
    expect(schema.safeParse({ threads: -1 }).success).toBe(false);
    expect(schema.safeParse({ colour: 'red' }).success).toBe(false);
    expect(schema.safeParse({ threads: undefined }).success).toBe(false);
  });
});
