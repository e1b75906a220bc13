import { afterEach, beforeEach, expect, vi } from 'vitest';

interface Download {
  readonly name: string;
  readonly blob: Blob;
}

const saved: Promise<Download>[] = [];

beforeEach(() => {
  saved.length = 0;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    const { download, href } = this;
    saved.push(fetch(href).then(async (response) => ({ name: download, blob: await response.blob() })));
  });
});

afterEach(() => vi.restoreAllMocks());

/** File that the browser was asked to save by `begin`. */
export async function downloaded(begin: () => Promise<void>): Promise<Download> {
  const before = saved.length;
  await begin();
  await expect.poll(() => saved.length).toBe(before + 1);
  return saved[before]!;
}
