import { z } from 'zod';
import { integerOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type Named, type TensorSpec } from '../engines/engine.ts';
import { promptsOf, scalar, statisticsConstants } from './bound.ts';
import { refreshCma, startCma } from './cma-es/cma-es.ts';
import { cmaParameters } from './cma-es/parameters.ts';
import { decodeCma, encodeCma, type CmaTensors } from './cma-es/state-codec.ts';
import { candidatesAtOnce, observePrompts } from './foa-fitness.ts';
import { include, intervalLosses, nothingSeen, rowsOf, stacked, type Seen } from './foa-interval.ts';
import { drawDirections, initialPrompt, tellLosses } from './foa-search.ts';
import { candidatePoints, indexOfLeast, inTurns } from './foa-trials.ts';
import { searchOptions } from './foa.ts';
import { defineMethod, type BoundStages } from './method.ts';

const options = z.strictObject({
  interval: integerOption({
    label: 'Interval',
    symbol: 'I',
    unit: 'batches',
    help: 'The search learns from this many batches together; with single images two or more.',
    default: 4,
    min: 2,
    max: 4096,
  }),
  ...searchOptions,
});

/** The best prompt of the interval before [P, D]; the candidates of this one [K, P, D], and what was seen of them so far. */
type State = {
  readonly best: HostTensor;
  readonly candidates: HostTensor;
  readonly seen: Seen;
  readonly cma: CmaTensors;
};

/** FOA-I V1 (Niu et al., ICML 2024): FOA for single images, which predicts at once and learns at the end of each interval. */
export const foaIV1 = defineMethod({
  id: 'foa_i_v1',
  name: 'FOA-I V1',
  summary:
    'FOA for single images: predicts at once with the best prompt so far and searches on after every few images.',
  options,
  needs: ['statistics'],
  frozen: false,
  noWindow: 'it has an interval of its own, in which each image counts once',
  trainedStatistics: true,
  bind(context, { interval, prompts: length, population, sigma, lambda, memory }): BoundStages<State> {
    const { model, seed } = context;
    const tokens = promptsOf(model, 'FOA-I');
    const [dimension, count] = [length * tokens.width, population + 1];
    const parameters = cmaParameters(dimension, population);
    const statistics = statisticsConstants(context, 'FOA-I');
    const width = statistics['source.mean'].data.length;
    const shape = [length, tokens.width] as const;
    const all = (points: readonly Float32Array[]): HostTensor => stacked(points, [count, ...shape]);
    return {
      init: () => ({
        best: initialPrompt(tokens, length, seed),
        candidates: all([]),
        seen: nothingSeen(count, width),
        cma: encodeCma(startCma(parameters, new Float64Array(dimension), sigma)),
      }),
      draw: (_batchSize, random) => drawDirections(population, dimension, random),
      constants: { 'source.theta': model.theta },
      async open(batchSize, compile) {
        const size = candidatesAtOnce(count, { batchSize, bytes: model.forwardBytes(length), megabytes: memory });
        const spec = (...extents: number[]): TensorSpec => ({ shape: extents, dtype: 'float32' });
        const images = spec(batchSize, 3, model.imageSize, model.imageSize);
        const specs = (tried: number) => ({ images, prompts: spec(tried, ...shape) });
        const observe = await compile('observe', specs(size), observePrompts(context));
        const predict = await compile('predict', specs(1), observePrompts(context));
        return {
          async adapt({ images: batch, state, draws }) {
            const begins = state.seen.batches.data[0] === 0;
            const search = refreshCma(parameters, decodeCma(state.cma));
            const points = begins ? candidatePoints(search, state.best, draws) : rowsOf(state.candidates);
            const found = await inTurns(
              (shown, tried) => observe({ images: shown, prompts: tried }),
              { images: batch, points, size, shape },
              ['entropy', 'outputs', 'means', 'squares'],
            );
            const seen = include(state.seen, found, batchSize);
            const due = seen.batches.data[0]! >= interval;
            const losses = due ? intervalLosses(seen, statistics, lambda) : new Float64Array();
            const after = due ? tellLosses(parameters, search, points, losses) : search;
            const best = indexOfLeast(Float32Array.from(losses));
            const candidates = all(points);
            const perCandidate = found.outputs.length / count;
            const outcome: Named<HostTensor> = due
              ? {
                  losses: float32(Float32Array.from(losses)),
                  best_index: scalar(best),
                  cma_mean: float32(Float32Array.from(after.mean)),
                  cma_sigma: scalar(after.sigma),
                }
              : {};
            return {
              logits: float32(found.outputs.slice(-perCandidate), [batchSize, perCandidate / batchSize]),
              state: due
                ? {
                    best: float32(points[best]!.slice(), shape),
                    candidates,
                    seen: nothingSeen(count, width),
                    cma: encodeCma(after),
                  }
                : { ...state, candidates, seen },
              diagnostics: { entropy: found.entropy.at(-1)! / batchSize, updated: due ? 1 : 0, step_size: after.sigma },
              details: { ...outcome, candidate_outputs: float32(found.outputs) },
            };
          },
          async predict({ images: batch, state }) {
            return (await predict({ images: batch, prompts: float32(state.best.data as Float32Array, [1, ...shape]) }))
              .outputs;
          },
        };
      },
    };
  },
});
