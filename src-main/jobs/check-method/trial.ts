import type { Batch } from '../../data/stream.ts';
import type { Engine, HostTensor, Named } from '../../engines/engine.ts';
import { MethodRunner } from '../../experiments/method-runner.ts';
import { isFinite32 } from '../../experiments/tensors.ts';
import type { Method, MethodContext, MethodState } from '../../methods/method.ts';
import { seeded } from '../../../src-shared/random.ts';

/** A method as it is tried: on the embedded model and some of its images. */
export interface Trial {
  readonly method: Method;
  readonly context: MethodContext;
  readonly batches: readonly Batch[];
}

/** Results of some batches. */
export interface Course {
  /** Of each batch. */
  readonly logits: readonly Float32Array[];
  /** After the last one. */
  readonly state: MethodState;
}

/** A method bound anew and compiled on an engine. */
export interface Compiled {
  init(): MethodState;
  /** Adapts to the batches from `first` on, up to `end`. */
  adapt(state: MethodState, first?: number, end?: number): Promise<Course>;
  dispose(): Promise<void>;
}

export function compiled({ method, context, batches }: Trial, engine: Engine): Compiled {
  const bound = method.bind(context, {});
  const runner = new MethodRunner(engine, method.id, bound, context.model);
  return {
    init: () => bound.init(),
    async adapt(start, first = 0, end = batches.length) {
      let state = start;
      const logits: Float32Array[] = [];
      for (const { images, size, index } of batches.slice(first, end)) {
        const result = await runner.run('step', images, size, state, runner.draw(size, seeded(index)));
        state = result.state;
        logits.push(result.logits.data as Float32Array);
      }
      return { logits, state };
    },
    dispose: () => runner.dispose(),
  };
}

const isSame = (a: HostTensor['data'], b: HostTensor['data']): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]));

/** Whether two courses are the same, bit by bit. */
export function isSameCourse(a: Course, b: Course): boolean {
  const logits = a.logits.length === b.logits.length && a.logits.every((one, index) => isSame(one, b.logits[index]!));
  const names = Object.keys(a.state);
  return (
    logits &&
    names.length === Object.keys(b.state).length &&
    names.every((name) => b.state[name] !== undefined && isSame(a.state[name]!.data, b.state[name].data))
  );
}

/** Largest difference of logits, as a share of the largest of them. */
export function deviation(a: Course, b: Course): number {
  let [difference, largest] = [0, 1e-12];
  for (const [index, logits] of a.logits.entries()) {
    for (const [at, value] of logits.entries()) {
      difference = Math.max(difference, Math.abs(value - b.logits[index]![at]!));
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return difference / largest;
}

/** The first tensor of a state that is not finite. */
export const notFinite = (state: Named<HostTensor>): string | undefined =>
  Object.keys(state).find((name) => !isFinite32(state[name]!));
