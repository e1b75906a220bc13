import type { WeightsChoice } from '../../../src-shared/model-reading.ts';
import type { StoredDType } from '../stored-tensor.ts';
import { WeightsQuestion } from '../weights-question.ts';
import { isAverage, wrappingOf } from '../wrapping.ts';
import { PickleGlobal, PickleObject, PickleTuple, type PickleHost, type PickleValue } from './pickle.ts';

/** A tensor in a checkpoint: which stored numbers, in which order. */
export interface TorchTensor {
  readonly kind: 'tensor';
  /** Key of its storage, e.g. `0`. */
  readonly storage: string;
  /** Name of the storage's class, e.g. `FloatStorage`. */
  readonly type: string;
  /** In values, not bytes. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Steps between neighbours along each axis, in values, where they don't follow each other row by row. */
  readonly strides?: readonly number[];
}

/** Number types by the names of PyTorch's storages. */
export const storageTypes: Readonly<Record<string, StoredDType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

export interface Storage {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: string;
}

/** Anything else: settings of the training, an optimiser, a whole network. */
interface Foreign {
  readonly kind: 'foreign';
  readonly name: string;
}
type TorchValue = TorchTensor | Storage | Foreign;

/** The host's own value behind an item of the pickle. */
function torchValue(item: PickleValue | undefined): TorchValue | undefined {
  return item instanceof PickleObject ? (item.value as TorchValue) : undefined;
}

const integers = (value: PickleValue | undefined): number[] | undefined =>
  value instanceof PickleTuple && value.items.every((item) => Number.isSafeInteger(item))
    ? (value.items as number[])
    : undefined;

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function rebuildTensor(args: readonly PickleValue[]): PickleValue {
  const [stored, offset, size, stride] = args;
  const storage = torchValue(stored);
  const shape = integers(size);
  const strides = integers(stride);
  if (storage?.kind !== 'storage' || typeof offset !== 'number' || !shape || !strides) {
    throw new Error('a tensor of it is described in an unknown way');
  }
  if (shape.length !== strides.length || [offset, ...shape, ...strides].some((value) => value < 0)) {
    throw new Error('a tensor of it is described in an impossible way');
  }
  return new PickleObject<TorchTensor>({
    kind: 'tensor',
    storage: storage.key,
    type: storage.type,
    offset,
    shape,
    ...(isContiguous(shape, strides) ? {} : { strides }),
  });
}

/** The few things that a state dictionary is made of. */
const known: Readonly<Record<string, (args: readonly PickleValue[]) => PickleValue>> = {
  'collections.OrderedDict': () => new Map(),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor ?? null,
};

/** Things that a checkpoint of PyTorch may refer to: tensors, parameters and ordered dictionaries. */
export const torchHost: PickleHost = {
  call({ name }, args) {
    const build = Object.hasOwn(known, name) ? known[name] : undefined;
    return build ? build(args) : new PickleObject<Foreign>({ kind: 'foreign', name });
  },
  persistent(id) {
    if (id instanceof PickleTuple) {
      const [kind, type, key, , , view] = id.items;
      // The class of a network, with its source text, before version 1.6.
      if (kind === 'module' && type instanceof PickleGlobal) return type;
      if (kind === 'storage' && type instanceof PickleGlobal && typeof key === 'string' && (view ?? null) === null) {
        return new PickleObject<Storage>({
          kind: 'storage',
          key,
          type: type.name.replace(/^torch\.(?:storage\.)?/, ''),
        });
      }
    }
    throw new Error('it refers to something that is no tensor');
  },
};

/** Names under which training scripts store the weights beside other things, best first. */
const wrappers = ['state_dict', 'model', 'model_state_dict', 'net', 'module', 'network', 'weights'];

/** A dictionary in a checkpoint, and the keys that lead to it. */
interface Found {
  readonly path: readonly string[];
  readonly entries: ReadonlyMap<PickleValue, PickleValue>;
}

/** Dictionaries lie this deep at most: {"algorithm": {"model": {"state_dict": {…}}}}. */
const deepest = 3;

/** All dictionaries, those further out first; one that is found in several places, or in itself, only once. */
function dictionariesOf(checkpoint: PickleValue): Found[] {
  const seen = new Set<PickleValue>([checkpoint]);
  let level: Found[] = checkpoint instanceof Map ? [{ path: [], entries: checkpoint }] : [];
  const all = [...level];
  for (let depth = 1; depth <= deepest; depth++) {
    level = level.flatMap(({ path, entries }) =>
      [...entries].flatMap(([key, value]): Found[] => {
        if (typeof key !== 'string' || !(value instanceof Map) || seen.has(value)) return [];
        seen.add(value);
        return [{ path: [...path, key], entries: value }];
      }),
    );
    all.push(...level);
  }
  return all;
}

const isTensor = (item: PickleValue): boolean => torchValue(item)?.kind === 'tensor';

function holdsTensors({ entries }: Found): boolean {
  return [...entries].some(([name, item]) => typeof name === 'string' && isTensor(item));
}

function holdsModel({ entries }: Found): boolean {
  return [...entries].some(
    ([name, item]) => typeof name === 'string' && isTensor(item) && wrappingOf(name) !== undefined,
  );
}

/**
 * The tensors of a dictionary; plain values beside them are left out.
 * @throws Error for a dictionary that holds objects among its tensors
 */
function tensorsOf({ entries }: Found): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  for (const [name, item] of entries) {
    const found = torchValue(item);
    if (typeof name === 'string' && found?.kind === 'tensor') tensors.set(name, found);
    else if (found?.kind === 'foreign') {
      const entry = typeof name === 'string' ? name : '?';
      throw new Error(`its entry ${entry} is made by ${found.name}, which is not run, and is no tensor`);
    }
  }
  return tensors;
}

/** A checkpoint's tensors and what it says of them. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Which weights these are, where there are two kinds. */
  readonly weights?: WeightsChoice;
  /** They are a running average. */
  readonly averaged: boolean;
  /** Name of the architecture, as timm's training script stores it. */
  readonly arch?: string;
}

const averagedAt = ({ path }: Found): boolean => path.some(isAverage);

/** How likely a dictionary is the one that is meant, best first. */
function rank({ path }: Found): number {
  const known = wrappers.indexOf(path.at(-1) ?? '');
  if (path.length === 0) return wrappers.length;
  return known < 0 ? wrappers.length + 1 : known;
}

function best(candidates: readonly Found[]): Found | undefined {
  return [...candidates].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * The tensors of a checkpoint by name: those of a model wherever they are, else its entry `state_dict`, `model`, …, or the
 * checkpoint itself.
 * @param wanted which weights to take where their running average stands beside them
 * @throws WeightsQuestion when that was not said @throws Error when there is no dictionary of tensors
 */
export function findStateDict(checkpoint: PickleValue, wanted?: WeightsChoice): StateDict {
  const withTensors = dictionariesOf(checkpoint).filter(holdsTensors);
  const models = withTensors.filter(holdsModel);
  const named = checkpoint instanceof Map ? checkpoint.get('arch') : undefined;
  const arch = typeof named === 'string' ? { arch: named } : {};
  const candidates =
    models.length > 0 ? models : withTensors.filter((found) => rank(found) <= wrappers.length || averagedAt(found));
  const trained = best(candidates.filter((found) => !averagedAt(found)));
  const averaged = best(candidates.filter(averagedAt));
  if (trained && averaged) {
    if (wanted === undefined) throw new WeightsQuestion();
    const ema = wanted === 'ema';
    return { tensors: tensorsOf(ema ? averaged : trained), weights: wanted, averaged: ema, ...arch };
  }
  const own = trained ?? averaged;
  if (own) return { tensors: tensorsOf(own), averaged: own === averaged, ...arch };
  const whole = torchValue(checkpoint);
  throw new Error(
    whole?.kind === 'foreign'
      ? `it holds an object of ${whole.name} instead of a state dictionary, and the lab runs nothing of a checkpoint`
      : 'it has no dictionary of tensors',
  );
}
