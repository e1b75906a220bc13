import { readSync } from 'node:fs';

/** Where the bytes of a file in an archive lie. */
export interface ZipEntry {
  readonly offset: number;
  readonly size: number;
  /** Packed: its bytes are of no use where they lie. */
  readonly compressed: boolean;
}

/** Entry of the directory on a file: its properties beside its place. */
export interface ArchiveEntry extends ZipEntry {
  /** How it is packed: 0 not at all, 8 with deflate, and others. */
  readonly method: number;
  /** Bytes once it is unpacked, as the directory claims. */
  readonly unpackedSize: number;
  /** CRC-32 of the unpacked bytes. */
  readonly checksum: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const longestComment = 0xffff;
/** Stands in 32-bit fields whose value is elsewhere, in archives beyond 4 GiB. */
const elsewhere = 0xffffffff;

function read(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const count = readSync(descriptor, bytes, 0, length, position);
  if (count < length) throw new Error('it is cut off');
  return bytes;
}

/** The end record: searched from the back, since a comment of any text may follow it. */
function findEnd(descriptor: number, fileSize: number): Buffer {
  const length = Math.min(fileSize, endBytes + longestComment);
  const tail = read(descriptor, fileSize - length, length);
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === endSignature) return tail.subarray(at, at + endBytes);
  }
  throw new Error('it is cut off');
}

/** Names and extra fields may be longer in front of the data than in the directory. */
function dataOffset(descriptor: number, localHeader: number): number {
  const header = read(descriptor, localHeader, 30);
  if (header.readUInt32LE(0) !== localSignature) throw new Error('its directory points to nothing');
  return localHeader + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/**
 * The directory of a ZIP archive. PyTorch stores what it writes without compression, so that its bytes can be read, or
 * mapped, where they lie.
 * @throws Error saying what is wrong with the archive
 */
export function readZipDirectory(descriptor: number, fileSize: number): ReadonlyMap<string, ArchiveEntry> {
  const end = findEnd(descriptor, fileSize);
  const count = end.readUInt16LE(10);
  const size = end.readUInt32LE(12);
  const start = end.readUInt32LE(16);
  if (count === 0xffff || size === elsewhere || start === elsewhere) throw new Error('it is larger than 4 GiB');
  if (start + size > fileSize) throw new Error('it is cut off');
  const directory = read(descriptor, start, size);
  const entries = new Map<string, ArchiveEntry>();
  for (let at = 0, index = 0; index < count; index++) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('its directory is damaged');
    const method = directory.readUInt16LE(at + 10);
    const checksum = directory.readUInt32LE(at + 16);
    const stored = directory.readUInt32LE(at + 20);
    const unpackedSize = directory.readUInt32LE(at + 24);
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    const localHeader = directory.readUInt32LE(at + 42);
    if ([stored, unpackedSize, localHeader].includes(elsewhere)) throw new Error('it is larger than 4 GiB');
    const offset = dataOffset(descriptor, localHeader);
    if (offset + stored > fileSize) throw new Error('it is cut off');
    entries.set(name, { offset, size: stored, compressed: method !== 0, method, unpackedSize, checksum });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}
