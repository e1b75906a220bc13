import type { Tensor } from '@tensorflow/tfjs-core';
import { LabError } from '../../src-shared/errors.ts';

/** Common part of tensors, be they on an engine, in host memory, or nothing but their shape and type. */
interface Leaf {
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** Tensors put together by names and places, as deep as one likes; a tensor alone is a tree as well. */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };
export type TensorTree = Tree<Tensor>;

/** A tree like S with leaves T: the same state on an engine, in host memory, or as shapes and types. */
export type Of<S, T> = S extends Leaf
  ? T
  : S extends readonly (infer Each)[]
    ? readonly Of<Each, T>[]
    : { readonly [K in keyof S]: Of<S[K], T> };

function isLeaf<T extends Leaf>(tree: Tree<T>): tree is T {
  return 'dtype' in tree && typeof tree.dtype === 'string';
}

const join = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);

function leavesOf<T extends Leaf>(tree: Tree<T>, path: string): [string, T][] {
  if (isLeaf(tree)) return [[path, tree]];
  return Object.entries(tree).flatMap(([key, child]) => leavesOf(child, join(path, key)));
}

/**
 * The leaves of a tree by their paths, such as `moments.mean` or `supports.7`: the names under which engines take tensors and
 * checkpoints store them.
 */
export function flatten<T extends Leaf>(tree: Tree<T>): Record<string, T> {
  return Object.fromEntries(leavesOf(tree, ''));
}

/** Each of some named values turned into another. */
export function mapEach<A, B>(
  values: Readonly<Record<string, A>>,
  turn: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, turn(value, name)]));
}

/** The tree with its paths for leaves. */
function pathsOf(tree: Tree<Leaf>, path: string): Tree<string> {
  if (isLeaf(tree)) return path;
  if (Array.isArray(tree)) return tree.map((child: Tree<Leaf>, i) => pathsOf(child, join(path, i)));
  return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, pathsOf(child, join(path, key))]));
}

function fill<T>(paths: Tree<string>, leaves: Readonly<Record<string, T>>): Tree<T> {
  if (typeof paths === 'string') return need(leaves, paths);
  if (Array.isArray(paths)) return paths.map((child: Tree<string>) => fill(child, leaves));
  return Object.fromEntries(Object.entries(paths).map(([key, child]) => [key, fill(child, leaves)]));
}

/** Undoes `flatten` for trees of one form. Leaves beyond it are left out. */
export type Unflatten<S> = <T>(leaves: Readonly<Record<string, T>>) => Of<S, T>;

/**
 * How to undo `flatten` for trees that are built as `like` is, of which nothing but the form is kept. Names may have dots of
 * their own, so that paths alone are ambiguous.
 * @returns a function that throws LabError `bad-input` naming a leaf that is missing
 */
export function unflattenLike<S extends Tree<Leaf>>(like: S): Unflatten<S>;
export function unflattenLike<S, T extends Leaf>(like: Of<S, T>): Unflatten<S>;
export function unflattenLike<S>(like: Tree<Leaf>): Unflatten<S> {
  const paths = pathsOf(like, '');
  return <T>(leaves: Readonly<Record<string, T>>) => fill(paths, leaves) as Of<S, T>;
}

/** @throws LabError `bad-input` where there is none of that name */
export function need<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name];
  if (value === undefined) throw new LabError('bad-input', `The tensor '${name}' is missing.`);
  return value;
}
