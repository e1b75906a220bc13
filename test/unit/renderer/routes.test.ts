import { describe, expect, it } from 'vitest';
import { href, parseHash } from '../../../src-renderer/routes.ts';

describe('href', () => {
  it('writes paths, parameters and queries', () => {
    expect(href('home')).toBe('#/');
    expect(href('run', { id: 'abc' })).toBe('#/runs/abc');
    expect(href('compare', {}, { ids: 'a,b', metric: 'ece' })).toBe('#/compare?ids=a%2Cb&metric=ece');
  });

  it('escapes parameters and leaves out empty values', () => {
    expect(href('run', { id: 'a/b ?' })).toBe('#/runs/a%2Fb%20%3F');
    expect(href('runs', {}, { q: '', tag: undefined })).toBe('#/runs');
  });

  it('does not compile with a key that the page does not read', () => {
    const mistaken = { runs: 'a,b' };
    // @ts-expect-error: the comparison reads `ids`.
    href('compare', {}, { runs: 'a,b' });
    // @ts-expect-error: nor where the keys come from a variable.
    href('compare', {}, mistaken);
    // @ts-expect-error: nor spread among right ones.
    href('compare', {}, { ids: 'a', ...mistaken });
    // @ts-expect-error: a run's page reads no query.
    href('run', { id: 'abc' }, { tab: 'log' });
    // @ts-expect-error: which run?
    href('run');
    expect(href('compare', {}, { ids: 'a' })).toBe('#/compare?ids=a');
  });
});

describe('parseHash', () => {
  it('reads what href writes', () => {
    const address = href('suite', { id: 'a/b ?&' }, { seeds: 'ü &=' });
    expect(parseHash(address)).toEqual({ name: 'suite', params: { id: 'a/b ?&' }, query: { seeds: 'ü &=' } });
  });

  it.each(['', '#', '#/', '#//'])('takes %j for the first page', (hash) => {
    expect(parseHash(hash)).toEqual({ name: 'home', params: {}, query: {} });
  });

  it('forgives a trailing slash', () => {
    expect(parseHash('#/runs/').name).toBe('runs');
  });

  it('keeps question marks inside a query, and nothing that the page does not read', () => {
    expect(parseHash('#/runs?q=what?&runs=a').query).toEqual({ q: 'what?' });
  });

  it.each(['#/nowhere', '#/runs/a/b', '#/runs/%', '#/settings/x'])('knows that %j leads nowhere', (hash) => {
    expect(parseHash(hash).name).toBe('notFound');
  });
});
