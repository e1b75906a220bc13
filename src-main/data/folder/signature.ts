import { open } from 'node:fs/promises';
import { toLabError } from '../../../src-shared/errors.ts';

/** Bytes that identify a file's format. */
const headLength = 64;

const signatures: readonly { readonly format: string; readonly matches: (head: Buffer) => boolean }[] = [
  { format: 'JPEG', matches: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff },
  { format: 'PNG', matches: (head) => head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])) },
  { format: 'WebP', matches: (head) => text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP' },
];

const strangers: readonly { readonly what: string; readonly matches: (head: Buffer) => boolean }[] = [
  {
    what: 'is a placeholder of Git LFS, not the image',
    matches: (head) => text(head, 0, 24) === 'version https://git-lfs.',
  },
  { what: 'is a web page, not an image', matches: (head) => /^\s*<(?:!doctype|html)/i.test(text(head, 0, headLength)) },
  { what: 'is an AVIF file, which is not read', matches: (head) => /^ftypavi[fs]$/.test(text(head, 4, 12)) },
  { what: 'is a HEIC file, which is not read', matches: (head) => /^ftyp(?:he|mif1|msf1)/.test(text(head, 4, 12)) },
  {
    what: 'is an SVG drawing, which is not read',
    matches: (head) => /^\s*<(?:\?xml|svg)/i.test(text(head, 0, headLength)),
  },
  { what: 'is an array of NumPy, which is not read', matches: (head) => text(head, 0, 6) === '\x93NUMPY' },
  { what: 'is a GIF file, which is not read', matches: (head) => text(head, 0, 4) === 'GIF8' },
  { what: 'is a BMP file, which is not read', matches: (head) => text(head, 0, 2) === 'BM' },
  {
    what: 'is a TIFF file, which is not read',
    matches: (head) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(head, 0, 4)),
  },
];

function text(head: Buffer, from: number, to: number): string {
  return head.toString('latin1', from, to);
}

/** Why bytes are no image that is read, by how they begin; undefined when they look right. */
export function imageProblem(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headLength));
  if (head.length === 0) return 'is empty';
  if (signatures.some(({ matches }) => matches(head))) return undefined;
  return strangers.find(({ matches }) => matches(head))?.what ?? 'is no JPEG, PNG or WebP file';
}

/**
 * Why a file can't be an image, from its first bytes alone, to be read after its name; undefined when they look right.
 * Other faults, e.g. that the rest is damaged, appear when the image is decoded.
 */
export async function imageFileProblem(path: string): Promise<string | undefined> {
  try {
    return imageProblem(await readHead(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'is a link that leads nowhere';
    if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission denied)';
    return `can't be read (${toLabError(error).message})`;
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
