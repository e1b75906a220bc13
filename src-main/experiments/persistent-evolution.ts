import { normal, type Random } from '../../src-shared/random.ts';

export interface EvolutionOptions {
  /** Standard deviation of the perturbations. */
  readonly sigma: number;
  /** Pairs of particles, perturbed by ε and −ε. */
  readonly pairs: number;
  /** Steps of an unroll, for which perturbations stay the same. */
  readonly truncation: number;
}

/**
 * Persistent evolution strategies (Vicol, Metz and Sohl-Dickstein, ICML 2021): the gradient of a sum of losses with respect to parameters
 * that act at every step, estimated from truncated unrolls without their bias. Each particle goes on with a state of its own from unroll
 * to unroll; ξ, the sum of its perturbations so far, stands for all of them: ∇ ≈ 1/(2Nσ²) Σ_i ξ_i (L_i⁺ − L_i⁻) over N pairs. Unbiased
 * for losses that are quadratic in the parameters, else but for the smoothing by σ.
 */
export class PersistentEvolution {
  readonly particles: number;
  private readonly options: EvolutionOptions;
  private readonly random: Random;
  /** Of the first particle of each pair; the second has the opposite. */
  private noise: readonly Float64Array[];
  private readonly sums: readonly Float64Array[];
  private losses: number[];
  private steps = 0;

  /** @param size of the parameters */
  constructor(size: number, options: EvolutionOptions, random: Random) {
    this.options = options;
    this.random = random;
    this.particles = 2 * options.pairs;
    const zeros = (): Float64Array[] => Array.from({ length: options.pairs }, () => new Float64Array(size));
    [this.noise, this.sums] = [zeros(), zeros()];
    this.losses = [];
    this.draw();
  }

  /** Perturbation of a particle's parameters in this unroll. */
  perturbation(particle: number): Float64Array {
    const noise = this.noise[particle >> 1]!;
    return particle % 2 === 0 ? noise : noise.map((value) => -value);
  }

  /**
   * Takes the losses of a step, one of each particle.
   * @returns the gradient where an unroll has ended
   */
  take(losses: readonly number[]): Float64Array | undefined {
    losses.forEach((loss, particle) => (this.losses[particle]! += loss));
    this.steps++;
    return this.steps === this.options.truncation ? this.end() : undefined;
  }

  /** Ends an unroll before its time. @returns its gradient; undefined where it has just begun */
  end(): Float64Array | undefined {
    if (this.steps === 0) return undefined;
    const { sigma, pairs } = this.options;
    const gradient = new Float64Array(this.noise[0]!.length);
    this.sums.forEach((sum, pair) => {
      const share = (this.losses[2 * pair]! - this.losses[2 * pair + 1]!) / (2 * pairs * sigma ** 2);
      for (let i = 0; i < gradient.length; i++) gradient[i]! += sum[i]! * share;
    });
    this.draw();
    return gradient;
  }

  /** Begins an unroll. */
  private draw(): void {
    const { sigma } = this.options;
    this.noise = this.noise.map((values) => values.map(() => sigma * normal(this.random)));
    this.noise.forEach((values, pair) => values.forEach((value, i) => (this.sums[pair]![i]! += value)));
    this.losses = Array.from({ length: this.particles }, () => 0);
    this.steps = 0;
  }
}
