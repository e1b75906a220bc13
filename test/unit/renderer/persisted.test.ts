import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { flushPersisted, persisted, useUiStorage } from '../../../src-renderer/state/persisted.svelte.ts';

const schema = z.strictObject({ seed: z.int(), tags: z.array(z.string()) });
const fallback = () => ({ seed: 2020, tags: [] as string[] });

let stored: Map<string, unknown>;
let isReachable: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  stored = new Map();
  isReachable = true;
  useUiStorage({
    read: (key) => (isReachable ? Promise.resolve(stored.get(key) ?? null) : Promise.reject(new Error('gone'))),
    write: (key, value) => {
      if (!isReachable) return Promise.reject(new Error('gone'));
      stored.set(key, value);
      return Promise.resolve();
    },
  });
});

afterEach(() => {
  useUiStorage(undefined);
  vi.useRealTimers();
});

async function after(milliseconds: number): Promise<void> {
  flushSync();
  await vi.advanceTimersByTimeAsync(milliseconds);
}

it('is the default until what was stored is read', async () => {
  stored.set('form', { seed: 7, tags: ['a'] });
  const form = persisted('form', schema, fallback);
  expect([form.ready, form.current.seed]).toEqual([false, 2020]);
  await after(0);
  expect([form.ready, form.current.seed]).toEqual([true, 7]);
});

it('gives way to the default when what was stored does not fit', async () => {
  stored.set('form', { seed: 'seven' });
  const form = persisted('form', schema, fallback);
  await after(0);
  expect(form.current).toEqual(fallback());
});

it('writes changes in depth, once they have come to rest', async () => {
  const form = persisted('form', schema, fallback);
  await after(0);
  form.current.tags.push('a');
  await after(200);
  form.current.seed = 1;
  await after(300);
  expect(stored.has('form')).toBe(false);
  await after(200);
  expect(stored.get('form')).toEqual({ seed: 1, tags: ['a'] });
});

it('does not write what it has read', async () => {
  stored.set('form', { seed: 7, tags: [] });
  persisted('form', schema, fallback);
  await after(0);
  stored.clear();
  await after(5000);
  expect(stored.size).toBe(0);
});

it('keeps what was changed before the stored value came', async () => {
  stored.set('form', { seed: 7, tags: [] });
  const form = persisted('form', schema, fallback);
  form.current.seed = 3;
  await after(1000);
  expect(form.current.seed).toBe(3);
  expect(stored.get('form')).toEqual({ seed: 3, tags: [] });
});

it('tries again until the storage is back', async () => {
  const form = persisted('form', schema, fallback);
  await after(0);
  isReachable = false;
  form.current.seed = 5;
  await after(1000);
  isReachable = true;
  await after(10_000);
  expect(stored.get('form')).toEqual({ seed: 5, tags: [] });
});

it('writes at once when asked to, and shares one value by key', async () => {
  const form = persisted('form', schema, fallback);
  await after(0);
  expect(persisted('form', schema, fallback)).toBe(form);
  form.current.seed = 9;
  await flushPersisted();
  expect(stored.get('form')).toEqual({ seed: 9, tags: [] });
  form.reset();
  await after(1000);
  expect(stored.get('form')).toEqual(fallback());
});
