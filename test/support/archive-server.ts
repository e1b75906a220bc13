import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { Part } from '../../src-main/engines/provision/part.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

export function wheelOf(files: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, text(content)]))),
  );
}

/** A gzipped tar archive with folders left away, as GNU tar writes it. */
export function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A part that is in an archive. */
export function partOf(name: string, file: string, archive: Buffer): Part {
  return {
    ...{ name, version: '1', url: `https://example.org/${file}`, bytes: archive.length },
    sha256: createHash('sha256').update(archive).digest('hex'),
    keep: (entry) => (entry.endsWith('.so') ? entry.slice(entry.lastIndexOf('/') + 1) : undefined),
  };
}

/** Serves archives by name; of one that is `undefined` it sends the beginning and never the rest. */
export async function serveArchives(
  archives: Readonly<Record<string, Buffer | undefined>>,
): Promise<{ address: string; server: Server }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    if (!(name in archives)) response.writeHead(404).end();
    else if (archives[name] === undefined) response.writeHead(200).write('the beginning');
    else response.writeHead(200).end(archives[name]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
