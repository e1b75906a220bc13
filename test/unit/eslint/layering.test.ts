import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { importProblem, layering } from '../../../eslint/layering.js';

const allowed: [string, string][] = [
  ['src-main/app/open-lab.ts', '../jobs/queue.ts'],
  ['src-main/jobs/job-thread.ts', '../engines/onnx/engine.ts'],
  ['src-main/methods/tent.ts', '../models/source-model.ts'],
  ['src-main/methods/tent.ts', './method.ts'],
  ['src-main/mgg/generator.ts', '../engines/engine.ts'],
  ['src-main/experiments/adapt.ts', '../data/stream.ts'],
  ['src-main/store/runs.ts', '../../src-shared/errors.ts'],
  ['src-main/store/runs.ts', 'better-sqlite3'],
  ['src-main/engines/onnx/session.ts', 'onnxruntime-node'],
  ['src-main/shells/electron/main.ts', 'electron'],
  ['src-renderer/lib/api.ts', '../../src-shared/api.ts'],
  ['src-main/data/images.ts', 'sharp'],
  ['src-main/data/corruptions/random.ts', '@stdlib/random-base-normal'],
  ['src-main/suites/suites.ts', '../planning/run-starter.ts'],
  ['src-main/jobs/perform.ts', '../platform/package-root.ts'],
  ['src-main/jobs/perform.ts', 'node:fs'],
  ['scripts/train-source.ts', '../src-main/engines/onnx/engine.ts'],
];

const forbidden: [string, string][] = [
  ['src-main/jobs/job-thread.ts', '../app/open-lab.ts'],
  ['src-main/engines/onnx/engine.ts', '../../methods/tent.ts'],
  ['src-main/methods/tent.ts', '../experiments/adapt.ts'],
  ['src-main/methods/tent.ts', '../data/stream.ts'],
  ['src-main/data/stream.ts', '../store/runs.ts'],
  ['src-main/models/vit.ts', '../mgg/generator.ts'],
  ['src-main/app/open-lab.ts', '../shells/cli/main.ts'],
  ['src-main/shells/cli/run.ts', '../../store/runs.ts'],
  ['src-shared/api.ts', '../src-main/app/open-lab.ts'],
  ['src-shared/api.ts', '../src-renderer/main.ts'],
  ['src-renderer/main.ts', '../src-main/app/open-lab.ts'],
  ['src-main/app/open-lab.ts', '../../test/helpers.ts'],
  ['src-main/app/open-lab.ts', 'electron'],
  ['src-main/shells/browser/server.ts', 'electron'],
  ['src-main/models/vit.ts', 'onnxruntime-node'],
  ['src-main/app/open-lab.ts', 'better-sqlite3'],
  ['src-main/jobs/decode.ts', 'sharp'],
  ['src-main/data/label-runs.ts', '@stdlib/random-base-normal'],
  ['src-main/suites/suites.ts', '../app/open-lab.ts'],
  ['src-main/runs/configure.ts', '../planning/check-run.ts'],
  ['src-main/platform/log.ts', '../store/store.ts'],
  ['src-shared/csv.ts', 'node:fs'],
  ['src-renderer/main.ts', 'path'],
];

describe('layering', () => {
  it.each(allowed)('lets %s import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toBeUndefined();
  });

  it.each(forbidden)('forbids %s to import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toBeTypeOf('string');
  });

  it.each([
    "import { openLab } from '../app/open-lab.js';",
    "export { openLab } from '../app/open-lab.js';",
    "export * from '../app/open-lab.js';",
    "await import('../app/open-lab.js');",
  ])('is reported by ESLint for %s', (code) => {
    const linter = new Linter({ cwd: '/repository' });
    const config: Linter.Config = { plugins: { lab: { rules: { layering } } }, rules: { 'lab/layering': 'error' } };
    const problems = linter.verify(code, config, { filename: '/repository/src-main/jobs/queue.js' });
    expect(problems.map((problem) => problem.message)).toEqual([
      "Layer 'jobs' must not import layer 'app': imports point downwards only.",
    ]);
  });
});
