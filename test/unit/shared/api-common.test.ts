import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calls } from '../../../src-shared/api/contract.ts';
import { distinct, someOf } from '../../../src-shared/api/common.ts';
import { settingsSchema } from '../../../src-shared/api/lab.ts';

describe('distinct', () => {
  it('counts each value of a list once, also of ids and seeds that come from a window', () => {
    expect(distinct(z.string()).min(1).parse(['b', 'a', 'b'])).toEqual(['b', 'a']);
    expect(calls.deleteRuns.input.parse({ ids: ['x', 'x'] })).toEqual({ ids: ['x'] });
    expect(calls.exportRuns.input.parse({ ids: ['x', 'x'], format: 'csv' })).toMatchObject({ ids: ['x'] });
    expect(calls.startSuite.input.parse({ id: 's', seeds: [1, 2, 1] })).toMatchObject({ seeds: [1, 2] });
  });
});

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
