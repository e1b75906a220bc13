import { describe, expect, it } from 'vitest';
import { href, parseHash } from '../../../src-renderer/routes.ts';

describe('href', () => {
  it('writes paths, parameters and queries', () => {
    expect(href('home')).toBe('#/');
    expect(href('run', { id: 'abc' })).toBe('#/runs/abc');
    expect(href('compare', {}, { runs: 'a,b', x: 2 })).toBe('#/compare?runs=a%2Cb&x=2');
  });

  it('escapes parameters and leaves out empty values', () => {
    expect(href('run', { id: 'a/b ?' })).toBe('#/runs/a%2Fb%20%3F');
    expect(href('runs', {}, { search: '', tag: undefined })).toBe('#/runs');
  });
});

describe('parseHash', () => {
  it('reads what href writes', () => {
    const address = href('run', { id: 'a/b ?&' }, { tab: 'log', x: 'ü &=' });
    expect(parseHash(address)).toEqual({ name: 'run', params: { id: 'a/b ?&' }, query: { tab: 'log', x: 'ü &=' } });
  });

  it.each(['', '#', '#/', '#//'])('takes %j for the first page', (hash) => {
    expect(parseHash(hash)).toEqual({ name: 'home', params: {}, query: {} });
  });

  it('forgives a trailing slash', () => {
    expect(parseHash('#/runs/').name).toBe('runs');
  });

  it('keeps question marks inside a query', () => {
    expect(parseHash('#/runs?search=what?').query).toEqual({ search: 'what?' });
  });

  it.each(['#/nowhere', '#/runs/a/b', '#/runs/%', '#/settings/x'])('knows that %j leads nowhere', (hash) => {
    expect(parseHash(hash).name).toBe('notFound');
  });
});
