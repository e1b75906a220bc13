import type {
  Engine,
  FlatEngine,
  FlatStep,
  HostTensor,
  Signature,
  Stateful,
  StatefulStep,
  Step,
  StepTensor,
  TensorFunction,
  TensorSpec,
} from './engine.ts';
import type { Tensor } from './tfjs.ts';
import { flatten, unflattenLike, type TensorTree, type Tree, type Unflatten } from './tree.ts';

/** The tree of outputs under a prefix, so that names of two trees stay apart. */
const under = (prefix: string, tree: TensorTree): Record<string, Tensor> => flatten<Tensor>({ [prefix]: tree });

/** An engine for functions of trees, out of one for functions of tensors by name: trees go there and back by their paths. */
export function overTrees(engine: FlatEngine): Engine {
  /** Compiles a function of a tree, whose outputs are flattened by the caller. */
  function compileFlat<I extends Tree<TensorSpec>>(
    fn: TensorFunction<I>,
    { label, inputs, constants }: Signature<I>,
    stays?: (output: string) => boolean,
  ): Promise<FlatStep> {
    // Shapes and types alone: nothing is to hold on to values that are given to describe inputs.
    const specs: Record<string, TensorSpec> = {};
    for (const [name, { shape, dtype }] of Object.entries(flatten<TensorSpec>(inputs))) specs[name] = { shape, dtype };
    const inputsOf = unflattenLike(inputs);
    const named: TensorFunction = (tensors, frozen) => fn(inputsOf(tensors), frozen);
    return engine.compile(named, { label, inputs: specs, constants, ...(stays && { stays }) });
  }

  async function compile<I extends Tree<TensorSpec>, O extends TensorTree>(
    fn: TensorFunction<I, O>,
    signature: Signature<I>,
  ): Promise<Step<I, O>> {
    let outputsOf: Unflatten<O> | undefined;
    const step = await compileFlat<I>((inputs, constants) => {
      const outputs = fn(inputs, constants);
      outputsOf ??= unflattenLike(outputs);
      return flatten<Tensor>(outputs);
    }, signature);
    return {
      run: async (given) => {
        const { host } = await step.run(flatten<StepTensor>(given));
        // The function has been called by now, when it was traced or by this very run.
        return outputsOf!<HostTensor>(host);
      },
      dispose: () => step.dispose(),
    };
  }

  async function compileStateful<I extends Tree<TensorSpec>, O extends TensorTree, S extends TensorTree>(
    fn: TensorFunction<I, Stateful<O, S>>,
    signature: Signature<I>,
  ): Promise<StatefulStep<I, O, S>> {
    let resultsOf: Unflatten<{ readonly results: O }> | undefined;
    let stateOf: Unflatten<{ readonly state: S }> | undefined;
    const whole: TensorFunction<I> = (inputs, constants) => {
      const { results, state } = fn(inputs, constants);
      resultsOf ??= unflattenLike({ results });
      stateOf ??= unflattenLike({ state });
      return { ...under('results', results), ...under('state', state) };
    };
    const step = await compileFlat(whole, signature, (output) => output.startsWith('state.'));
    return {
      run: async (given) => {
        const { host, resident } = await step.run(flatten<StepTensor>(given));
        const { results } = resultsOf!<HostTensor>(host);
        const { state } = stateOf!<StepTensor>({ ...host, ...resident });
        return { results, state };
      },
      dispose: () => step.dispose(),
    };
  }

  const { description, keepsState } = engine;
  return {
    description,
    keepsState,
    compile,
    compileStateful,
    memory: () => engine.memory(),
    dispose: () => engine.dispose(),
  };
}
