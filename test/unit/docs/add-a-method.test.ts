import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import type { Method } from '../../../src-main/methods/method.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { cpuEngine, fakeConfig, fakeStream, samplesOf } from '../../support/fakes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { batch, context } from '../methods/support.ts';

/* The walkthrough of docs/extending.md, as it stands there. */

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'src-main/methods');
const file = path.join(folder, 'tethered.ts');
const [, code = ''] =
  /^```ts method\n([^]*?)^```$/m.exec(readFileSync(path.join(root, 'docs/extending.md'), 'utf8')) ?? [];

/** Errors that the compiler finds in the method, as if its file were there. */
function problems(): string[] {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  host.fileExists = (name) => path.resolve(name) === file || ts.sys.fileExists(name);
  host.readFile = (name) => (path.resolve(name) === file ? code : ts.sys.readFile(name));
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The method, read from a file elsewhere that has its imports from where it belongs. */
async function load(): Promise<Method> {
  const elsewhere = path.join(temporaryFolder('tethered'), 'tethered.ts');
  const absolute = code.replaceAll(
    /from '(\.[^']+)'/g,
    (_, target: string) => `from '${path.resolve(folder, target)}'`,
  );
  writeFileSync(elsewhere, absolute.replace("from 'zod'", `from '${path.join(root, 'node_modules/zod/index.js')}'`));
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(elsewhere).href)) as { readonly tethered: Method };
  return loaded.tethered;
}

it('the method of the walkthrough has no more than 30 lines besides its imports', () => {
  const own = code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
  expect(own.length).toBeGreaterThan(10);
  expect(own.length).toBeLessThanOrEqual(30);
});

it('its types are right', { timeout: 120_000 }, () => expect(problems()).toEqual([]));

it('it adapts and its options are described', { timeout: 120_000 }, async () => {
  const method = await load();
  expect(describeOptions(method.options).map(({ name }) => name)).toEqual(['lr', 'pull']);
  const images = batch(1).data as Float32Array;
  const stream = fakeStream({ images: 8, batchSize: 4 });
  const batches = [0, 1].map((index) => ({
    index,
    size: 4,
    images,
    labels: Int32Array.of(0, 1, 2, 0),
    samples: samplesOf(4),
  }));
  const streams = [
    {
      shift: { corruption: 'fog', severity: 5 },
      stream: { ...stream, batchCount: 2, batches: () => asyncOf(batches) },
    },
  ];
  const events: RunEvent[] = [];
  const bound = method.bind(context, { lr: 100 });
  const config = fakeConfig({ method: method.id, batchSize: 4, checkpointEvery: 1 });
  await run(
    config,
    { engine: await cpuEngine(), method, bound, model: context.model, streams },
    uncontrolled,
    (event) => events.push(event),
  );
  const losses = events.flatMap((event) => (event.type === 'batch' ? [event.batch.diagnostics['loss']!] : []));
  expect(losses).toHaveLength(2);
  expect(losses[1]).toBeLessThan(losses[0]!);
  expect(() => method.bind(context, { pull: 2 })).toThrow('pull');
});

async function* asyncOf<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
