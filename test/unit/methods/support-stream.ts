import { seeded } from '../../../src-shared/random.ts';
import type { Named } from '../../../src-main/engines/engine.ts';
import { MethodRunner, type BatchResult } from '../../../src-main/experiments/method-runner.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { batch, contextFor, eager } from './support.ts';

/** Runs a method over batches of random images, one for each seed, and returns all that it found about them, details only where asked. */
export async function results(
  id: string,
  options: Named<unknown>,
  seeds: readonly number[],
  size = 4,
  details = true,
): Promise<BatchResult[]> {
  const engine = await cpuEngine();
  const context = { ...contextFor(id), batchSize: size };
  const bound = findMethod(id).bind(context, { ...eager[id], ...options });
  const runner = new MethodRunner(engine, id, bound, context.model, { details });
  let state = bound.init();
  const found: BatchResult[] = [];
  for (const seed of seeds) {
    const draws = runner.draw(size, seeded(seed));
    const result = await runner.run('step', batch(seed, size).data as Float32Array, size, state, draws);
    ({ state } = result);
    found.push(result);
  }
  await runner.dispose();
  return found;
}

/** The values of a tensor of the state after each batch. */
export function stateOf(found: readonly BatchResult[], name: string): number[][] {
  return found.map(({ state }) => [...(state[name]?.data ?? [])]);
}
