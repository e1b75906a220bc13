import { expect, test } from 'vitest';
import { router, setQuery } from '../../../src-renderer/router.svelte.ts';

test('a page that takes something out of its address holds nobody who is leaving', async () => {
  location.hash = '#/new?from=abc';
  await expect.poll(() => router.name).toBe('newExperiment');
  location.hash = '#/engines';
  // The window hears of it after this.
  expect(router.name).toBe('newExperiment');
  setQuery('newExperiment', { from: undefined });
  expect(location.hash).toBe('#/engines');
  await expect.poll(() => router.name).toBe('engines');
});

test('a page in view changes its query, and nothing else', async () => {
  location.hash = '#/new?from=abc&chosen=validation';
  await expect.poll(() => router.query).toEqual({ from: 'abc', chosen: 'validation' });
  setQuery('newExperiment', { from: undefined });
  expect(location.hash).toBe('#/new?chosen=validation');
});
