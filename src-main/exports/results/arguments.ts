import type { Results } from '../../../src-shared/external-run.ts';

/** The arguments of a program of which a log prints the `Namespace(…)`, as texts without quotes. */
export type Arguments = ReadonlyMap<string, string>;

/** The arguments that a line of a log prints; undefined where it prints none. */
export function readArguments(line: string): Arguments | undefined {
  const inner = /\bNamespace\((.*)\)/.exec(line)?.[1];
  if (inner === undefined) return undefined;
  const pairs = inner.matchAll(/(\w+)=('[^']*'|"[^"]*"|[^,]*)/g);
  return new Map(Array.from(pairs, ([, key = '', value = '']) => [key, value.replace(/^(['"])(.*)\1$/, '$2').trim()]));
}

/** Settings of the programs of EATA, SAR and DeYO for each kind of experiment. */
const experiments: Readonly<Record<string, Results['protocol']>> = {
  normal: { policy: 'reset', order: 'separate' },
  bs1: { policy: 'reset', order: 'separate' },
  each_shift_reset: { policy: 'reset', order: 'separate' },
  continual: { policy: 'continual', order: 'separate' },
  mix_shifts: { order: 'mixed' },
  label_shifts: { policy: 'reset', order: 'separate', replacement: true },
};

/** Names of the lab's methods that others call otherwise. */
const methodNames: Readonly<Record<string, string>> = { no_adapt: 'noadapt', source: 'noadapt' };

export function methodNamed(text: string): string {
  const name = text.toLowerCase();
  return Object.hasOwn(methodNames, name) ? methodNames[name]! : name;
}

/** Settings of a run that arguments say. */
export function protocolOf(given: Arguments): Results['protocol'] {
  const experiment = given.get('exp_type') ?? '';
  const whole = (name: string, ...keys: string[]): Results['protocol'] => {
    const value = keys.flatMap((key) => given.get(key) ?? [])[0];
    return value !== undefined && /^\d+$/.test(value) ? { [name]: Number(value) } : {};
  };
  const text = (name: string, ...keys: string[]): Results['protocol'] => {
    const value = keys.flatMap((key) => given.get(key) ?? [])[0];
    return value ? { [name]: value } : {};
  };
  const ratio = Number(given.get('imbalance_ratio'));
  const method = given.get('method') ?? given.get('algorithm');
  return {
    ...text('model', 'model', 'arch'),
    ...(method ? { method: methodNamed(method) } : {}),
    ...whole('seed', 'seed'),
    ...whole('batchSize', 'test_batch_size', 'batch_size'),
    ...(Object.hasOwn(experiments, experiment) ? experiments[experiment] : {}),
    ...(experiment === 'label_shifts' && ratio >= 1 ? { imbalanceRatio: ratio } : {}),
  };
}
