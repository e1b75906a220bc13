import { sizeOf } from '../../engines/engine.ts';
import { dtypeBits, type StoredDType } from '../stored-tensor.ts';

/** How an array of NumPy lies in its file. */
export interface NpyHeader {
  /** Undefined for what is no number, or written with its bytes the other way around. */
  readonly dtype: StoredDType | undefined;
  /** NumPy's own word for the kind of number, e.g. `<f4`. */
  readonly kind: string;
  readonly shape: readonly number[];
  /** Steps between neighbours along each axis, in values. */
  readonly strides: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

/** JAX writes bfloat16 as two bytes without a meaning. */
const kinds: Readonly<Record<string, StoredDType>> = {
  ...{ '<f8': 'F64', '<f4': 'F32', '<f2': 'F16', '|V2': 'BF16', '<V2': 'BF16' },
  ...{ '<i8': 'I64', '<i4': 'I32', '<i2': 'I16', '|i1': 'I8', '<u2': 'U16', '|u1': 'U8', '|b1': 'BOOL' },
};

/** NumPy has no arrays of more axes. */
const mostAxes = 64;

/** Steps along each axis: the last one is the fastest, or the first one in Fortran's order. */
function stridesOf(shape: readonly number[], fortran: boolean): number[] {
  return shape.map((_, axis) => sizeOf(fortran ? shape.slice(0, axis) : shape.slice(axis + 1)));
}

/**
 * Reads the header of a `.npy` file: its magic, a version, a length, and a dictionary as Python prints it.
 * @throws Error saying what is wrong
 */
export function readNpyHeader(bytes: Buffer): NpyHeader {
  if (bytes.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error('is no array of NumPy');
  const long = bytes[6]! > 1;
  const begin = long ? 12 : 10;
  const start = begin + (long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  if (start > bytes.length) throw new Error('is cut off');
  const text = bytes.toString('latin1', begin, start);
  const [kind, order, axes] = [
    /'descr': '([^']*)'/.exec(text)?.[1],
    /'fortran_order': (True|False)/.exec(text)?.[1],
    /'shape': \(((?:\d{1,15}L?,? ?)*)\)/.exec(text)?.[1],
  ];
  if (order === undefined || axes === undefined) throw new Error('has a damaged header');
  const shape = (axes.match(/\d+/g) ?? []).map(Number);
  if (shape.length > mostAxes) throw new Error('has a damaged header');
  const dtype = kind === undefined || !Object.hasOwn(kinds, kind) ? undefined : kinds[kind];
  return { dtype, kind: kind ?? 'records', shape, strides: stridesOf(shape, order === 'True'), start };
}

/** Bytes of the values; undefined where their kind is unknown. */
export function valueBytes({ dtype, shape }: NpyHeader): number | undefined {
  return dtype === undefined ? undefined : (sizeOf(shape) * dtypeBits[dtype]) / 8;
}
