import { tf, type Tensor } from '../engines/tfjs.ts';
import type { HostTensor, Named, StepTensor } from '../engines/engine.ts';
import { isResident } from '../engines/resident.ts';
import { distance, isFinite32 } from './tensors.ts';

/** Factor that scales values before summation: the sum of 2⁴⁰ of the largest float32 is still finite. */
const scale = 2 ** -40;

/** Under this name the parameters have a distance from those of the source model. */
const thetaName = 'theta';

interface Fact {
  readonly finite: boolean;
  /** ‖θ − θ0‖, of θ. */
  readonly distance?: number;
}

/**
 * Measurements of each state, in the graph: by tensor Σ|x|·2⁻⁴⁰, which is finite where all values are, then ‖θ − θ0‖
 * where there is θ. The sums are judged on the host, as a device's compiler may take comparisons for granted that only
 * NaN decides.
 * @param source θ0, [n]
 * @returns one number for each, in the order of the state
 */
export function measureState(state: Named<Tensor>, source: Tensor): Tensor {
  const sums = Object.values(state).map((tensor) =>
    tensor.dtype === 'float32' ? tf.sum(tf.mul(tf.abs(tensor), scale)) : tf.scalar(0),
  );
  const { [thetaName]: theta } = state;
  const moved = theta ? [tf.sqrt(tf.sum(tf.squaredDifference(theta, source)))] : [];
  return tf.stack([...sums, ...moved]);
}

/** Facts about the tensors of states: found out on the host, or by the step that left them on a device. */
export class StateFacts {
  private readonly source: HostTensor;
  private readonly known = new WeakMap<StepTensor, Fact>();

  /** @param source θ of the source model, [n] */
  constructor(source: HostTensor) {
    this.source = source;
  }

  /** Notes what `measureState` found of a state that stayed on the device. */
  note(state: Named<StepTensor>, measured: HostTensor): void {
    const tensors = Object.entries(state);
    for (const [at, [name, tensor]] of tensors.entries()) {
      const finite = Number.isFinite(measured.data[at]);
      this.known.set(tensor, { finite, ...(name === thetaName && { distance: measured.data[tensors.length]! }) });
    }
  }

  isFinite(tensor: StepTensor): boolean {
    return isResident(tensor) ? (this.known.get(tensor)?.finite ?? false) : isFinite32(tensor);
  }

  /** ‖θ − θ0‖; undefined for a state without θ. */
  thetaDistance({ [thetaName]: theta }: Named<StepTensor>): number | undefined {
    if (!theta) return undefined;
    return isResident(theta) ? this.known.get(theta)?.distance : distance(theta, this.source);
  }
}
