import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { importProblem, layering } from '../../../eslint/layering.js';

const allowed: [string, string][] = [
  ['src-main/lab/lab.ts', '../jobs/queue.ts'],
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
  ['scripts/train-source.ts', '../src-main/engines/onnx/engine.ts'],
];

const forbidden: [string, string][] = [
  ['src-main/jobs/job-thread.ts', '../lab/lab.ts'],
  ['src-main/engines/onnx/engine.ts', '../../methods/tent.ts'],
  ['src-main/methods/tent.ts', '../experiments/adapt.ts'],
  ['src-main/methods/tent.ts', '../data/stream.ts'],
  ['src-main/data/stream.ts', '../store/runs.ts'],
  ['src-main/models/vit.ts', '../mgg/generator.ts'],
  ['src-main/lab/lab.ts', '../shells/cli/main.ts'],
  ['src-main/shells/cli/run.ts', '../../store/runs.ts'],
  ['src-shared/api.ts', '../src-main/lab/lab.ts'],
  ['src-shared/api.ts', '../src-renderer/main.ts'],
  ['src-renderer/main.ts', '../src-main/lab/lab.ts'],
  ['src-main/lab/lab.ts', '../../test/helpers.ts'],
  ['src-main/lab/lab.ts', 'electron'],
  ['src-main/shells/browser/server.ts', 'electron'],
  ['src-main/models/vit.ts', 'onnxruntime-node'],
  ['src-main/lab/lab.ts', 'better-sqlite3'],
  ['src-main/jobs/decode.ts', 'sharp'],
];

describe('layering', () => {
  it.each(allowed)('lets %s import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toBeUndefined();
  });

  it.each(forbidden)('forbids %s to import %s', (file, specifier) => {
    expect(importProblem(file, specifier)).toBeTypeOf('string');
  });

  it.each([
    "import { lab } from '../lab/lab.js';",
    "export { lab } from '../lab/lab.js';",
    "export * from '../lab/lab.js';",
    "await import('../lab/lab.js');",
  ])('is reported by ESLint for %s', (code) => {
    const linter = new Linter({ cwd: '/repository' });
    const config: Linter.Config = { plugins: { lab: { rules: { layering } } }, rules: { 'lab/layering': 'error' } };
    const problems = linter.verify(code, config, { filename: '/repository/src-main/jobs/queue.js' });
    expect(problems.map((problem) => problem.message)).toEqual([
      "Layer 'jobs' must not import layer 'lab': imports point downwards only.",
    ]);
  });
});
