import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../src-main/models/safetensors.ts';
import { untrainedMgg } from '../../src-main/mgg/checkpoint.ts';
import { encodeMgg } from '../../src-main/mgg/encode-mgg.ts';
import { labHere } from '../support/cli-here.ts';
import { mainFile } from '../support/cli.ts';
import { tinyShape, writeTinyVit } from '../support/tiny-vit.ts';
import { figures, prepareBench, runArguments } from './setup.ts';

const bench = prepareBench('bad-input');
const file = (name: string) => path.join(bench.root, name);

function truncated(): string {
  copyFileSync(bench.model, file('truncated.safetensors'));
  truncateSync(file('truncated.safetensors'), 5000);
  return file('truncated.safetensors');
}

function noCheckpoint(): string {
  writeFileSync(file('notes.safetensors'), 'These are notes.');
  return file('notes.safetensors');
}

function otherNames(): string {
  const tensor = { shape: [2], dtype: 'float32' as const, data: Float32Array.of(1, 2) };
  writeFileSync(file('other.safetensors'), encodeSafetensors({ 'conv1.weight': tensor }, {}));
  return file('other.safetensors');
}

function generator(): string {
  writeFileSync(file('mgg.safetensors'), encodeMgg(untrainedMgg(1), {}));
  return file('mgg.safetensors');
}

function placeholder(): string {
  writeFileSync(file('big.pth'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 346284714\n');
  return file('big.pth');
}

function truncatedMgg(): string {
  writeFileSync(file('cut.pth'), encodeMgg(untrainedMgg(1), {}, 'pth').subarray(0, 3000));
  return file('cut.pth');
}

function emptyFolder(): string {
  mkdirSync(file('empty'), { recursive: true });
  return file('empty');
}

const run = (...args: string[]) => [...runArguments(bench, bench.dataDir('lab')), ...args];

/** One sentence of what is wrong, at most one of what to do; set-up messages may stand before it. */
function complaint(err: string): string {
  const lines = err.trim().split('\n');
  const index = lines.findIndex((line) => line.startsWith('Error: '));
  expect(index).toBeGreaterThanOrEqual(0);
  expect(lines.length - index).toBeLessThanOrEqual(2);
  expect(err).not.toContain('    at ');
  return lines.slice(index).join('\n');
}

describe('bad input', () => {
  it.each<[string, () => string[], RegExp, number]>([
    ['a folder that is not there', () => run('--dataset', file('nowhere')), /nowhere.*(not exist|no folder)/, 1],
    ['a folder without images', () => run('--dataset', emptyFolder()), /empty.*no images/, 1],
    ['a missing model', () => run('--model', file('gone.safetensors')), /no model at .*gone\.safetensors/, 1],
    ['a truncated model', () => run('--model', truncated()), /truncated\.safetensors/, 1],
    ['a model that is no checkpoint', () => run('--model', noCheckpoint()), /notes\.safetensors/, 1],
    ['a placeholder of a model', () => run('--model', placeholder()), /big\.pth is a placeholder of Git LFS/, 1],
    [
      'a model that would be run',
      () => run('--model', path.resolve('test/data/pytorch/harmful-weights.pth')),
      /harmful-weights\.pth can't be read.*posix\.system, which is not run/,
      1,
    ],
    [
      'a truncated MGG of PyTorch',
      () => run('--method', 'mgtta', '--mgg', truncatedMgg()),
      /cut\.pth can't be read as a PyTorch checkpoint: it is cut off/,
      1,
    ],
    [
      'a model that says nothing of its normalisation',
      () => run('--normalisation', 'model'),
      /does not say how its images are to be normalised.*\n.*config\.json/,
      2,
    ],
    ['a model with other names', () => run('--model', otherNames()), /other\.safetensors.*patch_embed/, 1],
    ['an MGG that is a model', () => run('--mgg', bench.model), /tiny\.safetensors is no meta gradient generator/, 1],
    ['a model that is an MGG', () => run('--model', generator()), /mgg\.safetensors is no vision transformer/, 1],
    [
      'a model with other classes',
      () => run('--model', writeTinyVit(file('three.safetensors'), { ...tinyShape, classes: 3 })),
      /10 classes.*model has 3/,
      1,
    ],
    ['an unknown method', () => run('--method', 'mgta'), /no method "mgta".*\n.*mgtta/, 2],
    ['an unknown option', () => run('--opt', 'rate=1'), /rate.*\n.*lr/, 2],
    ['a batch of 1 with a batch statistic', () => run('--batch-size', '1'), /batch of 1 image.*\n.*2 or more/, 2],
    ['an unknown corruption', () => run('--corruption', 'fgo'), /no corruption named 'fgo'/, 2],
    ['more images than there are', () => run('--images', '99999'), /99999 images/, 2],
    ['an unknown run', () => ['show', 'zzz', '--data-dir', bench.dataDir('lab')], /no run zzz/, 1],
    ['a data folder that is a file', () => ['runs', '--data-dir', bench.model], /tiny\.safetensors/, 1],
  ])('%s: one clear sentence and an exit code', async (_what, args, message, code) => {
    const ended = await labHere(...args());
    expect(complaint(ended.err)).toMatch(message);
    expect(ended.code).toBe(code);
    expect(ended.out).toBe('');
  });

  it('an engine that is not there: says why', async () => {
    const { out } = await labHere('engines', '--json', '--data-dir', bench.dataDir('lab'));
    const { engines } = JSON.parse(out) as { engines: { id: string; available: boolean; reason?: string }[] };
    const missing = engines.find(({ available }) => !available);
    if (!missing) return;
    const ended = await labHere(...run('--engine', missing.id));
    expect(ended.code).toBe(1);
    expect(complaint(ended.err)).toContain(missing.reason);
  });

  it('fails when a model has lost its predictions, and keeps the batches before it', async () => {
    const ended = await labHere(...run('--method', 'foa_sgd', '--opt', 'lr=1e30'), '--mgg', 'untrained:1');
    expect(ended.code).toBe(1);
    expect(complaint(ended.err)).toMatch(/Batch \d+ of 150/);
  });
});

describe('no space left', () => {
  const folder = bench.dataDir('full');
  /** Runs a script in a namespace of its own, in which a small disk may be mounted over the folder without being root. */
  const inSmallDisk = (script: string) =>
    spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=16m tmpfs "$0" && { ${script}; }`, folder], {
      encoding: 'utf8',
      env: { ...process.env, LAB: `${process.execPath} --disable-warning=ExperimentalWarning ${mainFile}` },
    });

  it('is said in one sentence; every finished batch is kept, and the run goes on when there is space', async ({
    skip,
  }) => {
    mkdirSync(folder, { recursive: true });
    if (inSmallDisk('true').status !== 0) skip('This system does not let users mount a small disk.');
    const args = runArguments(bench, folder)
      .map((arg) => `'${arg}'`)
      .join(' ');
    const [code, kept, resumed] = ['code', 'kept.json', 'resumed.json'].map(file);
    const { stderr } = inSmallDisk(
      `head -c 15900000 /dev/zero > "$0"/filler
       $LAB ${args} --group full; echo $? > ${code!}; rm "$0"/filler
       $LAB show --group full --json --batches --data-dir "$0" > ${kept!}
       $LAB resume --json --data-dir "$0" "$($LAB runs --json --data-dir "$0" | sed -n 's/.*"id": "\\(.*\\)".*/\\1/p')" > ${resumed!} 2> /dev/null`,
    );
    expect(complaint(stderr)).toMatch(/no space left/i);
    expect(readFileSync(code!, 'utf8').trim()).toBe('1');
    const { shifts } = JSON.parse(readFileSync(kept!, 'utf8')) as { shifts: { batches: { index: number }[] }[] };
    const batches = shifts[0]!.batches.map(({ index }) => index);
    expect(batches.length).toBeGreaterThan(5);
    expect(batches).toEqual(batches.map((_, index) => index));
    const { out } = await labHere(...runArguments(bench, bench.dataDir('lab')));
    expect(figures(readFileSync(resumed!, 'utf8'))).toEqual(figures(out));
  });
});
