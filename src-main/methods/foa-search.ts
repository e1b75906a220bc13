import { seeded, type Random } from '../../src-shared/random.ts';
import { float32, type HostTensor, type Named, type TensorSpec } from '../engines/engine.ts';
import type { Of } from '../engines/tree.ts';
import type { SourceModel } from '../models/source-model.ts';
import { lastFeatureWidth, promptsOf, scalar, statisticsConstants } from './bound.ts';
import { refreshCma, startCma, tellCma, type CmaState } from './cma-es/cma-es.ts';
import { normal } from '../../src-shared/random.ts';
import { cmaParameters, type CmaParameters } from './cma-es/parameters.ts';
import { decodeCma, encodeCma, type CmaTensors } from './cma-es/state-codec.ts';
import { candidatesAtOnce, promptFitness, type EntropyOf, type TrialInputs } from './foa-fitness.ts';
import { candidatePoints, indexOfLeast, rowMean, tryAll, type Evaluate } from './foa-trials.ts';
import type { BoundStages, HostBatch, HostStepResult, MethodContext } from './method.ts';

interface SearchOptions {
  readonly prompts: number;
  readonly population: number;
  readonly sigma: number;
  readonly lambda: number;
  readonly decay: number;
  /** In megabytes. */
  readonly memory: number;
}

export type FoaState = {
  /** The best prompt of the batch before, [P, D]. */
  readonly best: HostTensor;
  /** Average of the last features, [D], and over how many batches. */
  readonly shift: { readonly history: HostTensor; readonly batches: HostTensor };
  readonly cma: CmaTensors;
};

/** Rows of the initial prompt's distribution depend on this key besides the run's seed. */
const promptKey = 1;

/** FOA's search for prompts and shift of the features, for batches of two images or more (docs/method.md §5). */
export function searchPrompts(
  context: MethodContext,
  { prompts: length, population, sigma, lambda, decay, memory }: SearchOptions,
  entropyOf: EntropyOf,
): BoundStages<FoaState> {
  const { model, seed } = context;
  const width = lastFeatureWidth(model);
  const tokens = promptsOf(model, 'FOA');
  const { width: token } = tokens;
  const dimension = length * token;
  const parameters = cmaParameters(dimension, population);
  const statistics = statisticsConstants(context, 'FOA');
  const sourceMean = (statistics['source.mean'].data as Float32Array).slice(-width);

  const atOnce = (batchSize: number): number =>
    candidatesAtOnce(population + 1, { batchSize, bytes: model.forwardBytes(length), megabytes: memory });
  const inputsFor = (batchSize: number, candidates: number): Of<TrialInputs, TensorSpec> => ({
    images: { shape: [batchSize, 3, model.imageSize, model.imageSize], dtype: 'float32' },
    prompts: { shape: [candidates, length, token], dtype: 'float32' },
    shift: { shape: [width], dtype: 'float32' },
  });
  const fitness = promptFitness(context, lambda, entropyOf);

  /** The shift towards the source mean by what earlier batches were like; none before the first one. */
  const shiftOf = ({ shift: { batches, ...past } }: FoaState): Float32Array => {
    const history = past.history.data as Float32Array;
    const known = batches.data[0]! > 0;
    return history.map((value, j) => (known ? sourceMean[j]! - value : 0));
  };

  const adapt = async (
    evaluate: Evaluate,
    { images, state, draws }: HostBatch<FoaState>,
  ): Promise<HostStepResult<FoaState>> => {
    const before = refreshCma(parameters, decodeCma(state.cma));
    const points = candidatePoints(before, state.best, draws);
    const shift = shiftOf(state);
    const trials = await tryAll(evaluate, {
      images,
      points,
      shift: float32(shift),
      size: atOnce(images.shape[0]!),
      shape: [length, token],
    });
    const { loss: losses, outputs, means } = trials;
    const after = tellLosses(parameters, before, points, losses);
    const best = indexOfLeast(losses);
    const perCandidate = outputs.length / points.length;
    const batch = images.shape[0]!;
    const batchMean = rowMean(means, width);
    const history = state.shift.history.data as Float32Array;
    const batches = state.shift.batches.data[0]!;
    const followed = batchMean.map((value, j) => (batches > 0 ? decay * history[j]! + (1 - decay) * value : value));
    return {
      logits: float32(outputs.slice(best * perCandidate, (best + 1) * perCandidate), [batch, perCandidate / batch]),
      state: {
        best: float32(points[best]!, [length, token]),
        shift: { history: float32(followed), batches: scalar(batches + 1) },
        cma: encodeCma(after),
      },
      diagnostics: {
        loss: losses[best]! / batch,
        entropy: (losses[best]! - trials.discrepancy[best]!) / batch,
        discrepancy: trials.discrepancy[best]! / batch,
        mean_loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length / batch,
        step_size: after.sigma,
        kept_best: best === points.length - 1 ? 1 : 0,
        shift: Math.hypot(...shift),
      },
      details: {
        losses: float32(losses),
        candidate_outputs: float32(outputs, [points.length, batch, perCandidate / batch]),
        candidate_cls_mean: float32(means, [points.length, width]),
        best_index: { dtype: 'int32', shape: [], data: Int32Array.of(best) },
        shift_vector: float32(shift),
        hist_stat: float32(followed),
        cma_mean_after_tell: float32(Float32Array.from(after.mean)),
        cma_sigma_after_tell: scalar(after.sigma),
      },
    };
  };

  return {
    init: () => ({
      best: initialPrompt(tokens, length, seed),
      shift: { history: float32(new Float32Array(width)), batches: scalar(0) },
      cma: encodeCma(startCma(parameters, new Float64Array(dimension), sigma)),
    }),
    draw: (_batchSize, random) => drawDirections(population, dimension, random),
    constants: { ...statistics, 'source.theta': model.theta },
    async open(batchSize, compile) {
      const evaluate = await compile('evaluate', inputsFor(batchSize, atOnce(batchSize)), fitness);
      const predict = await compile('predict', inputsFor(batchSize, 1), (inputs, constants) => ({
        outputs: fitness(inputs, constants).outputs,
      }));
      return {
        adapt: (batch) => adapt(evaluate, batch),
        async predict({ images, state }) {
          const best = float32(state.best.data as Float32Array, [1, length, token]);
          return (await predict({ images, prompts: best, shift: float32(shiftOf(state)) })).outputs;
        },
      };
    },
  };
}

/** The best prompt before there is one, [P, D]: within ±√(6/(inputs + D)), as the reference draws it (docs/method.md §5). */
export function initialPrompt(
  { width, inputs }: NonNullable<SourceModel['prompts']>,
  length: number,
  seed: number,
): HostTensor {
  const bound = Math.sqrt(6 / (inputs + width));
  const random = seeded(seed, promptKey);
  const values = new Float32Array(length * width).map(() => bound * (2 * random() - 1));
  return float32(values, [length, width]);
}

/** Standard normal directions, of which candidates are made. */
export function drawDirections(population: number, dimension: number, random: Random): Named<HostTensor> {
  const directions = new Float32Array(population * dimension).map(() => normal(random));
  return { directions: float32(directions, [population, dimension]) };
}

/** The search after it has learned the losses of its points, of which the last was not drawn from it. */
export function tellLosses(
  parameters: CmaParameters,
  before: CmaState,
  points: readonly Float32Array[],
  losses: ArrayLike<number>,
): CmaState {
  const tried = points.map((x, k) => ({
    x: Float64Array.from(x),
    loss: Number.isNaN(losses[k]!) ? Infinity : losses[k]!,
    injected: k === points.length - 1,
  }));
  return tellCma(parameters, before, tried);
}
