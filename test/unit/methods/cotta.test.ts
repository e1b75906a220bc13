import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { tf } from '../../../src-main/engines/tfjs.ts';
import { MethodRunner, type BatchResult } from '../../../src-main/experiments/method-runner.ts';
import { augmentations } from '../../../src-main/methods/augment/tta-augment.ts';
import { symmetricCrossEntropy } from '../../../src-main/methods/cotta-update.ts';
import { drawPlaces, layoutOf, restore, sourceWeights } from '../../../src-main/methods/cotta-weights.ts';
import { cotta } from '../../../src-main/methods/cotta.ts';
import type { MethodState } from '../../../src-main/methods/method.ts';
import { seeded } from '../../../src-shared/random.ts';
import { batch, context } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

const none: Named<HostTensor> = {
  restore: { dtype: 'int32', shape: [0], data: new Int32Array() },
  augmentation: { dtype: 'int32', shape: [1], data: Int32Array.of(5) },
};
const weights = sourceWeights(context.model);
const layout = layoutOf(weights);
const total = layout.reduce((sum, { size }) => sum + size, 0);

async function steps(
  options: Readonly<Record<string, unknown>>,
  draws: readonly Named<HostTensor>[],
): Promise<BatchResult[]> {
  const bound = cotta.bind(context, { lr: 0.05, ...options });
  const runner = new MethodRunner(engine, 'CoTTA', bound, context.model);
  let state: MethodState = bound.init();
  const results: BatchResult[] = [];
  for (const [t, drawn] of draws.entries()) {
    const result = await runner.run('step', batch(30 + t).data as Float32Array, 4, state, drawn);
    results.push(result);
    ({ state } = result);
  }
  await runner.dispose();
  return results;
}

describe('CoTTA', () => {
  it('adapts every weight and bias, and neither the class token nor the positions', async () => {
    const [first] = await steps({}, [none]);
    const { state } = first!;
    const names = layout.map(({ name }) => name);
    expect(names).toContain('patch_embed.proj.weight');
    expect(names).toContain('head.bias');
    expect(names).not.toContain('cls_token');
    for (const { name } of layout) {
      const now = state[name === 'theta' ? name : `student.${name}`]!;
      // Attention does not change when all keys move alike.
      const half = name.endsWith('kv.bias') ? now.data.length / 2 : 0;
      const moved = now.data.slice(half).some((value, i) => value !== weights[name]!.data[half + i]);
      expect(moved, name).toBe(true);
    }
    expect(context.model.theta).toBe(weights['theta']);
  });

  it('averages the student into the teacher, which predicts', async () => {
    const [first, second] = await steps({ decay: 0.5 }, [none, none]);
    const [student, teacher] = [first!.state['student.head.bias']!, first!.state['teacher.head.bias']!];
    const source = weights['head.bias']!;
    teacher.data.forEach((value, i) => {
      expect(value).toBeCloseTo(0.5 * source.data[i]! + 0.5 * student.data[i]!, 6);
    });
    const bound = cotta.bind(context, {});
    const runner = new MethodRunner(engine, 'CoTTA', bound, context.model);
    const predicted = await runner.run('predict', batch(31).data as Float32Array, 4, first!.state);
    await runner.dispose();
    predicted.logits.data.forEach((value, i) => expect(second!.logits.data[i]).toBeCloseTo(value, 6));
  });

  it('restores drawn places after the teacher has seen the student', async () => {
    const places = Int32Array.of(0, 5, total - 1);
    const restored = { ...none, restore: { dtype: 'int32', shape: [3], data: places } } as const;
    const [plain] = await steps({}, [none]);
    const [back] = await steps({}, [restored]);
    expect(back!.state['theta']!.data[5]).toBe(weights['theta']!.data[5]);
    expect(back!.state['theta']!.data[4]).toBe(plain!.state['theta']!.data[4]);
    expect(back!.state['student.head.bias']!.data.at(-1)).toBe(weights['head.bias']!.data.at(-1));
    expect(back!.state['teacher.theta']).toEqual(plain!.state['teacher.theta']);
    expect(back!.state['velocity.theta']).toEqual(plain!.state['velocity.theta']);
    expect(back!.diagnostics['restored_share']).toBeCloseTo(3 / total, 12);
    expect(weights['theta']).toEqual(cotta.bind(context, {}).init()['theta']);
  });

  it('lets the teacher average over augmented images where the source model is not confident', async () => {
    const [confident] = await steps({ threshold: 0 }, [none]);
    const [unsure] = await steps({ threshold: 1, augmentations: 2 }, [none]);
    expect(confident!.diagnostics['augmented']).toBe(0);
    expect(unsure!.diagnostics['augmented']).toBe(1);
    const bound = cotta.bind(context, {});
    const runner = new MethodRunner(engine, 'CoTTA', bound, context.model);
    const copies = [...augmentations(batch(30), { copies: 2, seed: 5, range: 'image' })];
    const logits = await Promise.all(
      copies.map(async ({ data }) => (await runner.run('predict', data as Float32Array, 4, bound.init())).logits.data),
    );
    await runner.dispose();
    unsure!.logits.data.forEach((value, i) => expect(value).toBeCloseTo((logits[0]![i]! + logits[1]![i]!) / 2, 5));
  });
});

describe('drawPlaces', () => {
  it('draws each place with the same probability, in ascending order', () => {
    const places = drawPlaces(200_000, 0.01, seeded(3));
    expect(places.length).toBeGreaterThan(1800);
    expect(places.length).toBeLessThan(2200);
    expect([...places]).toEqual([...new Set(places)].sort((a, b) => a - b));
    const early = places.filter((place) => place < 100_000).length / places.length;
    expect(early).toBeGreaterThan(0.45);
    expect(early).toBeLessThan(0.55);
  });

  it('draws none or all', () => {
    expect(drawPlaces(5, 0, seeded(1))).toEqual(new Int32Array());
    expect(drawPlaces(5, 1, seeded(1))).toEqual(Int32Array.of(0, 1, 2, 3, 4));
  });
});

it('restores across the borders of weights', () => {
  const named = (values: number[]): Named<HostTensor> => ({
    a: float32(Float32Array.from(values.slice(0, 2))),
    b: float32(Float32Array.from(values.slice(2))),
  });
  const student = named([1, 2, 3, 4, 5]);
  restore(layoutOf(student), student, named([-1, -2, -3, -4, -5]), Int32Array.of(1, 2, 4));
  expect([...student['a']!.data, ...student['b']!.data]).toEqual([1, -2, -3, 4, -5]);
});

it('takes the cross entropy in both directions', async () => {
  const step = await engine.compile((inputs) => ({ loss: symmetricCrossEntropy(inputs['a'], tf.zeros([1, 2])) }), {
    label: 'loss',
    inputs: { a: float32(Float32Array.of(Math.log(3), 0), [1, 2]) },
    constants: {},
  });
  const { loss } = await step.run({ a: float32(Float32Array.of(Math.log(3), 0), [1, 2]) });
  const [p, q] = [0.75, 0.25];
  expect(loss.data[0]).toBeCloseTo(-0.5 * 0.5 * (Math.log(p) + Math.log(q)) - 0.5 * Math.log(0.5), 6);
});
