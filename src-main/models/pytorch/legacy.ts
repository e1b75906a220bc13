import { dtypeBits, readRange } from '../stored-tensor.ts';
import { PickleObject, unpickle, type PickleHost, type PickleValue } from './pickle.ts';
import { storageTypes, torchHost, type Storage } from './state-dict.ts';
import type { ZipEntry } from '../zip-directory.ts';

/** The number that begins files of PyTorch before 1.6, as a pickle holds it. */
const magic = Buffer.from([0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);
/** In front of it: the pickle's protocol, and its frame in newer ones. */
const longestPrologue = 11;

export function isLegacy(head: Buffer): boolean {
  const at = head.indexOf(magic);
  return head[0] === 0x80 && at > 0 && at <= longestPrologue;
}

/** Magic number, version, system, what was saved, and the keys of the storages, as pickles one after the other. */
const pickles = 5;
const firstPiece = 2 ** 20;

interface Contents {
  readonly checkpoint: PickleValue;
  /** Where the bytes of each storage lie, by its key. */
  readonly storages: ReadonlyMap<string, ZipEntry>;
}

interface Pickles {
  readonly values: readonly PickleValue[];
  readonly end: number;
  readonly types: ReadonlyMap<string, string>;
}

function readPickles(bytes: Buffer): Pickles {
  const types = new Map<string, string>();
  const host: PickleHost = {
    call: (callee, args) => torchHost.call(callee, args),
    persistent(id) {
      const found = torchHost.persistent(id);
      const storage = found instanceof PickleObject ? (found.value as Storage) : undefined;
      if (storage) types.set(storage.key, storage.type);
      return found;
    },
  };
  const values: PickleValue[] = [];
  let at = 0;
  while (values.length < pickles) {
    const { value, end } = unpickle(bytes, host, at);
    values.push(value);
    at = end;
  }
  return { values, end: at, types };
}

/** Where the pickles end is known only when they are read: more of the file is taken until they do. */
function readFront(descriptor: number, fileSize: number, largest: number): Pickles {
  for (let length = firstPiece; ; length *= 4) {
    try {
      return readPickles(readRange(descriptor, 0, Math.min(length, fileSize)));
    } catch (error) {
      const more = (error as Error).message === 'it ends too early' && length < fileSize;
      if (!more) throw error;
      if (length >= largest) throw new Error('it holds more than the names of tensors', { cause: error });
    }
  }
}

function locateStorages(descriptor: number, fileSize: number, { values, end, types }: Pickles): Map<string, ZipEntry> {
  const keys = values.at(-1);
  if (!Array.isArray(keys)) throw new Error('it is damaged');
  const storages = new Map<string, ZipEntry>();
  let at = end;
  for (const key of keys) {
    const dtype = typeof key === 'string' ? storageTypes[types.get(key) ?? ''] : undefined;
    if (typeof key !== 'string' || dtype === undefined) throw new Error('it holds numbers of an unknown kind');
    const count = readRange(descriptor, at, 8);
    if (count.length < 8) throw new Error('it is cut off');
    const size = (Number(count.readBigInt64LE()) * dtypeBits[dtype]) / 8;
    const offset = at + 8;
    if (size < 0 || offset + size > fileSize) throw new Error('it is cut off');
    storages.set(key, { offset, size, compressed: false });
    at = offset + size;
  }
  return storages;
}

/**
 * Reads what `torch.save` wrote before version 1.6: pickles, then the numbers of each storage behind their count.
 * @param largest bytes that the pickles may have
 * @throws Error saying what is wrong
 */
export function readLegacy(descriptor: number, fileSize: number, largest: number): Contents {
  const front = readFront(descriptor, fileSize, largest);
  const system = front.values[2];
  if (system instanceof Map && system.get('little_endian') === false) throw new Error('its numbers are big-endian');
  return { checkpoint: front.values[3]!, storages: locateStorages(descriptor, fileSize, front) };
}
