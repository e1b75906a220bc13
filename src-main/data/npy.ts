import { open, type FileHandle } from 'node:fs/promises';
import { LabError } from '../../src-shared/errors.ts';

/** Kinds of numbers that the lab reads, by NumPy's names for them in little-endian or single-byte order. */
const readers = {
  '|u1': { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  '<u2': { bytes: 2, read: (view: DataView, at: number) => view.getUint16(at, true) },
  '<i4': { bytes: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  '<i8': { bytes: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) },
  '<f4': { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
} as const;
type NpyType = keyof typeof readers;

const isKnown = (type: string): type is NpyType => Object.hasOwn(readers, type);

/** Facts in the head of a .npy file about the numbers after it. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Position of the first number in the file. */
  readonly offset: number;
}

const magic = '\x93NUMPY';
/** Far longer than any that NumPy writes for plain arrays. */
const longestHead = 65_536;
const hint = 'Save it again with numpy.save, as an array of numbers in C order.';

function damaged(file: string, what: string): LabError {
  return new LabError('bad-input', `${file} ${what}.`, hint);
}

/** Reads exactly `length` bytes. @throws LabError `bad-input` where the file ends before */
async function readExactly(handle: FileHandle, file: string, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let read = 0; read < length;) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) throw damaged(file, 'ends before its last number');
    read += bytesRead;
  }
  return buffer;
}

/** The text of Python's dictionary that says type, order and shape. */
function parseHead(file: string, text: string): Omit<NpyHeader, 'offset'> {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || sizes === undefined) {
    throw damaged(file, 'is no array of numbers that NumPy saved');
  }
  if (order === 'True') throw damaged(file, 'has its numbers in Fortran order');
  if (!isKnown(type)) throw damaged(file, `holds numbers of the kind ${type}, which the lab doesn't read`);
  const shape = sizes.split(',').filter((size) => size.trim() !== '');
  return { type, shape: shape.map(Number) };
}

async function readHead(handle: FileHandle, file: string): Promise<NpyHeader> {
  const start = await readExactly(handle, file, 0, 12);
  if (start.toString('latin1', 0, 6) !== magic) throw damaged(file, 'is no .npy file');
  const isFirstVersion = start[6] === 1;
  const length = isFirstVersion ? start.readUInt16LE(8) : start.readUInt32LE(8);
  const from = isFirstVersion ? 10 : 12;
  if (length > longestHead) throw damaged(file, 'is no array of numbers that NumPy saved');
  const text = await readExactly(handle, file, from, length);
  return { ...parseHead(file, text.toString('latin1')), offset: from + length };
}

/** An open .npy file, read row by row: CIFAR-10-C's are far larger than what a run needs of them. */
export class NpyFile {
  readonly header: NpyHeader;
  private readonly handle: FileHandle;
  private readonly file: string;

  private constructor(handle: FileHandle, file: string, header: NpyHeader) {
    this.handle = handle;
    this.file = file;
    this.header = header;
  }

  /** @throws LabError `not-found`, `bad-input` naming the file and what is wrong with it */
  static async open(file: string): Promise<NpyFile> {
    const handle = await open(file).catch((error: unknown) => {
      throw new LabError('not-found', `${file} can't be opened.`, 'Check the path.', error);
    });
    try {
      const header = await readHead(handle, file);
      const { size } = await handle.stat();
      const numbers = header.shape.reduce((product, length) => product * length, 1);
      if (size < header.offset + numbers * readers[header.type].bytes)
        throw damaged(file, 'ends before its last number');
      return new NpyFile(handle, file, header);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The bytes of rows `first` … `first + count − 1`, a row being all numbers with one first index. */
  async rows(first: number, count: number): Promise<Buffer> {
    const { type, shape, offset } = this.header;
    const rowBytes = shape.slice(1).reduce((product, length) => product * length, readers[type].bytes);
    if (first < 0 || first + count > (shape[0] ?? 0))
      throw new RangeError(`${this.file} has no row ${first + count - 1}`);
    return readExactly(this.handle, this.file, offset + first * rowBytes, count * rowBytes);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * A whole one-dimensional array of whole numbers, such as labels or an order of images; those saved as floats count where
 * they are whole.
 * @throws LabError `not-found`, `bad-input`
 */
export async function readWholeNumbers(path: string): Promise<Int32Array> {
  const file = await NpyFile.open(path);
  try {
    const { type, shape } = file.header;
    const [length] = shape;
    if (shape.length !== 1 || length === undefined) {
      throw damaged(path, `has the shape (${shape.join(', ')}), not one number after the other`);
    }
    const { bytes, read } = readers[type];
    const buffer = await file.rows(0, length);
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return Int32Array.from({ length }, (_, i) => {
      const value = read(view, i * bytes);
      if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
      throw damaged(path, `holds ${value} at position ${i}, which is no whole number of use here`);
    });
  } finally {
    await file.close();
  }
}
