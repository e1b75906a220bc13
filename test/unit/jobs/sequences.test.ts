import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import type { JobEvent, RunFacts } from '../../../src-main/jobs/messages.ts';
import { performAdaptation } from '../../../src-main/jobs/perform-adaptation.ts';
import { Resources } from '../../../src-main/jobs/resources.ts';
import { configure } from '../../../src-main/runs/configure.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinyVit } from '../../support/tiny-vit.ts';

const model = writeTinyVit(join(temporaryFolder('sequences'), 'tiny.safetensors'));
const resources = new Resources();
afterAll(() => resources.dispose());

async function run(
  changes: Partial<RunConfigInput>,
  checkpoint?: Checkpoint,
  expected?: RunFacts,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const { config } = await configure({
    ...{ dataset: { kind: 'quickstart' }, model, method: 'tent', options: { lr: 0.01 }, policy: 'continual' },
    ...{ images: 12, batchSize: 4, engine: 'onnx-cpu', threads: 1, checkpointEvery: 1 },
    shifts: [
      { corruption: 'fog', severity: 2 },
      { corruption: 'clean', severity: 0 },
    ],
    ...changes,
  });
  const job = { kind: 'adapt', config, ...(checkpoint && { checkpoint }), ...(expected && { expected }) } as const;
  await performAdaptation(job, resources, uncontrolled, (event) => events.push(event));
  return events;
}

const startedIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'shift-started' ? [event.shift] : []));
const checkpointsIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint] : []));
const batchesIn = (events: readonly JobEvent[]) =>
  events.flatMap((event) => {
    if (event.type !== 'batch') return [];
    const { computeSeconds: _c, loadSeconds: _l, ...batch } = event.batch;
    return [{ at: event.position, ...batch }];
  });

describe('a recurring run', () => {
  it('meets the same images in each round, with the state of the round before', async () => {
    const events = await run({ rounds: 3 });
    const started = startedIn(events);
    expect(started.map(({ position, corruption }) => [position, corruption])).toEqual(
      [0, 1, 2, 3, 4, 5].map((position) => [position, position % 2 === 0 ? 'fog' : 'clean']),
    );
    const prints = started.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(2);
    expect(prints.slice(2)).toEqual([...prints.slice(0, 2), ...prints.slice(0, 2)]);
    const batches = batchesIn(events);
    expect(batches).toHaveLength(18);
    const once = batchesIn(await run({}));
    expect(batches.slice(0, 6)).toEqual(once);
    expect(batches[6]!.diagnostics).not.toEqual(once[0]!.diagnostics);
  });

  it('goes on exactly from the middle of any round', async () => {
    const changes = { rounds: 3, resetEvery: 5, method: 'cotta', options: {} };
    const whole = await run(changes);
    const checkpoints = checkpointsIn(whole);
    expect(checkpoints).toHaveLength(18);
    for (const at of [1, 4, 7, 9, 16]) {
      const rest = await run(changes, structuredClone(checkpoints[at]!));
      expect(batchesIn(rest)).toEqual(batchesIn(whole).slice(at + 1));
      expect(checkpointsIn(rest).at(-1)!.state).toEqual(checkpoints.at(-1)!.state);
    }
  });
});

it('a stream at measured speed keeps the cost of a step that was measured when the run began', async () => {
  const changes = { speed: 'measured', batchSize: 1, window: 3 } as const;
  const factsIn = (events: readonly JobEvent[]) =>
    events.flatMap((event) => (event.type === 'prepared' ? [event.facts] : []))[0]!;
  const whole = await run(changes);
  expect(factsIn(whole).measuredCost).toBeGreaterThanOrEqual(1);
  const expected = { ...factsIn(whole), measuredCost: 4.5 };
  const from = checkpointsIn(whole)[0]!;
  const rest = await run(changes, structuredClone(from), expected);
  expect(factsIn(rest)).toEqual(expected);
  const given = await run({ ...changes, speed: 'given', stepCost: 4.5 }, structuredClone(from));
  expect(batchesIn(rest)).toEqual(batchesIn(given));
  const adapted = batchesIn(rest).flatMap(({ at, index, adapted }) => (adapted ? [12 * at + index] : []));
  expect(adapted).toEqual([5, 10, 15, 20]);
});

it('a gradual run meets each severity up to that of the shift, and down again', async () => {
  const events = await run({ course: 'gradual', shiftOrder: 'shuffled', seed: 1 });
  const met = startedIn(events).map(({ corruption, severity }) => `${corruption}${severity}`);
  expect([
    ['fog1', 'fog2', 'fog1', 'clean0'],
    ['clean0', 'fog1', 'fog2', 'fog1'],
  ]).toContainEqual(met);
});
