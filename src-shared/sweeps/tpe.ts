import { normal, type Random } from '../random.ts';
import { normalTail } from '../statistics/normal.ts';

/*
 * Tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011) over places between 0 and 1, with kernels over all
 * variables at once. Lists are choices without an order.
 */

/** A variable as the estimator sees it: a range, or a choice among so many. */
export interface Dimension {
  /** Null for a range. */
  readonly choices: number | null;
}

/** A trial that has ended. */
export interface Observation {
  readonly places: readonly number[];
  /** Null where it gave no number, or was given up: worse than any. */
  readonly score: number | null;
}

/** Trials drawn at random before the first estimate. */
export const startupTrials = (trials: number): number => Math.max(2, Math.min(10, Math.floor(trials / 3)));

/** Share of the trials that count as good. */
const goodShare = 0.1;
const candidateCount = 24;
/** Of a kernel, for one observation. */
const width = 0.2;
/** Of a kernel's weight over a choice, what the others of the list share. */
const otherChoices = 0.2;

const normalDensity = (z: number): number => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Probability that a standard normal variable lies below z. */
const normalShare = (z: number): number => (z >= 0 ? 1 - normalTail(z) : normalTail(-z));

const choiceAt = (place: number, choices: number): number => Math.min(choices - 1, Math.floor(place * choices));

/** Kernels around some observations, and one that is even over everything. */
class Parzen {
  private readonly centres: readonly (readonly number[])[];
  private readonly dimensions: readonly Dimension[];
  private readonly width: number;

  constructor(centres: readonly (readonly number[])[], dimensions: readonly Dimension[]) {
    this.centres = centres;
    this.dimensions = dimensions;
    // Scott's rule.
    this.width = width * Math.max(1, centres.length) ** (-1 / (dimensions.length + 4));
  }

  logDensity(places: readonly number[]): number {
    const kernels = this.centres.map((centre) => this.kernel(centre, places));
    const total = kernels.reduce((sum, value) => sum + value, 1);
    return Math.log(total / (kernels.length + 1));
  }

  draw(random: Random): number[] {
    const centre = this.centres[Math.floor(random() * (this.centres.length + 1))];
    if (!centre) return this.dimensions.map(() => random());
    return this.dimensions.map(({ choices }, k) =>
      choices === null ? this.drawNear(centre[k]!, random) : this.drawChoice(centre[k]!, choices, random),
    );
  }

  /** Density beside that of the even one, which is 1. */
  private kernel(centre: readonly number[], places: readonly number[]): number {
    return this.dimensions.reduce((product, { choices }, k) => {
      const [own, place] = [centre[k]!, places[k]!];
      if (choices !== null) {
        const others = otherChoices / choices;
        const share = choiceAt(own, choices) === choiceAt(place, choices) ? 1 - otherChoices + others : others;
        return product * share * choices;
      }
      const inside = normalShare((1 - own) / this.width) - normalShare(-own / this.width);
      return (product * normalDensity((place - own) / this.width)) / (this.width * inside);
    }, 1);
  }

  private drawNear(centre: number, random: Random): number {
    for (let tries = 0; tries < 100; tries++) {
      const place = centre + this.width * normal(random);
      if (place >= 0 && place < 1) return place;
    }
    return random();
  }

  private drawChoice(centre: number, choices: number, random: Random): number {
    const drawn = random() < otherChoices ? Math.floor(random() * choices) : choiceAt(centre, choices);
    return (drawn + 0.5) / choices;
  }
}

/**
 * How many of the ranked trials are good: a share of them, with those that tie with the last. Where that would be most of them, as
 * on a plateau, only those above the plateau are: the definition asks for strictly better ones, and those of a plateau say
 * nothing of where to go on. None at all leaves the even kernel, which goes where the others are not.
 */
function goodCount(scores: readonly number[]): number {
  const last = scores[Math.max(1, Math.ceil(goodShare * scores.length)) - 1]!;
  const withTies = scores.filter((score) => score >= last).length;
  return withTies > scores.length / 2 ? scores.filter((score) => score > last).length : withTies;
}

/**
 * Where to try next: of places drawn near the good trials, that where good ones are most frequent beside the others.
 * @param pending trials whose end isn't known yet: they count as not good, so that others are tried
 */
export function proposePlaces(
  dimensions: readonly Dimension[],
  observed: readonly Observation[],
  pending: readonly (readonly number[])[],
  higherIsBetter: boolean,
  random: Random,
): number[] {
  const sign = higherIsBetter ? 1 : -1;
  const rank = ({ score }: Observation): number => (score === null ? -Infinity : sign * score);
  const ranked = observed.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  const count = goodCount(ranked.map(rank));
  const good = new Parzen(
    ranked.slice(0, count).map(({ places }) => places),
    dimensions,
  );
  const others = new Parzen([...ranked.slice(count).map(({ places }) => places), ...pending], dimensions);
  const candidates = Array.from({ length: candidateCount }, () => good.draw(random));
  const gains = candidates.map((places) => good.logDensity(places) - others.logDensity(places));
  return candidates[gains.indexOf(Math.max(...gains))]!;
}
