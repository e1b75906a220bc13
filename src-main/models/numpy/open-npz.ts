import { realpathSync, statSync } from 'node:fs';
import { LabError } from '../../../src-shared/errors.ts';
import { sizeOf } from '../../engines/engine.ts';
import { inRowOrder, type CheckpointFile, type StoredTensor } from '../stored-tensor.ts';
import { blockOf, jaxPrefix, placeInBlock, placeOutside, strangerName, type Layout } from './jax-names.ts';
import { npzArrays, type NpzArray, type View } from './npz-arrays.ts';

/** ViTs have at most some dozens of blocks. */
const mostBlocks = 1000;

/** A tensor under timm's name and in timm's layout. */
interface Made {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: () => Float32Array;
}

function rowOrder({ values, shape, strides }: View): Float32Array {
  return inRowOrder(values, new Float32Array(sizeOf(shape)), shape, strides);
}

/** One of the arrays that lie along the first axis. */
function layerOf({ values, shape, strides }: View, layer: number): View {
  return { values: values.subarray(layer * strides[0]!), shape: shape.slice(1), strides: strides.slice(1) };
}

function along<T>(layout: Layout, items: readonly T[]): T[] {
  return layout.flat().map((axis) => items[axis]!);
}

/** @throws Error for an array of other axes */
function laidOut(name: string, array: NpzArray, shape: readonly number[], layout: Layout, read: () => View): Made {
  if (shape.length !== layout.flat().length) {
    throw new Error(`its array ${array.name} has the shape [${array.shape.join(', ')}]`);
  }
  return {
    name,
    shape: layout.map((axes) => sizeOf(axes.map((axis) => shape[axis]!))),
    values: () => {
      const { values, shape: axes, strides } = read();
      return rowOrder({ values, shape: along(layout, axes), strides: along(layout, strides) });
    },
  };
}

/** Reads an array that holds all blocks once for those that are asked for one after the other. */
class Latest {
  private readonly views = new Map<NpzArray, View>();

  read(array: NpzArray): View {
    const view = this.views.get(array) ?? array.read();
    // Query, key and value are read in turn.
    if (!this.views.has(array) && this.views.size === 3) this.views.delete(this.views.keys().next().value!);
    this.views.set(array, view);
    return view;
  }
}

/** Shape of an array in one block, and the numbers of the blocks whose it is. */
function blocksOf(array: NpzArray, block: number | 'all') {
  if (block !== 'all') return { shape: array.shape, blocks: [block] };
  const [depth = 0, ...shape] = array.shape;
  if (depth > mostBlocks) throw new Error(`its array ${array.name} has more than ${mostBlocks} blocks`);
  return { shape, blocks: Array.from({ length: depth }, (_, i) => i) };
}

function made(name: string, array: NpzArray, latest: Latest): Made[] {
  const found = blockOf(name);
  const place = found ? placeInBlock(found.inner) : placeOutside(name);
  if (!place) return [{ name: strangerName(name), shape: array.shape, values: () => rowOrder(array.read()) }];
  if (!found) return [laidOut(place.name, array, array.shape, place.layout, array.read)];
  const { block } = found;
  const { shape, blocks } = blocksOf(array, block);
  return blocks.map((i) =>
    laidOut(`blocks.${i}.${place.name}`, array, shape, place.layout, () =>
      block === 'all' ? layerOf(latest.read(array), i) : array.read(),
    ),
  );
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Query, key and value of a block as the one weight that timm has. @throws Error where one is missing or different */
function joined(all: ReadonlyMap<string, Made>): Made[] {
  return [...all.values()].flatMap((tensor): Made[] => {
    const match = /^(blocks\.\d+\.attn\.)(query|key|value)(\..*)$/.exec(tensor.name);
    if (!match) return [tensor];
    const [, before, part, after] = match;
    const parts = ['query', 'key', 'value'].map((sibling) => all.get(`${before!}${sibling}${after!}`));
    const wrong = parts.findIndex((sibling) => sibling?.shape.join() !== tensor.shape.join());
    if (wrong >= 0) throw new Error(`the query, key and value of its ${before!.slice(0, -1)} do not fit each other`);
    if (part !== 'query') return [];
    const [rows = 0, ...rest] = tensor.shape;
    const values = () => concatenated(parts.map((sibling) => sibling!.values()));
    return [{ name: `${before!}qkv${after!}`, shape: [3 * rows, ...rest], values }];
  });
}

/** Attention heads, which are an axis of JAX's kernels. @throws Error for different ones */
function headsOf(arrays: Iterable<readonly [string, NpzArray]>): number | undefined {
  const counts = [...arrays].flatMap(([name, { shape }]) => (name.endsWith('/query/kernel') ? [shape.at(-2)!] : []));
  if (new Set(counts).size > 1) throw new Error('its blocks have different numbers of heads');
  return counts[0];
}

function fromJax(arrays: ReadonlyMap<string, NpzArray>, prefix: string) {
  const latest = new Latest();
  const own = [...arrays].flatMap(([name, array]): [string, NpzArray][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
  );
  const all = new Map<string, Made>();
  for (const tensor of own.flatMap(([name, array]) => made(name, array, latest))) {
    if (all.has(tensor.name)) throw new Error(`it has two arrays that are its ${tensor.name}`);
    all.set(tensor.name, tensor);
  }
  return { tensors: joined(all), heads: headsOf(own) };
}

/** Arrays under names that are none of JAX's keep them, and their layout. */
function asNamed(arrays: ReadonlyMap<string, NpzArray>): Made[] {
  return [...arrays.values()]
    .filter(({ dtype, kind }) => dtype !== undefined || kind.startsWith('>'))
    .map(({ name, shape, read }) => ({ name, shape, values: () => rowOrder(read()) }));
}

/**
 * Reads the table of contents of a `.npz` archive: weights of vit_jax and big_vision under the names and in the layouts that
 * timm has for them, others as they are called. Nothing in it is run: arrays of Python's objects are not read.
 * @throws LabError `not-found`, or `bad-checkpoint` for everything else that the file may hold
 */
export function openNpz(path: string): CheckpointFile {
  try {
    const arrays = npzArrays(path);
    const prefix = jaxPrefix(arrays.keys());
    const { tensors, heads } =
      prefix === undefined ? { tensors: asNamed(arrays), heads: undefined } : fromJax(arrays, prefix);
    const range = { path: realpathSync(path), byteOffset: 0, byteLength: statSync(path).size };
    const stored = tensors.map((tensor): [string, StoredTensor] => [tensor.name, { ...tensor, dtype: 'F32', range }]);
    return { path, metadata: {}, tensors: new Map(stored), ...(heads === undefined ? {} : { heads }) };
  } catch (error) {
    if (error instanceof LabError) throw error;
    const reason = error instanceof Error && !(error instanceof RangeError) ? error.message : 'it is damaged';
    throw new LabError(
      'bad-checkpoint',
      `${path} can't be read as an archive of NumPy: ${reason}.`,
      'Copy or download it again, or save the weights as safetensors.',
      error,
    );
  }
}
