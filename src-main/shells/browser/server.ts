import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { LabError } from '../../../src-shared/errors.ts';
import { readPage, securityHeaders } from '../pages.ts';
import type { FaultReport } from '../last-handler.ts';
import type { WireServer } from '../wire/wire-server.ts';
import { Access } from './access.ts';
import { TabSockets } from './sockets.ts';

export interface LabServerOptions {
  /** Folder of the built pages. */
  readonly pages: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Secret that lets a tab in. */
  readonly token: string;
  readonly wire: WireServer;
  /** Takes what goes wrong with a connection without being the client's fault. */
  readonly report: FaultReport;
}

export interface LabServer {
  /** Address to open, with the token that lets its holder in. */
  readonly url: string;
  /** Tabs that are connected. */
  readonly tabs: number;
  close(): Promise<void>;
}

/** Connections at once: every tab has one, and a few more while it loads. */
const mostConnections = 512;

/** Where pages open their WebSocket. */
const channelPath = '/channel';

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

/** Path and query of a request as they were sent: they may be anything, so nothing is resolved or decoded here. */
function addressOf({ url = '' }: IncomingMessage): { pathname: string; query: URLSearchParams } {
  const [pathname = '', ...query] = url.split('?');
  return { pathname, query: new URLSearchParams(query.join('?')) };
}

/** Decides what a request for a page gets. */
async function answerTo(request: IncomingMessage, pages: string, access: Access): Promise<Answer> {
  const problem = access.nameProblem(request);
  if (problem !== undefined) return refusal(403, problem);
  if (request.method !== 'GET') return refusal(405, 'Pages can only be read.');

  const { pathname, query } = addressOf(request);
  const given = query.get('token');
  if (!access.isHolder(request, given)) {
    return refusal(403, 'Wrong or missing token: open the address that the lab has printed.');
  }
  if (given !== null) return { status: 303, body: '', headers: { Location: '/', 'Set-Cookie': access.setCookie } };
  const page = await readPage(pages, pathname);
  if (page === undefined) return refusal(404, 'There is no such page.');
  return { status: 200, body: page.body, headers: { 'Content-Type': page.contentType } };
}

/** Why a WebSocket request is refused. Browsers always send an origin; other clients are not allowed. */
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
export async function serveLab({ pages, port, token, wire, report }: LabServerOptions): Promise<LabServer> {
  let access = new Access(port, token);
  const sockets = new TabSockets(wire, report);
  const server = createServer((request, response) => {
    const channels = () => access.hosts.map((host) => `ws://${host}${channelPath}`);
    answerTo(request, pages, access)
      .catch((error: unknown) => {
        report('The answer to a request', error);
        return refusal(400, 'The request could not be understood.');
      })
      .then((answer) => send(response, answer, channels()))
      .catch((error: unknown) => {
        report('The sending of a page', error);
        response.destroy();
      });
  });
  server.maxConnections = mostConnections;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      const problem = upgradeProblem(request, access, sockets);
      if (problem) refuseUpgrade(socket, ...problem);
      else sockets.upgrade(request, socket, head);
    } catch (error) {
      report('The opening of a channel', error);
      socket.destroy();
    }
  });
  const actualPort = await listen(server, port);
  // For example too many open files: that connection fails, the others go on.
  server.on('error', (error) => report('A connection', error));
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
