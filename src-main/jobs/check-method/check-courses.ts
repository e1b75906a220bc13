import { median } from '../../../src-shared/statistics/median.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { openEngine } from '../../engines/engine-registry.ts';
import type { EngineId } from '../../engines/engine.ts';
import type { HostTensor } from '../../engines/engine.ts';
import { tent } from '../../methods/tent.ts';
import { failed, passed, skipped, type OwnCheck } from './outcome.ts';
import { compiled, deviation, isSameCourse, notFinite, type Course, type Trial } from './trial.ts';

const tolerance = 1e-3;
const costRounds = 7;

/** As it lies in the store, and back. */
function throughStore({ shape, dtype, data }: HostTensor): HostTensor {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
  return { shape, dtype, data: new arrays[dtype](Uint8Array.from(Buffer.from(bytes, 'base64')).buffer) };
}

const shapesOf = (state: Course['state']): string =>
  JSON.stringify(
    Object.entries(state)
      .map(([name, { shape, dtype }]) => [name, shape, dtype])
      .sort(),
  );

/** State, resume and reset, on one engine. */
export async function checkCourses(trial: Trial): Promise<{ checks: OwnCheck[]; course: Course }> {
  const engine = await openEngine('onnx-cpu', { threads: 1 });
  const half = Math.floor(trial.batches.length / 2);
  try {
    const first = compiled(trial, engine);
    const start = first.init();
    const course = await first.adapt(start);
    const [before, after] = [shapesOf(start), shapesOf(course.state)];
    const values = Object.values(start).reduce((sum, { data }) => sum + data.length, 0);
    const broken = notFinite(course.state);
    const state =
      before !== after
        ? failed('State', `A step changes names, shapes or types: ${before} becomes ${after}.`)
        : broken === undefined
          ? passed('State', `Of ${values} numbers (${Object.keys(start).join(', ')}), all finite after the steps.`)
          : failed('State', `${broken} is not finite after ${trial.batches.length} steps.`);

    const interrupted = await first.adapt(first.init(), 0, half);
    const stored = Object.entries(interrupted.state).map(([name, tensor]) => [name, throughStore(tensor)] as const);
    const second = compiled(trial, engine);
    const resumed = await second.adapt(Object.fromEntries(stored), half);
    const isSame = isSameCourse({ ...resumed, logits: [...interrupted.logits, ...resumed.logits] }, course);
    const resume = isSame
      ? passed('Resume', 'After interruption, storing and resuming, it gives the same numbers to the bit.')
      : failed(
          'Resume',
          'Gone on with after half of the batches it gives other numbers: it remembers outside its state.',
        );

    const again = await first.adapt(first.init());
    const reset = isSameCourse(again, course)
      ? passed('Reset', 'Reset, it begins as it did at first.')
      : failed('Reset', 'Reset, it does not begin as it did at first: it remembers outside its state.');
    await first.dispose();
    await second.dispose();
    return { checks: [state, resume, reset], course };
  } finally {
    await engine.dispose();
  }
}

/** Whether another engine gives the same numbers, but for rounding. */
export async function checkEngine(trial: Trial, course: Course, id: EngineId): Promise<OwnCheck> {
  const name = `Engine ${id}`;
  try {
    const engine = await openEngine(id, { threads: 1 });
    try {
      const runner = compiled(trial, engine);
      const other = await runner.adapt(runner.init());
      await runner.dispose();
      const share = deviation(course, other);
      const text = `Logits differ from those of onnx-cpu by ${share.toExponential(1)} of the largest.`;
      return share <= tolerance ? passed(name, text) : failed(name, text);
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    if (error instanceof LabError && error.code === 'engine-unavailable') return skipped(name, error.message);
    throw error;
  }
}

/** Cost of a step beside one of TENT, measured in turns. */
export async function checkCost(trial: Trial): Promise<OwnCheck> {
  const engine = await openEngine('onnx-cpu', {});
  try {
    const runners = [trial.method, tent].map((method) => compiled({ ...trial, method }, engine));
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round <= costRounds; round++) {
      for (const [index, runner] of runners.entries()) {
        const began = performance.now();
        await runner.adapt(runner.init(), 0, 1);
        if (round > 0) times[index]!.push(performance.now() - began);
      }
    }
    for (const runner of runners) await runner.dispose();
    const [own, tents] = times.map(median) as [number, number];
    const size = trial.batches[0]?.size ?? 0;
    const share = (own / tents).toFixed(2);
    return passed(
      'Cost',
      `${share} × TENT: ${own.toFixed(0)} ms a step of ${size} images, TENT ${tents.toFixed(0)} ms (embedded model, onnx-cpu).`,
    );
  } finally {
    await engine.dispose();
  }
}
