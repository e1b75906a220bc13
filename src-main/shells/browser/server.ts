import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { LabError } from '../../../src-shared/errors.ts';
import { readPage, securityHeaders } from '../pages.ts';
import type { WireServer } from '../wire/wire-server.ts';
import { Access } from './access.ts';
import { TabSockets } from './sockets.ts';

export interface LabServerOptions {
  /** Folder of the built pages. */
  readonly pages: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What a tab must know to be let in. */
  readonly token: string;
  readonly wire: WireServer;
}

export interface LabServer {
  /** Address to open, with the token that lets its holder in. */
  readonly url: string;
  /** Tabs that are connected. */
  readonly tabs: number;
  close(): Promise<void>;
}

/** Where pages open their WebSocket. */
export const channelPath = '/channel';

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

function addressOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', `http://${request.headers.host}`);
}

/** Decides what a request for a page gets. */
async function answerTo(request: IncomingMessage, pages: string, access: Access): Promise<Answer> {
  const problem = access.nameProblem(request);
  if (problem !== undefined) return refusal(403, problem);
  if (request.method !== 'GET') return refusal(405, 'Pages can only be read.');

  const { pathname, searchParams } = addressOf(request);
  const given = searchParams.get('token');
  if (!access.isHolder(request, given)) {
    return refusal(403, 'Wrong or missing token: open the address that the lab has printed.');
  }
  if (given !== null) return { status: 303, body: '', headers: { Location: '/', 'Set-Cookie': access.setCookie } };
  const page = await readPage(pages, pathname);
  if (page === undefined) return refusal(404, 'There is no such page.');
  return { status: 200, body: page.body, headers: { 'Content-Type': page.contentType } };
}

/** What is wrong with a request for a WebSocket. Browsers always say where it comes from; nobody else has business here. */
function upgradeProblem(request: IncomingMessage, access: Access, sockets: TabSockets): [number, string] | undefined {
  const problem = access.nameProblem(request);
  if (problem !== undefined) return [403, problem];
  if (request.headers.origin === undefined) return [403, 'Missing origin.'];
  if (addressOf(request).pathname !== channelPath) return [404, 'There is no such channel.'];
  if (!access.isHolder(request, null)) return [403, 'Missing token.'];
  return sockets.isFull ? [503, 'Too many tabs.'] : undefined;
}

function refuseUpgrade(socket: Duplex, status: number, sentence: string): void {
  const head = [`HTTP/1.1 ${status} ${sentence}`, 'Connection: close', 'Content-Length: 0'];
  socket.end(`${head.join('\r\n')}\r\n\r\n`);
}

function send(response: ServerResponse, { status, body, headers }: Answer, channels: readonly string[]): void {
  response.writeHead(status, { ...securityHeaders(channels), 'Cache-Control': 'no-store', ...headers });
  response.end(body);
}

/**
 * Serves the lab on the loopback interface, to the holder of the token only: its built pages, and the channel that they
 * talk to the lab through. The token in the URL is traded for a cookie at once, so that it stays out of the history.
 *
 * @throws LabError `bad-option` if the port is in use
 */
export async function serveLab({ pages, port, token, wire }: LabServerOptions): Promise<LabServer> {
  let access = new Access(port, token);
  const sockets = new TabSockets(wire);
  const server = createServer((request, response) => {
    void answerTo(request, pages, access)
      .catch(() => refusal(400, 'The request could not be understood.'))
      .then((answer) =>
        send(
          response,
          answer,
          access.hosts.map((host) => `ws://${host}${channelPath}`),
        ),
      );
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const problem = upgradeProblem(request, access, sockets);
    if (problem) refuseUpgrade(socket, ...problem);
    else sockets.upgrade(request, socket, head);
  });
  const actualPort = await listen(server, port);
  access = new Access(actualPort, token);
  return {
    url: `http://127.0.0.1:${actualPort}/?token=${token}`,
    get tabs() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
