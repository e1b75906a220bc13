import type { Environment } from 'vitest/runtime';

/** Compiles modules as for a window, so that runes react, but offers no document: what is tested here needs none. */
const windowEnvironment: Environment = {
  name: 'window',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
};

export default windowEnvironment;
