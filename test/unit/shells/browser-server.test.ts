import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { serveLab, type LabServer } from '../../../src-main/shells/browser/server.ts';
import { WireServer } from '../../../src-main/shells/wire/wire-server.ts';

interface Answer {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** `fetch` sets Host, Origin and cleaned paths by itself; this sends what it is given. */
function ask(base: URL, target: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: base.hostname, port: base.port, path: target, method, headers },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

let root: string;
let server: LabServer;
let wire: WireServer;
const hub = new EventHub();
const token = 'a'.repeat(32);
/** Faults of the server's own: no client may cause any. */
const faults: unknown[] = [];
const report = (_doing: string, error: unknown): void => void faults.push(error);
let base: URL;
let cookie: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lab-server-'));
  writeFileSync(path.join(root, 'index.html'), '<title>Lab</title>');
  wire = new WireServer({} as LabApi, hub);
  server = await serveLab({ pages: root, port: 0, token, wire, report });
  base = new URL(server.url);
  cookie = `lab-${base.port}=${base.searchParams.get('token') ?? ''}`;
});

afterAll(async () => {
  expect(faults).toEqual([]);
  wire.close();
  await server.close();
  rmSync(root, { recursive: true });
});

describe('pages', () => {
  it('listens on the loopback interface only and trades the token for a cookie', async () => {
    expect(base.hostname).toBe('127.0.0.1');
    const answer = await ask(base, `/${base.search}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Lax`]);
  });

  it('serves pages to the holder of the cookie, with a policy that allows nothing inline', async () => {
    const answer = await ask(base, '/', { Cookie: `other=1; ${cookie}` });
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('<title>Lab</title>');
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('refuses a wrong token even beside the right cookie, and no token at all', async () => {
    expect((await ask(base, '/?token=wrong', { Cookie: cookie })).status).toBe(403);
    expect((await ask(base, '/')).status).toBe(403);
    expect((await ask(base, '/', { Cookie: `lab-${base.port}=` })).status).toBe(403);
  });

  it('refuses foreign hosts and origins, whatever they know', async () => {
    const port = base.port;
    expect((await ask(base, '/', { Cookie: cookie, Host: `evil.example:${port}` })).status).toBe(403);
    expect((await ask(base, '/', { Cookie: cookie, Host: '127.0.0.1:1' })).status).toBe(403);
    expect((await ask(base, '/', { Cookie: cookie, Origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(base, '/', { Cookie: cookie, Origin: 'null' })).status).toBe(403);
    expect((await ask(base, '/', { Cookie: cookie, Origin: `http://127.0.0.1:${port}` })).status).toBe(200);
  });

  it('refuses to leave the folder, to be written to, and what is not there', async () => {
    expect((await ask(base, '/../../etc/passwd', { Cookie: cookie })).status).toBe(404);
    expect((await ask(base, '/', { Cookie: cookie }, 'POST')).status).toBe(405);
    expect((await ask(base, '/missing.html', { Cookie: cookie })).status).toBe(404);
    expect((await ask(base, '//', { Cookie: cookie })).status).toBe(404);
  });

  it('may use the WebSocket of this server and pictures made in the page', async () => {
    const policy = String((await ask(base, '/', { Cookie: cookie })).headers['content-security-policy']);
    expect(policy).toContain(
      `connect-src 'self' ws://127.0.0.1:${base.port}/channel ws://localhost:${base.port}/channel;`,
    );
    expect(policy).toContain("img-src 'self' blob: data:;");
  });

  it('says which port is in use', async () => {
    await expect(serveLab({ pages: root, port: Number(base.port), token, wire, report })).rejects.toMatchObject({
      code: 'bad-option',
      message: `Port ${base.port} is in use.`,
    });
  });
});

function open(headers: Record<string, string>, target = '/channel'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${base.port}${target}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

function texts(socket: WebSocket, count: number): Promise<unknown[]> {
  const received: unknown[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (received.push(JSON.parse(data.toString())) === count) resolve(received);
    });
  });
}

function closing(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve));
}

describe('the channel', () => {
  const hello = JSON.stringify({ type: 'hello', seen: null });
  const own = () => ({ Cookie: cookie, Origin: `http://127.0.0.1:${base.port}` });

  it('is open to several pages at once', async () => {
    const tabs = await Promise.all([open(own()), open(own())]);
    const received = tabs.map((tab) => texts(tab, 2));
    for (const tab of tabs) tab.send(hello);
    await expect.poll(() => wire.size).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    hub.publish('rewound', { runId: 'x' });
    for (const [welcome, event] of await Promise.all(received)) {
      expect(welcome).toMatchObject({ type: 'welcome', fresh: true });
      expect(event).toMatchObject({ type: 'event', topic: 'rewound', payload: { runId: 'x' } });
    }
    expect(server.tabs).toBe(2);
    const closed = tabs.map(closing);
    for (const tab of tabs) tab.close();
    await Promise.all(closed);
    await expect.poll(() => wire.size).toBe(0);
  });

  it.each<[string, () => Record<string, string>, string, number]>([
    ['without the token', () => ({ Origin: own().Origin }), '/channel', 403],
    ['with the token in the address only', () => ({ Origin: own().Origin }), `/channel?token=${token}`, 403],
    ['without an origin', () => ({ Cookie: cookie }), '/channel', 403],
    ['of another site', () => ({ ...own(), Origin: 'http://evil.example' }), '/channel', 403],
    ['of another port', () => ({ ...own(), Origin: 'http://127.0.0.1:1' }), '/channel', 403],
    ['for another host', () => ({ ...own(), Host: `evil.example:${base.port}` }), '/channel', 403],
    ['at another place', own, '/other', 404],
  ])('refuses a request %s', async (_what, headers, target, status) => {
    await expect(open(headers(), target)).rejects.toThrow(`Unexpected server response: ${status}`);
    expect(server.tabs).toBe(0);
  });

  it('ends with a page that does not keep to the protocol', async () => {
    const [rude, binary] = [await open(own()), await open(own())];
    const codes = [closing(rude), closing(binary)];
    rude.send('{');
    binary.send(Buffer.from(hello));
    expect(await Promise.all(codes)).toEqual([1008, 1008]);
    await expect.poll(() => wire.size).toBe(0);
  });
});

/** Sends bytes as they are; resolves with the first line of the answer, empty where the connection is closed without one. */
function sendRaw(bytes: string): Promise<string> {
  const socket = net.connect(Number(base.port), base.hostname);
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
    socket.end(bytes, 'latin1');
  });
}

describe('a stranger', () => {
  const upgradeLines = () => [
    `Host: ${base.host}`,
    `Origin: http://${base.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];

  it.each(['//', '//x', '/channel//', 'http://[', 'http:///', '*', '/%', '/\\', '/channel?token=%', '?', '#'])(
    'does not end the server with an upgrade at %s',
    async (target) => {
      const answer = await sendRaw([`GET ${target} HTTP/1.1`, ...upgradeLines(), '', ''].join('\r\n'));
      expect(answer).toMatch(/^HTTP\/1\.1 40[0-9] /);
      expect((await ask(base, '/', { Cookie: cookie })).status).toBe(200);
    },
  );

  it.each(['//', '//x', 'http://[', '*', '/%', '/%00', '/..%2f..', '?', '/?token=%'])(
    'gets no page at %s',
    async (target) => {
      const lines = [`GET ${target} HTTP/1.1`, `Host: ${base.host}`, `Cookie: ${cookie}`, 'Connection: close', '', ''];
      expect(await sendRaw(lines.join('\r\n'))).toMatch(/^HTTP\/1\.1 40[0-9] /);
      expect((await ask(base, '/', { Cookie: cookie })).status).toBe(200);
    },
  );
});
