import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { readNeighbours } from './neighbours.ts';

/** Hugging Face's `id2label` and timm's `label_names`; both may be missing. */
const labelsSchema = z.looseObject({
  id2label: z.record(z.string(), z.string()).optional().catch(undefined),
  label_names: z.array(z.string()).optional().catch(undefined),
});

/** Labels that Hugging Face's library writes where nobody named the classes. */
const unnamed = /^LABEL_\d+$/;

function labelsIn(content: unknown): string[] | undefined {
  const config = labelsSchema.safeParse(content).data;
  const { id2label } = config ?? {};
  const ids = Object.keys(id2label ?? {});
  const listed = ids.length > 0 ? ids.map((_, index) => id2label?.[index]) : (config?.label_names ?? []);
  const labels = listed.filter((label) => label !== undefined);
  if (labels.length === 0 || labels.length < listed.length || labels.every((label) => unnamed.test(label)))
    return undefined;
  return labels;
}

/** Names of a model's classes from a configuration beside its file, in the order of its logits, or null. */
export function classLabels(file: string): string[] | null {
  for (const { content } of readNeighbours(file)) {
    const labels = labelsIn(content);
    if (labels) return labels;
  }
  return null;
}

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');

/** Forms of a label: whole, or one of its synonyms (`tench, Tinca tinca`). */
function namesOf(label: string): string[] {
  return [...new Set([label, ...label.split(',')].map(plain))];
}

/** Which class of a model each class of a dataset is. */
export interface ClassOrder {
  /** Index of the model's class by that of the dataset's; null where both have the same order. */
  readonly order: readonly [number, ...number[]] | null;
  /** Note for the user; null where there is nothing to say. */
  readonly notice: string | null;
}

const asListed: ClassOrder = { order: null, notice: null };

/**
 * Finds the classes of a dataset among those that a model names. Where none of the names is known, or the model has no names,
 * classes are taken to be in the same order; where some are not, that can't be right.
 * @throws LabError `bad-input` naming a class that the model doesn't have
 */
export function classOrder(classNames: readonly string[], labels: readonly string[] | null): ClassOrder {
  if (labels?.length !== classNames.length) return asListed;
  const places = new Map<string, Set<number>>();
  labels.forEach((label, index) => {
    for (const name of namesOf(label)) places.set(name, (places.get(name) ?? new Set()).add(index));
  });
  const found = classNames.map((name) => [...(places.get(plain(name)) ?? [])]);
  if (found.every((indices) => indices.length === 0)) {
    const numbered = classNames.every((name) => /^(?:\d+|n\d{8})$/.test(name));
    const notice = `The names of the model's classes differ from those of the dataset (${labels[0]!} and ${classNames[0]!} are the first); the lab assumes the same order.`;
    return numbered ? asListed : { order: null, notice };
  }
  const unknown = classNames.filter((_, index) => found[index]!.length !== 1);
  const order = found.flatMap((indices) => indices);
  if (unknown.length > 0 || new Set(order).size < order.length) {
    throw new LabError(
      'bad-input',
      `The model names its classes, but ${unknown.length > 0 ? `not "${unknown[0]!}"` : 'two classes'} of the dataset${unknown.length > 0 ? '' : ' match one of them'} (${order.length} of ${classNames.length} match).`,
      'Rename the class folders, or the labels in the config.json beside the model, so that they are the same.',
    );
  }
  if (order.every((place, index) => place === index)) return asListed;
  const [first = 0, ...rest] = order;
  return {
    order: [first, ...rest],
    notice:
      'Labels come from the names that the configuration of the model gives its classes; their order is not that of the folders.',
  };
}
