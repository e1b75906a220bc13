import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { placeLabel, placeText, type DeviceSettings } from '../../../../src-shared/devices.ts';
import type { Machine } from '../../../../src-main/planning/engines/machine.ts';
import { devicesOn, placesOn } from '../../../../src-main/planning/engines/places.ts';
import { machineWith } from '../../../support/machines.ts';

const gpus = ['a', 'b'].map((letter) => ({ name: `NVIDIA ${letter}`, driver: '600.1', uuid: `GPU-${letter}` }));
const two = machineWith({ nvidia: gpus, hasCuda: true, vulkanDrivers: ['nvidia_icd.json'] });
const settings: DeviceSettings = { devices: null, jobsPerDevice: 1 };
const threads = { MGTTA_LAB_THREADS: String(availableParallelism()) };

describe('devicesOn', () => {
  it.each<[string, Partial<Machine>, NodeJS.ProcessEnv, string[]]>([
    ['a CPU alone', {}, {}, ['cpu Example CPU']],
    ['a GPU for WebGPU', { renderDevices: ['1:2'], vulkanDrivers: ['a'] }, {}, ['gpu0 WebGPU', 'cpu Example CPU']],
    ['GPUs without CUDA', { nvidia: gpus }, {}, ['cpu Example CPU']],
    ['two GPUs', two, {}, ['gpu0 NVIDIA a', 'gpu1 NVIDIA b', 'cpu Example CPU']],
    [
      'those with TensorFlow',
      { nvidia: gpus, hasTensorflow: true },
      {},
      ['gpu0 NVIDIA a', 'gpu1 NVIDIA b', 'cpu Example CPU'],
    ],
    ['a GPU given by its place', two, { CUDA_VISIBLE_DEVICES: '1' }, ['gpu0 NVIDIA b', 'cpu Example CPU']],
    ['a GPU given by its number', two, { CUDA_VISIBLE_DEVICES: 'GPU-b' }, ['gpu0 NVIDIA b', 'cpu Example CPU']],
    ['none of them given', two, { CUDA_VISIBLE_DEVICES: '' }, ['cpu Example CPU']],
  ])('of %s', (_what, machine, env, expected) => {
    const devices = devicesOn(machineWith(machine), env);
    // Without a GPU to bind to, WebGPU's may be left.
    const listed = devices.filter(({ name }) => name !== 'WebGPU' || machine !== two);
    expect(listed.map(({ id, name }) => `${id} ${name}`)).toEqual(expected);
  });
});

describe('placesOn', () => {
  const where = (machine: Machine, engine: string, asked = settings) =>
    placesOn(machine, asked, {})
      .filter(({ takes }) => takes(engine))
      .map(placeLabel);

  it('gives engines the devices that they compute on', () => {
    expect(where(two, 'onnx-cuda')).toEqual(['GPU 0', 'GPU 1']);
    expect(where(two, 'tensorflow')).toEqual(['GPU 0', 'GPU 1']);
    expect(where(two, 'onnx-webgpu')).toEqual(['GPU 0']);
    expect(where(two, 'onnx-cpu')).toEqual(['CPU']);
    expect(where(machineWith(), 'tensorflow')).toEqual(['CPU']);
    expect(where(machineWith(), 'onnx-webgpu')).toEqual(['CPU']);
  });

  it('uses the devices that are asked for; what fits none of them goes to the first', () => {
    expect(where(two, 'onnx-cuda', { ...settings, devices: ['gpu1'] })).toEqual(['GPU 1']);
    expect(where(two, 'onnx-cpu', { ...settings, devices: ['gpu1'] })).toEqual(['GPU 1']);
    // They are gone: what is there has to do.
    expect(where(two, 'onnx-cpu', { ...settings, devices: ['gpu7'] })).toEqual(['CPU']);
  });

  it('binds processes to their GPU and divides the threads among those of a kind', () => {
    const [first, second, processor] = placesOn(two, settings, threads).map(({ environment }) => environment);
    const share = String(Math.max(1, Math.floor(availableParallelism() / 2)));
    expect(first).toEqual({ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-a', MGTTA_LAB_THREADS: share });
    expect(second).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-b' });
    expect(processor).toEqual({});
    const jobs = placesOn(machineWith(), { devices: null, jobsPerDevice: 2 }, threads);
    expect(jobs.map(({ environment }) => environment)).toEqual([1, 2].map(() => ({ MGTTA_LAB_THREADS: share })));
    expect(jobs.map(placeText)).toEqual(['CPU · 1/2: Example CPU', 'CPU · 2/2: Example CPU']);
  });

  it('leaves the environment of a single GPU as it is', () => {
    const one = { ...two, nvidia: gpus.slice(0, 1) };
    expect(placesOn(one, settings, {}).map(({ environment }) => environment)).toEqual([{}, {}]);
  });
});
