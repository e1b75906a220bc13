import { defineConfig } from 'vitest/config';

/** Tests against a Slurm that is installed on this computer: npm run test:slurm. */
export default defineConfig({
  test: {
    name: 'slurm',
    include: ['test/slurm/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 400_000,
    hookTimeout: 60_000,
  },
});
