import type { Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import type { Named } from '../engines/engine.ts';
import { withGradient } from './gradient.ts';
import { foaLoss } from './losses.ts';
import type { MethodContext } from './method.ts';

export interface FoaGradient {
  readonly gradient: Tensor;
  readonly logits: Tensor;
  readonly diagnostics: { readonly loss: Tensor; readonly entropy: Tensor; readonly discrepancy: Tensor };
}

/** Forward and backward pass of the loss of docs/method.md §2: what FOA-SGD, FOA-Adam and MGTTA share. */
export function foaGradient(
  context: Pick<MethodContext, 'model'>,
  images: Tensor,
  theta: Tensor,
  constants: Named<Tensor>,
  lambda: number,
): FoaGradient {
  const statistics = { std: need(constants, 'source.std'), mean: need(constants, 'source.mean') };
  const { gradient, result } = withGradient(theta, (parameters) => {
    const { logits, features } = context.model.forward(images, parameters, constants);
    return { logits, ...foaLoss(logits, features, statistics, lambda) };
  });
  const { logits, ...diagnostics } = result;
  return { gradient, logits, diagnostics };
}
