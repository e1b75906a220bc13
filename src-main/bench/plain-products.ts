import { seeded } from '../../src-shared/random.ts';
import { constant, float32, sizeOf, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { productFlops, type Product } from './flops.ts';

/** Numbers that no product of them makes special to the processor, such as denormal ones. */
function noise(shape: readonly number[], seed: number): HostTensor {
  const random = seeded(seed);
  return float32(
    Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1),
    shape,
  );
}

/** One number of the product, so that nothing but the product takes time. */
function corner({ x }: { readonly x: Tensor }, { weight }: Named<Tensor>): { corner: Tensor } {
  return { corner: tf.slice(tf.matMul(x, weight!), [0, 0], [1, 1]) };
}

/**
 * Compiles plain products with constant right sides. Each call of the result does all of them once.
 * @returns the seconds that a floating-point operation took in the fastest product
 */
export async function prepareProducts(
  engine: Engine,
  products: readonly Product[],
): Promise<() => Promise<{ seconds: number; logits: Float32Array }>> {
  const compiled = await Promise.all(
    products.map(async (product) => {
      const { rows, inner, columns } = product;
      const x = noise([rows, inner], 1);
      const step = await engine.compile(corner, {
        label: `product ${rows}×${inner}×${columns}`,
        inputs: { x },
        constants: { weight: constant(noise([inner, columns], 2)) },
      });
      return { step, x, flops: productFlops(product) };
    }),
  );
  return async () => {
    let seconds = Infinity;
    for (const { step, x, flops } of compiled) {
      const start = performance.now();
      await step.run({ x });
      seconds = Math.min(seconds, (performance.now() - start) / 1000 / flops);
    }
    return { seconds, logits: new Float32Array() };
  };
}
