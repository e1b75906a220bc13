import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { responsesOf } from '../../../src-main/mgg/responses.ts';
import { sequencesOf } from '../../../src-main/mgg/sequences.ts';
import { fitResponse } from '../../../src-shared/generator/fits.ts';
import { responseAxis, type Fit, type HandMade } from '../../../src-shared/generator/view.ts';
import { handMadeMgg } from '../../support/hand-made-mgg.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

const surface = (u: (x1: number, x2: number) => number): number[] =>
  responseAxis.flatMap((x2) => responseAxis.map((x1) => u(x1, x2)));

const fitOf = (fits: readonly Fit[], kind: HandMade): Fit => fits.find((fit) => fit.kind === kind)!;

async function nearestTo(a: number, b: number) {
  const [response] = await responsesOf(engine, handMadeMgg(a, b), [{ id: 'start' }]);
  return response!;
}

describe('hand-made generators', () => {
  it('set to tanh(x₁) are recognised with R² = 1', async () => {
    const { fits, nearest } = await nearestTo(1, 0);
    const { r2, parameters } = fitOf(fits, 'tanh');
    expect(nearest).toBe('tanh');
    expect(r2).toBeCloseTo(1, 6);
    expect(parameters['s']).toBeCloseTo(1, 3);
  });

  it('that go by the gradient alone are, too', async () => {
    const { fits, nearest } = await nearestTo(0, 0.7);
    expect(nearest).toBe('gradient');
    expect(fitOf(fits, 'gradient').r2).toBeCloseTo(1, 6);
    expect(fitOf(fits, 'tanh').r2).toBeLessThan(0.1);
  });

  it('and those that take the sign of the momentum', async () => {
    const { fits, nearest } = await nearestTo(1000, 0);
    expect(nearest).toBe('sign');
    expect(fitOf(fits, 'sign')).toMatchObject({ parameters: { a: 1 }, r2: 1 });
  });

  it('and those that are linear', async () => {
    const { fits, nearest } = await nearestTo(0.01, 0.02);
    const { r2, parameters } = fitOf(fits, 'linear');
    expect(nearest).toBe('linear');
    expect(r2).toBeCloseTo(1, 4);
    expect(parameters['a']).toBeCloseTo(0.01, 5);
    expect(parameters['b']).toBeCloseTo(0.02, 5);
  });

  it('answer without a memory, whatever they have seen', async () => {
    const [constant, alternating] = await sequencesOf(engine, handMadeMgg(0, 1));
    expect(constant!.update).toEqual(constant!.frozen);
    expect(alternating!.update.slice(0, 4).map(Math.sign)).toEqual([1, -1, 1, -1]);
  });
});

describe('fits', () => {
  it('find the parameters of what they fit', () => {
    for (const s of [-3, 0.2, 2.5]) {
      const fit = fitOf(
        fitResponse(
          responseAxis,
          surface((x1) => Math.tanh(s * x1)),
        ).fits,
        'tanh',
      );
      expect(fit.parameters['s']).toBeCloseTo(s, 5);
      expect(fit.r2).toBeCloseTo(1, 9);
    }
    const { fits } = fitResponse(
      responseAxis,
      surface((x1, x2) => 0.3 * x1 - 0.1 * x2),
    );
    expect(fitOf(fits, 'linear').parameters['a']).toBeCloseTo(0.3, 9);
    expect(fitOf(fits, 'linear').parameters['b']).toBeCloseTo(-0.1, 9);
  });

  it('say nothing of a response that is the same everywhere', () => {
    const { fits, nearest } = fitResponse(
      responseAxis,
      surface(() => 0),
    );
    expect(nearest).toBeNull();
    expect(fits.map(({ r2 }) => r2)).toEqual([null, null, null, null]);
  });
});

describe('a generator laid open', () => {
  it.each(['gml', 'lstm'] as const)('has responses of its start, of stored memories and of none (%s)', async (kind) => {
    const mgg = untrainedMgg(3, { kind });
    const memory =
      kind === 'gml'
        ? { weight: Array<number>(64).fill(0.3), bias: Array<number>(8).fill(0.1) }
        : { hidden: Array<number>(8).fill(0.5), cell: Array<number>(8).fill(0.5) };
    const [start, frozen, stored] = await responsesOf(engine, mgg, [
      { id: 'start' },
      { id: 'frozen' },
      { id: 'stored', memory },
    ]);
    expect(start!.values).toHaveLength(responseAxis.length ** 2);
    expect(stored!.values).not.toEqual(start!.values);
    if (kind === 'gml') expect(frozen!.values).not.toEqual(start!.values);
    await expect(responsesOf(engine, mgg, [{ id: 'x', memory: { weight: [1] } }])).rejects.toThrow('another size');
  });

  it('remembers: its memory leaves the start and the update is another than without', async () => {
    const [constant, , impulse] = await sequencesOf(engine, untrainedMgg(1));
    expect(constant!.distance.at(-1)).toBeGreaterThan(constant!.distance[0]!);
    expect(constant!.update).not.toEqual(constant!.frozen);
    expect(impulse!.gradient.reduce((sum, value) => sum + value, 0)).toBe(1);
  });
});
