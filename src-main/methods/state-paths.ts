import type { HostTensor, Named } from '../engines/engine.ts';
import type { Tensor } from '../engines/tfjs.ts';
import { flatten, unflattenLike, type Unflatten } from '../engines/tree.ts';
import type { BoundMethod, BoundStages, BoundStep } from './method.ts';

/**
 * A method whose state is a tree as one whose state goes by the paths of its tensors: the one place where a method's state
 * passes from one form to the other. The tree of `init` is the model for all others.
 */
export function byPaths<S>(bound: BoundStep<S> | BoundStages<S>): BoundMethod {
  let known: Unflatten<S> | undefined;
  const unflatten = (): Unflatten<S> => (known ??= unflattenLike<S, HostTensor>(bound.init()));
  const init = (): Named<HostTensor> => {
    const state = bound.init();
    known ??= unflattenLike<S, HostTensor>(state);
    return flatten<HostTensor>(state);
  };
  if ('step' in bound) {
    return {
      ...bound,
      init,
      step(images, state, constants, draws) {
        const result = bound.step(images, unflatten()(state), constants, draws);
        return { ...result, state: flatten<Tensor>(result.state) };
      },
      predict: (images, state, constants) => bound.predict(images, unflatten()(state), constants),
    };
  }
  return {
    ...bound,
    init,
    async open(batchSize, compile) {
      const driver = await bound.open(batchSize, compile);
      return {
        async adapt({ state, ...batch }) {
          const result = await driver.adapt({ ...batch, state: unflatten()(state) });
          return { ...result, state: flatten<HostTensor>(result.state) };
        },
        predict: ({ state, ...batch }) => driver.predict({ ...batch, state: unflatten()(state) }),
      };
    },
  };
}
