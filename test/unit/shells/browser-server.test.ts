import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePages } from '../../../src-main/shells/browser/server.ts';
import type { PageServer } from '../../../src-main/shells/browser/server.ts';

interface Answer {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** `fetch` sets Host, Origin and cleaned paths by itself; this sends what it is told. */
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
let server: PageServer;
let base: URL;
let cookie: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lab-server-'));
  writeFileSync(path.join(root, 'index.html'), '<title>Lab</title>');
  server = await servePages(root);
  base = new URL(server.url);
  cookie = `lab-${base.port}=${base.searchParams.get('token') ?? ''}`;
});

afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

describe('servePages', () => {
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
    expect((await ask(base, '//', { Cookie: cookie })).status).toBe(400);
  });

  it('says which port is in use', async () => {
    await expect(servePages(root, Number(base.port))).rejects.toMatchObject({
      code: 'bad-option',
      message: `Port ${base.port} is in use.`,
    });
  });
});
