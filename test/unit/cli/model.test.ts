import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { readTensors, writeTensors } from '../models/support.ts';
import { writeTinyVit, writeTrainingCheckpoint } from '../../support/tiny-vit.ts';

const dataDir = temporaryFolder('cli-model');
const both = writeTrainingCheckpoint(
  path.join(dataDir, 'both.safetensors'),
  writeTinyVit(path.join(dataDir, 'vit.safetensors')),
);

async function lab(...args: string[]) {
  const capture = (stream: NodeJS.WriteStream) => vi.spyOn(stream, 'write').mockImplementation(() => true);
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const code = await runCli([...args, '--data-dir', dataDir]);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const outcome = { code, out: text(out), err: text(err) };
  vi.restoreAllMocks();
  return outcome;
}

function storedRuns() {
  const store = openStore(path.join(dataDir, 'lab.sqlite'));
  const runs = store.listRuns();
  store.close();
  return runs;
}

afterEach(() => vi.restoreAllMocks());

describe('a checkpoint with trained and averaged weights', () => {
  it.each([
    ['run', '--method', 'noadapt', '--model', both, '--heads', '2', '--images', '8', '--corruption', 'fog'],
    ['pretrain', '--model', both, '--heads', '2', '--opt', 'images=8'],
    ['model', 'add', both, '--heads', '2'],
  ])('is refused by lab %s until the weights to use are given; nothing is computed', async (...args) => {
    const { code, err } = await lab(...args);
    expect(code).toBe(1);
    expect(err).toContain('trained weights and their running average (EMA), and nothing says which to use.');
    expect(err).toContain('--weights model or --weights ema');
    expect(storedRuns()).toEqual([]);
  });
});

describe('lab models check', () => {
  const resnet = path.resolve('test/data/golden-backbones/resnet_bn/model.safetensors');

  it('shows architecture, tensors, what is adapted, and what is not used', async () => {
    const { code, out } = await lab('models', 'check', resnet, '--image-size', '48');
    expect(code).toBe(0);
    expect(out).toContain('ResNet of 1+1+1+1 bottleneck blocks, 96 wide: 10 classes, images of 48 pixels');
    expect(out).toContain('BatchNorm (from its tensors), images of 48 pixels (set by you), eps 1e-5 (guessed)');
    expect(out).toContain('Tensors: 87 with 42,554 numbers');
    expect(out).toContain('Adapted: 1,328 numbers in 17 norm layers');
    expect(out).toContain('Not used: nothing');
    expect(out).toContain('Where that is wrong, say so when importing it, or with --eps.');
  });

  it('says in a sentence which part of another network it does not know', async () => {
    const changed = path.join(dataDir, 'se.safetensors');
    const tensors = readTensors(resnet);
    writeTensors(changed, { ...tensors, 'layer1.0.se.fc1.weight': tensors['layer1.0.conv1.weight']! });
    const { code, err } = await lab('models', 'check', changed);
    expect(code).toBe(1);
    expect(err).toContain(
      "a kind of ResNet that the lab doesn't compute: it doesn't know its part layer1.0.se.fc1.weight.",
    );
  });
});

describe('lab model', () => {
  it('adds, lists and edits models, whose runs take what was said of them', async () => {
    expect(await lab('model', 'add', both, '--weights', 'ema', '--heads', '2', '--name', 'Mine')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 heads (set by you)') as string,
    });
    expect((await lab('model', 'list')).out).toContain('running average (EMA) of the weights (set by you)');
    expect((await lab('model', 'edit', 'Mine', '--weights', 'model', '--eps', '1e-5')).code).toBe(0);
    expect((await lab('model', 'edit', both, '--as-found', 'eps')).code).toBe(0);
    const models = JSON.parse((await lab('model', 'list', '--json')).out) as { name: string; reading: unknown }[];
    expect(models.at(-1)).toMatchObject({ name: 'Mine', reading: { heads: 2, weights: 'model' } });
    const run = ['run', '--method', 'noadapt', '--images', '8', '--batch-size', '8', '--corruption', 'fog'];
    expect(await lab(...run, '--model', 'Mine', '--weights', 'ema')).toMatchObject({ code: 0 });
    expect(storedRuns()).toMatchObject([{ config: { model: both, reading: { heads: 2, weights: 'ema' } } }]);
  });

  it('says what is wrong', async () => {
    expect((await lab('model', 'edit', 'Mine', '--as-found', 'weights')).err).toContain('--weights model');
    expect((await lab('model', 'edit', 'Mine', '--as-found', 'colour')).err).toContain('Settings: heads, eps');
    expect((await lab('model', 'edit', 'Yours')).err).toContain('No source model Yours was added');
  });
});
