import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LabError } from '../../../src-shared/errors.ts';
import { readPage, securityHeaders } from '../pages.ts';

export interface PageServer {
  /** Address to open, with the token that lets its holder in. */
  url: string;
  close: () => Promise<void>;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const sameSecret = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new LabError('bad-option', `Port ${port} is in use.`, 'Choose another one with --port.') : error);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface Answer {
  status: number;
  body: string | Buffer;
  headers: Record<string, string>;
}

function refusal(status: number, sentence: string): Answer {
  return { status, body: `${sentence}\n`, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}

/** Decides what a request gets, for a server on `port` whose pages lie below `root`. */
async function answerTo(request: IncomingMessage, root: string, port: number, token: string): Promise<Answer> {
  const { host, origin } = request.headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return refusal(403, 'Wrong host.');
  if (origin !== undefined && origin !== `http://${host}`) return refusal(403, 'Wrong origin.');
  if (request.method !== 'GET') return refusal(405, 'Pages can only be read.');

  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${host}`);
  const cookie = `lab-${port}`;
  const given = searchParams.get('token');
  if (!sameSecret(given ?? cookieOf(request, cookie) ?? '', token)) {
    return refusal(403, 'Wrong or missing token: open the address that the lab has printed.');
  }
  if (given !== null) {
    const setCookie = `${cookie}=${token}; Path=/; HttpOnly; SameSite=Lax`;
    return { status: 303, body: '', headers: { Location: '/', 'Set-Cookie': setCookie } };
  }
  const page = await readPage(root, pathname);
  if (page === undefined) return refusal(404, 'There is no such page.');
  return { status: 200, body: page.body, headers: { 'Content-Type': page.contentType } };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { ...securityHeaders, 'Cache-Control': 'no-store', ...headers });
  response.end(body);
}

/**
 * Serves the built pages below `root` on the loopback interface, to the holder of a random token only.
 *
 * The token in the URL is traded for a cookie at once, so that it stays out of the history. A foreign `Host` (DNS
 * rebinding) or `Origin` (another site's script) is refused before anything else is looked at.
 *
 * @param port 0 for any free port
 * @throws LabError `bad-option` if the port is in use
 */
export async function servePages(root: string, port = 0): Promise<PageServer> {
  const token = randomBytes(24).toString('base64url');
  let actualPort = port;
  const server = createServer((request, response) => {
    void answerTo(request, root, actualPort, token)
      .catch(() => refusal(400, 'The request could not be understood.'))
      .then((answer) => send(response, answer));
  });
  actualPort = await listen(server, port);
  return {
    url: `http://127.0.0.1:${actualPort}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
