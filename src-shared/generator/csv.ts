import { csvText, numberText, snakeCase } from '../csv.ts';
import { layerMeasures, type GradientRecord } from '../gradient-records.ts';
import type { Fit, GeneratorView } from './view.ts';

type Cell = string | number | null | undefined;

const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  csvText([
    head,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? numberText(cell) : (cell ?? '')))),
  ]);

/** `tanh(1.02·x₁)`, as one line. */
export function fitText({ kind, parameters }: Fit): string {
  const of = (name: string): string => (parameters[name] ?? 0).toPrecision(3).replaceAll('-', '−');
  const texts = {
    sign: () => `${of('a')}·sign(x₁)`,
    tanh: () => `tanh(${of('s')}·x₁)`,
    gradient: () => 'f(x₂)',
    linear: () => `${of('a')}·x₁ + ${of('b')}·x₂`.replace('+ −', '− '),
  };
  return texts[kind]();
}

/** The name of all parameters together. */
const allLayers = 'all';

/** Files about a generator, by their names: responses, fits, sequences. */
export function generatorFiles({ axis, responses, sequences }: GeneratorView): Record<string, string> {
  const width = axis.length;
  return {
    'responses.csv': table(
      ['response', 'parameter', 'x1', 'x2', 'u'],
      responses.flatMap(({ id, parameter, values }) =>
        values.map((u, i) => [id, parameter, axis[i % width]!, axis[Math.floor(i / width)]!, u]),
      ),
    ),
    'fits.csv': table(
      ['response', 'parameter', 'fit', 'a', 'b', 's', 'r2', 'nearest'],
      responses.flatMap(({ id, parameter, fits, nearest }) =>
        fits.map(({ kind, parameters: { a, b, s }, r2 }) => [id, parameter, kind, a, b, s, r2, +(kind === nearest)]),
      ),
    ),
    'sequences.csv': table(
      ['sequence', 'step', 'gradient', 'u', 'u_frozen', 'memory_distance'],
      sequences.flatMap(({ name, gradient, update, frozen, distance }) =>
        gradient.map((g, t) => [name, t, g, update[t]!, frozen[t]!, distance[t]!]),
      ),
    ),
  };
}

/** Files about what batches of runs did to the parameters. @param streams names of the streams by position */
export function gradientFiles(
  records: readonly GradientRecord[],
  streams: ReadonlyMap<number, string>,
): Record<string, string> {
  const place = ({ position, batch }: GradientRecord): Cell[] => [streams.get(position) ?? position, batch];
  const measures = layerMeasures.filter((name) => records.some(({ whole }) => name in whole));
  return {
    'gradients.csv': table(
      ['stream', 'batch', 'layer', ...measures.map(snakeCase)],
      records.flatMap((record) => [
        [...place(record), allLayers, ...measures.map((name) => record.whole[name])],
        ...record.layers.map((layer, i) => [
          ...place(record),
          layer,
          ...measures.map((name) => record.byLayer[name]?.[i]),
        ]),
      ]),
    ),
    'entropy-groups.csv': table(
      ['stream', 'batch', 'group', 'images', 'entropy', 'cosine_gradient', 'cosine_update'],
      records.flatMap((record) =>
        record.groups.map(({ images, entropy, gradient, update }, i) => [
          ...place(record),
          ...[i + 1, images, entropy, gradient, update],
        ]),
      ),
    ),
  };
}
