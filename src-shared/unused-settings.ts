import type { RunConfig } from './run-config.ts';

type Deciding = Pick<RunConfig, 'labelOrder' | 'imbalanceRatio' | 'oodFolder' | 'speed' | 'order' | 'shifts'>;
type Dependent = 'concentration' | 'replacement' | 'oodRate' | 'stepCost' | 'shiftOrder';

/** For each setting that others may leave without effect: whether it has one. */
const takesPart: Readonly<Record<Dependent, (config: Deciding) => boolean>> = {
  concentration: ({ labelOrder }) => labelOrder === 'dirichlet',
  replacement: ({ imbalanceRatio }) => imbalanceRatio !== null,
  oodRate: ({ oodFolder }) => oodFolder !== null,
  stepCost: ({ speed }) => speed === 'given',
  shiftOrder: ({ order, shifts }) => order === 'separate' && shifts.length > 1,
};

/** The settings of a run that others leave without effect. */
export function unusedSettings(config: Deciding): ReadonlySet<string> {
  return new Set(Object.entries(takesPart).flatMap(([name, matters]) => (matters(config) ? [] : [name])));
}
