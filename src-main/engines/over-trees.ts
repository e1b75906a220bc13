import type { Engine, FlatEngine, HostTensor, Signature, Step, TensorFunction, TensorSpec } from './engine.ts';
import type { Tensor } from './tfjs.ts';
import { flatten, unflattenLike, type TensorTree, type Tree, type Unflatten } from './tree.ts';

/** An engine for functions of trees, out of one for functions of tensors by name: trees go there and back by their paths. */
export function overTrees(engine: FlatEngine): Engine {
  async function compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    fn: TensorFunction<I, O>,
    { label, inputs, constants }: Signature<I>,
  ): Promise<Step<I, O>> {
    // Shapes and types alone: nothing is to hold on to values that are given to describe inputs.
    const specs: Record<string, TensorSpec> = {};
    for (const [name, { shape, dtype }] of Object.entries(flatten<TensorSpec>(inputs))) specs[name] = { shape, dtype };
    const inputsOf = unflattenLike(inputs);
    let outputsOf: Unflatten<O> | undefined;
    const named: TensorFunction = (tensors, frozen) => {
      const outputs = fn(inputsOf(tensors), frozen);
      outputsOf ??= unflattenLike(outputs);
      return flatten<Tensor>(outputs);
    };
    const step = await engine.compile(named, { label, inputs: specs, constants });
    return {
      run: async (given) => {
        const outputs = await step.run(flatten<HostTensor>(given));
        // The function has been called by now, when it was traced or by this very run.
        return outputsOf!<HostTensor>(outputs);
      },
      dispose: () => step.dispose(),
    };
  }
  return { description: engine.description, compile, memory: () => engine.memory(), dispose: () => engine.dispose() };
}
