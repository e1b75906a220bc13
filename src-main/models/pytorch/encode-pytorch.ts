import { zipSync, type Zippable } from 'fflate';
import type { DType, HostTensor, Named } from '../../engines/engine.ts';

const storageTypes: Readonly<Record<DType, string>> = {
  float32: 'FloatStorage',
  int32: 'IntStorage',
  bool: 'BoolStorage',
};

/** Opcodes of Python's pickle format, protocol 2. */
const op = {
  protocol2: Buffer.from([0x80, 2]),
  mark: Buffer.from('('),
  tuple: Buffer.from('t'),
  call: Buffer.from('R'),
  persistent: Buffer.from('Q'),
  no: Buffer.from([0x89]),
  setItems: Buffer.from('u'),
  stop: Buffer.from('.'),
};

const global = (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const head = Buffer.from('X\0\0\0\0', 'latin1');
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function integer(value: number): Buffer {
  const bytes = Buffer.from('J\0\0\0\0', 'latin1');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

const tuple = (items: readonly Buffer[]): Buffer => Buffer.concat([op.mark, ...items, op.tuple]);
const emptyDict = Buffer.concat([global('collections', 'OrderedDict'), tuple([]), op.call]);

/** Values between neighbours along each axis of a tensor that is stored row by row. */
function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
}

/** A tensor as PyTorch rebuilds it: its numbers are those of the archive's file `data/<key>`. */
function tensor({ dtype, shape, data }: HostTensor, key: number): Buffer {
  const storage = [
    text('storage'),
    global('torch', storageTypes[dtype]),
    text(String(key)),
    text('cpu'),
    integer(data.length),
  ];
  const args = [
    Buffer.concat([tuple(storage), op.persistent]),
    integer(0),
    tuple(shape.map(integer)),
    tuple(stridesOf(shape).map(integer)),
    op.no,
    emptyDict,
  ];
  return Buffer.concat([global('torch._utils', '_rebuild_tensor_v2'), tuple(args), op.call]);
}

function pickle(tensors: Named<HostTensor>): Buffer {
  const items = Object.entries(tensors).flatMap(([name, value], key) => [text(name), tensor(value, key)]);
  return Buffer.concat([op.protocol2, emptyDict, op.mark, ...items, op.setItems, op.stop]);
}

/** PyTorch aligns the numbers of each tensor so that they can be mapped. */
const alignment = 64;
const localHeaderBytes = 30;
/** An extra field of the ZIP format: its id, of PyTorch's own padding, and its length come before its bytes. */
const paddingId = 0x4246;
const extraHeaderBytes = 4;

/** Files in this order, stored as they are, each beginning at a multiple of `alignment`. */
function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  let offset = 0;
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(files)) {
    const start = offset + localHeaderBytes + Buffer.byteLength(name) + extraHeaderBytes;
    const padding = (alignment - (start % alignment)) % alignment;
    entries[name] = [bytes, { extra: { [paddingId]: new Uint8Array(padding) } }];
    offset = start + padding + bytes.length;
  }
  // The same tensors give the same file whenever they are written.
  return zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) });
}

/**
 * Tensors as a state dictionary in the format of `torch.save`, as PyTorch since 1.6 reads it, with `weights_only` too.
 * The same tensors always give the same bytes.
 */
export function encodePytorch(tensors: Named<HostTensor>): Buffer {
  const values = Object.values(tensors).map(({ data }, key): [string, Uint8Array] => [
    `archive/data/${key}`,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
  const bytes = archive({
    'archive/data.pkl': pickle(tensors),
    'archive/byteorder': Buffer.from('little'),
    ...Object.fromEntries(values),
    'archive/version': Buffer.from('3\n'),
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
