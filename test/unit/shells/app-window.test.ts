import { describe, expect, it } from 'vitest';
import { windowArguments } from '../../../src-main/shells/browser/app-window.ts';
import { findBrowser, hasDisplay } from '../../../src-main/shells/browser/find-browser.ts';

describe('findBrowser', () => {
  const only = (file: string) => (candidate: string) => candidate === file;

  it('looks where each system keeps Chrome, Chromium and Edge', () => {
    expect(findBrowser('linux', { PATH: '/a:/b' }, only('/b/chromium'))).toBe('/b/chromium');
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    expect(findBrowser('darwin', {}, only(edge))).toBe(edge);
    expect(findBrowser('linux', { PATH: '' }, () => true)).toBeUndefined();
    expect(findBrowser('win32', {}, () => true)).toBeUndefined();
  });

  it('takes the chosen one first', () => {
    expect(findBrowser('linux', { CHROMIUM_PATH: '/mine', PATH: '/a' }, () => true)).toBe('/mine');
  });
});

describe('hasDisplay', () => {
  it('asks the environment on Linux only', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('win32', {})).toBe(true);
  });
});

describe('windowArguments', () => {
  it('give up the sandbox for root on Linux only', () => {
    const url = 'http://127.0.0.1:1/?token=x';
    expect(windowArguments(url, '/p', false)).toEqual(expect.arrayContaining([`--app=${url}`, '--user-data-dir=/p']));
    expect(windowArguments(url, '/p', false)).not.toContain('--no-sandbox');
    expect(windowArguments(url, '/p', true)).toContain('--no-sandbox');
  });
});
