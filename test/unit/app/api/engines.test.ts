import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineReport } from '../../../../src-shared/api/lab.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import type { Job, JobResult } from '../../../../src-main/jobs/messages.ts';
import type { ApiContext } from '../../../../src-main/app/api/context.ts';
import { enginesApi } from '../../../../src-main/app/api/engines.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../../src-main/store/store.ts';
import { temporaryFile } from '../../store/support.ts';

const reports: EngineReport[] = [
  { id: 'onnx-cpu', available: true, device: 'CPU' },
  { id: 'tensorflow', available: false, reason: 'TensorFlow is not installed.' },
  { id: 'wasm', available: true },
];
const measured: JobResult = {
  kind: 'benchmark',
  device: 'CPU',
  forwardImagesPerSecond: 900,
  stepImagesPerSecond: 300,
  peakMemoryBytes: 1000,
};

let store: Store;
beforeEach(() => {
  store = openStore(temporaryFile());
});
afterEach(() => store.close());

function setUp(performInTurn: (job: Job) => Promise<JobResult | 'withdrawn'> = () => Promise.resolve(measured)) {
  const close = vi.fn(() => Promise.resolve());
  const detect = vi.fn((): Promise<JobResult> => Promise.resolve({ kind: 'engines', engines: reports }));
  const compute = { sibling: () => ({ start: () => ({ result: detect() }), close }) };
  const events = new EventHub();
  const received = vi.fn();
  events.subscribe(received);
  const context = { scheduler: { perform: performInTurn }, store, hub: events, compute } as unknown as ApiContext;
  const api = enginesApi(context, { model: (file) => Promise.resolve(file) });
  return { api, close, detect, received };
}

describe('listEngines', () => {
  it('asks once, in a process that ends', async () => {
    const { api, close, detect } = setUp();
    expect(await Promise.all([api.listEngines({}), api.listEngines({})])).toEqual([reports, reports]);
    expect(detect).toHaveBeenCalledOnce();
    expect(close).toHaveBeenCalledOnce();
  });

  it('asks again after a failure', async () => {
    const { api, detect } = setUp();
    detect.mockRejectedValueOnce(new LabError('job-crashed', 'The driver crashed.'));
    await expect(api.listEngines({})).rejects.toMatchObject({ code: 'job-crashed' });
    expect(await api.listEngines({})).toEqual(reports);
  });
});

describe('benchmark', () => {
  it('keeps the latest result of each engine, and does not try what is not there', async () => {
    const { api, received } = setUp();
    const results = await api.benchmark({ engines: ['onnx-cpu', 'tensorflow', 'onnx-cpu'] });
    expect(results).toMatchObject([
      { engine: 'onnx-cpu', stepImagesPerSecond: 300, problem: null },
      { engine: 'tensorflow', stepImagesPerSecond: null, problem: 'TensorFlow is not installed.' },
    ]);
    await api.benchmark({ engines: ['onnx-cpu'] });
    expect((await api.listBenchmarks({})).map(({ engine }) => engine)).toEqual(['tensorflow', 'onnx-cpu']);
    expect(received).toHaveBeenCalledTimes(3);
    expect(received).toHaveBeenCalledWith({ topic: 'changed', payload: { what: 'benchmarks' } });
  });

  it('notes why an engine failed and goes on with the next', async () => {
    const { api, close } = setUp((job) =>
      job.kind === 'benchmark' && job.engine === 'wasm'
        ? Promise.reject(new LabError('job-crashed', 'The compute process ended unexpectedly.'))
        : Promise.resolve(measured),
    );
    expect(await api.benchmark({ engines: ['wasm', 'onnx-cpu'] })).toMatchObject([
      { engine: 'wasm', problem: 'The compute process ended unexpectedly.' },
      { engine: 'onnx-cpu', problem: null },
    ]);
    expect(close).toHaveBeenCalledTimes(3);
  });

  it.each<[string, JobResult | 'withdrawn']>([
    ['before its turn', 'withdrawn'],
    ['under way', { ...measured, stepImagesPerSecond: null }],
  ])('keeps nothing when it is stopped %s', async (_when, outcome) => {
    const { api } = setUp(() => Promise.resolve(outcome));
    await expect(api.benchmark({ engines: ['onnx-cpu'] })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await api.listBenchmarks({})).toEqual([]);
  });

  it('is one at a time', async () => {
    let finish = (): void => undefined;
    const { api } = setUp(() => new Promise((resolve) => (finish = () => resolve(measured))));
    const first = api.benchmark({ engines: ['onnx-cpu'] });
    await expect(api.benchmark({ engines: ['wasm'] })).rejects.toMatchObject({ code: 'bad-input' });
    await vi.waitFor(() => {
      finish();
      expect(store.readValue('benchmarks')).not.toBeNull();
    });
    await first;
    const again = api.benchmark({ engines: ['wasm'] });
    await new Promise((resolve) => setTimeout(resolve, 5));
    finish();
    expect(await again).toHaveLength(1);
  });

  it('reads over results of another version', async () => {
    store.writeValue('benchmarks', [{ engine: 'abacus' }]);
    expect(await setUp().api.listBenchmarks({})).toEqual([]);
  });
});
