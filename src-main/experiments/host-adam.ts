import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { mapEach, need } from '../engines/tree.ts';
import { adamSettings, type PretrainState } from './pretrain-step.ts';

type Adam = PretrainState['adam'];

/** A step of Adam on φ^r in host memory, with the settings and moments of `pretrainStep`; all weights count its steps together. */
export function hostAdamStep(
  phi: Named<HostTensor>,
  gradient: Named<HostTensor>,
  adam: Adam,
  rate: number,
): { readonly phi: Record<string, HostTensor>; readonly adam: Adam } {
  const { beta1, beta2, epsilon } = adamSettings;
  const count = adam.count.data[0]! + 1;
  const next = (before: Named<HostTensor>, decay: number, power: 1 | 2): Record<string, HostTensor> =>
    mapEach(before, ({ data, shape }, name) => {
      const given = need(gradient, name).data;
      return float32(
        Float32Array.from(data, (value, i) => decay * value + (1 - decay) * given[i]! ** power),
        shape,
      );
    });
  const [m, v] = [next(adam.m, beta1, 1), next(adam.v, beta2, 2)];
  const moved = mapEach(phi, ({ data, shape }, name) => {
    const [mean, square] = [need(m, name).data, need(v, name).data];
    const values = Float32Array.from(data, (value, i) => {
      const correctedMean = mean[i]! / (1 - beta1 ** count);
      const correctedSquare = square[i]! / (1 - beta2 ** count);
      return value - (rate * correctedMean) / (Math.sqrt(correctedSquare) + epsilon);
    });
    return float32(values, shape);
  });
  return { phi: moved, adam: { ...adam, m, v, count: float32(Float32Array.of(count), []) } };
}
