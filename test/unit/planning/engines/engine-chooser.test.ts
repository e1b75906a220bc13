import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { raceReason, type EngineId } from '../../../../src-shared/engines.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { runConfigSchema } from '../../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../../../src-main/jobs/compute-client.ts';
import type { Job, JobResult } from '../../../../src-main/jobs/messages.ts';
import { candidatesOn, gapsOn } from '../../../../src-main/planning/engines/candidates.ts';
import { EngineChooser } from '../../../../src-main/planning/engines/engine-chooser.ts';
import { lookAtMachine, type Machine } from '../../../../src-main/planning/engines/machine.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../../src-main/store/store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const gpu = { name: 'NVIDIA Example', driver: '600.1' };
const bare: Machine = {
  ...{ platform: 'linux', arch: 'x64', cpu: 'Example CPU', cores: 2, nvidia: [], renderDevices: [] },
  ...{ vulkanDrivers: [], hasCuda: false, hasTensorflow: false, versions: ['onnxruntime-node 1'] },
};
const cuda: Machine = { ...bare, nvidia: [gpu], hasCuda: true };

describe('candidates and gaps', () => {
  it.each<[string, Partial<Machine>, EngineId[], string | null]>([
    ['a CPU alone', {}, ['onnx-cpu'], null],
    ['a Vulkan driver without a GPU', { vulkanDrivers: ['lvp_icd.json'] }, ['onnx-cpu'], null],
    ['TensorFlow without a GPU', { hasTensorflow: true }, ['onnx-cpu'], null],
    ['a GPU without a driver', { renderDevices: ['0x1002:0x73bf'] }, ['onnx-cpu'], 'no Vulkan driver'],
    ['a GPU', { renderDevices: ['1:2'], vulkanDrivers: ['radeon_icd.json'] }, ['onnx-webgpu', 'onnx-cpu'], null],
    ['an NVIDIA GPU without CUDA', { nvidia: [gpu] }, ['onnx-cpu'], 'NVIDIA Example is not used by CUDA'],
    [
      'the same on ARM',
      { nvidia: [gpu], arch: 'arm64' },
      ['onnx-cpu'],
      'NVIDIA Example is not used: there is no Vulkan',
    ],
    ['CUDA', cuda, ['onnx-cuda', 'onnx-cpu'], null],
    [
      'all of them',
      { ...cuda, vulkanDrivers: ['nvidia_icd.json'], hasTensorflow: true },
      ['onnx-cuda', 'onnx-webgpu', 'tensorflow', 'onnx-cpu'],
      null,
    ],
    ['macOS', { platform: 'darwin', arch: 'arm64' }, ['onnx-webgpu', 'onnx-cpu'], null],
  ])('of %s', (_what, parts, candidates, gap) => {
    const machine = { ...bare, ...parts };
    expect(candidatesOn(machine)).toEqual(candidates);
    const texts = gapsOn(machine).map(({ text }) => text);
    expect(texts).toEqual(gap === null ? [] : [expect.stringContaining(gap)]);
  });
});

describe.skipIf(process.platform !== 'linux')('lookAtMachine', () => {
  const root = temporaryFolder('machine');
  afterEach(() => vi.unstubAllEnvs());

  it('reads GPUs from nvidia-smi, the kernel and the Vulkan loader', async () => {
    const script = path.join(root, 'nvidia-smi');
    writeFileSync(script, '#!/bin/sh\necho "NVIDIA Example, 600.1"\n');
    chmodSync(script, 0o755);
    for (const folder of ['dev/dri/renderD128', 'sys/class/drm/renderD128/device', 'usr/share/vulkan/icd.d']) {
      mkdirSync(path.join(root, folder), { recursive: true });
    }
    writeFileSync(path.join(root, 'sys/class/drm/renderD128/device/vendor'), '0x10de\n');
    writeFileSync(path.join(root, 'sys/class/drm/renderD128/device/device'), '0x2335\n');
    writeFileSync(path.join(root, 'usr/share/vulkan/icd.d/nvidia_icd.json'), '{}');
    vi.stubEnv('PATH', `${root}${path.delimiter}${process.env['PATH'] ?? ''}`);
    expect(await lookAtMachine(root, {})).toMatchObject({
      nvidia: [gpu],
      renderDevices: ['0x10de:0x2335'],
      vulkanDrivers: ['nvidia_icd.json'],
      versions: [expect.stringMatching(/^onnxruntime-node \d/) as string, expect.any(String) as string],
    });
  });

  it('finds none where nvidia-smi fails', async () => {
    const script = path.join(root, 'nvidia-smi');
    writeFileSync(script, '#!/bin/sh\nexit 9\n');
    chmodSync(script, 0o755);
    vi.stubEnv('PATH', `${root}${path.delimiter}${process.env['PATH'] ?? ''}`);
    expect((await lookAtMachine(path.join(root, 'empty'), {})).nvidia).toEqual([]);
  });
});

describe('EngineChooser', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(path.join(temporaryFolder('chooser'), 'lab.sqlite'));
  });
  afterEach(() => store.close());

  const config = runConfigSchema.parse({
    ...{ dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'tent', batchSize: 64 },
    shifts: [{ corruption: 'fog', severity: 5 }],
  });
  const run: Job = { kind: 'adapt', config };
  const speeds: Partial<Record<EngineId, number>> = { 'onnx-cuda': 100, 'onnx-cpu': 10 };

  function setUp(machine: () => Machine, perSecond = speeds) {
    const measured: Job[] = [];
    const kill = vi.fn();
    const start = (job: Job): { result: Promise<JobResult> } => {
      measured.push(job);
      const speed = job.kind === 'benchmark' ? perSecond[job.engine] : undefined;
      const result = { kind: 'benchmark', device: 'Example', forwardImagesPerSecond: 2, peakMemoryBytes: 1 } as const;
      return speed === undefined
        ? { result: Promise.reject(new LabError('job-crashed', 'The driver crashed.')) }
        : { result: Promise.resolve({ ...result, stepImagesPerSecond: speed }) };
    };
    const compute = { sibling: () => ({ start, kill, close: () => Promise.resolve() }) } as unknown as ComputeClient;
    const look = () => Promise.resolve(machine());
    const chooser = new EngineChooser({ store, compute, look, familyOf: ({ model }) => Promise.resolve(`${model}!`) });
    const stages: string[] = [];
    const stopping = new AbortController();
    const track = { report: (text: string) => void stages.push(text), signal: stopping.signal };
    return { chooser, measured, stages, track, stopping };
  }

  it('measures nothing on a CPU alone', async () => {
    const { chooser, measured, track } = setUp(() => bare);
    const reason = 'no GPU that an engine can use was found';
    expect(await chooser.prepare(run, track)).toEqual({ ...run, chosenEngine: { id: 'onnx-cpu', reason } });
    expect(measured).toEqual([]);
  });

  it('takes the fastest, says why, and measures a family once per computer', async () => {
    const { chooser, measured, stages, track } = setUp(() => cuda);
    const reason = 'measured 10.0 ms per image; onnx-cpu 100 ms';
    const prepared = { ...run, chosenEngine: { id: 'onnx-cuda', reason } };
    expect(await chooser.prepare(run, track)).toEqual(prepared);
    expect(measured).toMatchObject([
      { kind: 'benchmark', engine: 'onnx-cuda', model: 'quickstart', batchSize: 8 },
      { kind: 'benchmark', engine: 'onnx-cpu' },
    ]);
    expect(stages).toEqual([
      'Measuring which engine is fastest here: onnx-cuda',
      'Measuring which engine is fastest here: onnx-cpu',
    ]);
    expect(await setUp(() => cuda).chooser.prepare(run, track)).toEqual(prepared);
    expect(await chooser.describe()).toMatchObject({
      candidates: ['onnx-cuda', 'onnx-cpu'],
      races: [{ family: 'quickstart!', chosen: 'onnx-cuda', reason }],
    });
    await chooser.prepare({ ...run, config: { ...config, model: 'another' } }, track);
    expect(measured).toHaveLength(4);
  });

  it('measures the model of the quick start where nothing was measured before', async () => {
    const { chooser, measured, track } = setUp(() => cuda);
    await chooser.measureAgain(track);
    expect(measured).toMatchObject([{ model: 'quickstart', batchSize: 8 }, { engine: 'onnx-cpu' }]);
    expect((await chooser.describe()).races).toHaveLength(1);
  });

  it('measures again after a change of driver, and when it is asked to', async () => {
    let machine = cuda;
    const first = setUp(() => machine);
    await first.chooser.prepare(run, first.track);
    machine = { ...cuda, nvidia: [{ ...gpu, driver: '601' }] };
    const second = setUp(() => machine);
    await second.chooser.prepare(run, second.track);
    expect(second.measured).toHaveLength(2);
    await second.chooser.measureAgain(second.track);
    expect(second.measured).toHaveLength(4);
    await second.chooser.prepare(run, second.track);
    expect(second.measured).toHaveLength(4);
  });

  it('takes nothing that crashes, nor what renders in software', async () => {
    const crashing = setUp(() => cuda, { 'onnx-cpu': 10 });
    expect(await crashing.chooser.prepare(run, crashing.track)).toMatchObject({
      chosenEngine: { id: 'onnx-cpu', reason: 'measured 100 ms per image; onnx-cuda failed' },
    });
    expect((await crashing.chooser.describe()).races[0]?.entries[0]).toMatchObject({
      engine: 'onnx-cuda',
      problem: 'The driver crashed.',
    });
    const software = { ...bare, renderDevices: ['1:2'], vulkanDrivers: ['lvp_icd.json'] };
    const slow = setUp(() => software, { 'onnx-webgpu': 1, 'onnx-cpu': 10 });
    expect(await slow.chooser.prepare(run, slow.track)).toMatchObject({ chosenEngine: { id: 'onnx-cpu' } });
  });

  it('leaves alone what asks for an engine, and keeps that of a run that goes on', async () => {
    const { chooser, measured, track } = setUp(() => cuda);
    const asked: Job = { kind: 'adapt', config: { ...config, engine: 'wasm' } };
    expect(await chooser.prepare(asked, track)).toBe(asked);
    const expected = { engine: 'onnx-cpu', engineReason: 'it was the fastest' } as Extract<
      Job,
      { kind: 'adapt' }
    >['expected'];
    expect(await chooser.prepare({ ...run, expected: expected! }, track)).toMatchObject({
      chosenEngine: { id: 'onnx-cpu', reason: 'it was the fastest' },
    });
    expect(measured).toEqual([]);
  });

  it('gives a run the CPU where the chosen engine does not start, and measures again next time', async () => {
    const { chooser, measured, track } = setUp(() => cuda);
    const prepared = await chooser.prepare(run, track);
    const broken = new LabError('engine-unavailable', 'The GPU has no memory left.');
    const other = chooser.instead(prepared, broken, false);
    expect(other).toMatchObject({
      chosenEngine: { id: 'onnx-cpu', reason: 'onnx-cuda could not be started: The GPU has no memory left.' },
    });
    await chooser.prepare(run, track);
    expect(measured).toHaveLength(4);
    expect(chooser.instead(other!, broken, false)).toMatchObject({ chosenEngine: { id: 'wasm' } });
    expect(chooser.instead(chooser.instead(other!, broken, false)!, broken, false)).toBeUndefined();
  });

  it('gives nothing in place of a run that was computing, that was asked for, or whose settings are wrong', async () => {
    const { chooser, measured, track } = setUp(() => cuda);
    const prepared = await chooser.prepare(run, track);
    const crash = new LabError('job-crashed', 'The driver crashed.');
    expect(chooser.instead(prepared, new LabError('bad-input', 'No such folder.'), false)).toBeUndefined();
    expect(chooser.instead({ ...run, config: { ...config, engine: 'onnx-cuda' } }, crash, false)).toBeUndefined();
    await chooser.prepare(run, track);
    expect(measured).toHaveLength(2);
    expect(chooser.instead(prepared, crash, true)).toBeUndefined();
    await chooser.prepare(run, track);
    expect(measured).toHaveLength(4);
  });

  it('says what auto means without measuring', async () => {
    const { chooser, measured, track } = setUp(() => cuda);
    expect(await chooser.engineFor(config)).toBeUndefined();
    await chooser.prepare(run, track);
    expect(await chooser.engineFor(config)).toBe('onnx-cuda');
    expect(measured).toHaveLength(2);
    expect(await setUp(() => bare).chooser.engineFor(config)).toBe('onnx-cpu');
  });

  it('keeps nothing when it is stopped', async () => {
    const { chooser, measured, stopping, track } = setUp(() => cuda);
    const stopAfterFirst = { ...track, report: () => stopping.abort() };
    expect(await chooser.prepare(run, stopAfterFirst)).not.toHaveProperty('chosenEngine');
    expect(measured).toHaveLength(1);
    expect((await chooser.describe()).races).toEqual([]);
  });
});

it('says what a race has shown', () => {
  const entry = { device: null, forwardSecondsPerImage: null, problem: null };
  expect(raceReason([{ ...entry, engine: 'onnx-cpu', stepSecondsPerImage: 0.0012 }])).toBe(
    'measured 1.20 ms per image',
  );
});
