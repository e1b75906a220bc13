import type { WeightsChoice } from '../../../src-shared/model-reading.ts';
import type { CheckpointFile } from '../stored-tensor.ts';
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

interface Storage {
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

/** What a checkpoint of PyTorch may refer to: tensors, parameters and ordered dictionaries. */
export const torchHost: PickleHost = {
  call({ name }, args) {
    const build = Object.hasOwn(known, name) ? known[name] : undefined;
    return build ? build(args) : new PickleObject<Foreign>({ kind: 'foreign', name });
  },
  persistent(id) {
    if (id instanceof PickleTuple) {
      const [kind, type, key] = id.items;
      if (kind === 'storage' && type instanceof PickleGlobal && typeof key === 'string') {
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
const wrappers = ['state_dict', 'model', 'model_state_dict', 'net', 'module'];

/** What networks carry in front of their names that were trained on several devices, or compiled. */
const wrapping = /^(?:module\.|_orig_mod\.)+/;

/**
 * The tensors of a dictionary; plain values beside them are left out. Undefined for what holds none.
 * @throws Error for a dictionary that holds objects among its tensors
 */
function tensorsOf(value: PickleValue | undefined): Map<string, TorchTensor> | undefined {
  if (!(value instanceof Map)) return undefined;
  const tensors = new Map<string, TorchTensor>();
  let foreign: string | undefined;
  for (const [name, item] of value) {
    const found = torchValue(item);
    if (typeof name === 'string' && found?.kind === 'tensor') tensors.set(name.replace(wrapping, ''), found);
    else if (found?.kind === 'foreign')
      foreign ??= `its entry ${typeof name === 'string' ? name : '?'} is made by ${found.name}`;
  }
  if (tensors.size > 0 && foreign !== undefined) throw new Error(`${foreign}, which is not run, and is no tensor`);
  return tensors.size > 0 ? tensors : undefined;
}

/** Names under which a running average of the weights stands beside them. */
const averages = ['state_dict_ema', 'model_ema', 'ema_state_dict', 'ema'];

/** A checkpoint's tensors and what it says of them. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Which weights these are, where there are two kinds. */
  readonly weights?: NonNullable<CheckpointFile['weights']>;
  /** Name of the architecture, as timm's training script stores it. */
  readonly arch?: string;
}

function firstOf(checkpoint: PickleValue, names: readonly string[]): ReadonlyMap<string, TorchTensor> | undefined {
  if (!(checkpoint instanceof Map)) return undefined;
  for (const name of names) {
    const inner = tensorsOf(checkpoint.get(name));
    if (inner) return inner;
  }
  return undefined;
}

/**
 * The tensors of a checkpoint by name: its entry `state_dict`, `model`, …, or the checkpoint itself.
 * @param wanted which weights to take where their running average stands beside them; trained ones by default
 * @throws Error when there is no dictionary of tensors
 */
export function findStateDict(checkpoint: PickleValue, wanted?: WeightsChoice): StateDict {
  const [trained, averaged] = [firstOf(checkpoint, wrappers), firstOf(checkpoint, averages)];
  const named = checkpoint instanceof Map ? checkpoint.get('arch') : undefined;
  const arch = typeof named === 'string' ? { arch: named } : {};
  if (trained && averaged) {
    const weights = { value: wanted ?? 'model', source: wanted ? 'answer' : 'guess' } as const;
    return { tensors: weights.value === 'ema' ? averaged : trained, weights, ...arch };
  }
  const own = trained ?? averaged ?? tensorsOf(checkpoint);
  if (own && wanted === 'ema' && !averaged) throw new Error('it holds no running average (EMA) of its weights');
  if (own) return { tensors: own, ...arch };
  const whole = torchValue(checkpoint);
  throw new Error(
    whole?.kind === 'foreign'
      ? `it holds an object of ${whole.name} instead of a state dictionary, and the lab runs nothing of a checkpoint`
      : 'it has no dictionary of tensors',
  );
}
