import { LabError } from '../../src-shared/errors.ts';
import { fitResponse } from '../../src-shared/generator/fits.ts';
import { responseAxis, shortened, type Response } from '../../src-shared/generator/view.ts';
import { constant, float32, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { mapEach } from '../engines/tree.ts';
import { generatorRules, startMemory } from './kinds.ts';
import type { MggWeights } from './weights.ts';

/** The memory of one parameter, by its parts. */
export type OneMemory = Readonly<Record<string, readonly number[]>>;

/** The points at which responses are evaluated: [n, 2], x₁ fastest. */
function grid(): HostTensor {
  const points = responseAxis.flatMap((x2) => responseAxis.flatMap((x1) => [x1, x2]));
  return float32(Float32Array.from(points), [points.length / 2, 2]);
}

/** @throws LabError `bad-input` for a memory of another generator */
function hostMemory(mgg: MggWeights, memory: OneMemory | undefined): Record<string, HostTensor> {
  return mapEach(startMemory(mgg, 1), (start, name) => {
    const values = memory ? (memory[name] ?? []) : start.data;
    if (values.length !== start.data.length) {
      throw new LabError('bad-input', 'This memory belongs to a generator of another size.');
    }
    return float32(Float32Array.from(values), start.shape);
  });
}

/**
 * u(x₁, x₂) of memories over the grid, with the hand-made optimisers that are nearest.
 * @param memories by ids; those of streams' starts where there is none
 */
export async function responsesOf(
  engine: Engine,
  mgg: MggWeights,
  memories: readonly (Omit<Response, 'values' | 'fits' | 'nearest'> & { readonly memory?: OneMemory })[],
): Promise<Response[]> {
  const features = grid();
  const n = features.shape[0]!;
  const { generate } = generatorRules[mgg.kind];
  const open = (write: boolean) =>
    engine.compile(
      (inputs: { features: Tensor; memory: Named<Tensor> }, constants) => {
        const tiled = mapEach(inputs.memory, (one) => tf.tile(one, [n, ...one.shape.slice(1).map(() => 1)]));
        return { update: generate(constants, tiled, inputs.features, write).update };
      },
      {
        label: 'response of a generator',
        inputs: { features, memory: hostMemory(mgg, undefined) },
        constants: mapEach(mgg.tensors, constant),
      },
    );
  const [writing, frozen] = [await open(true), await open(false)];
  const responses: Response[] = [];
  for (const { memory, ...rest } of memories) {
    const step = rest.id === 'frozen' ? frozen : writing;
    const { update } = await step.run({ features, memory: hostMemory(mgg, memory) });
    const values = Array.from(update.data, shortened);
    responses.push({ ...rest, values, ...fitResponse(responseAxis, values) });
  }
  await writing.dispose();
  await frozen.dispose();
  return responses;
}
