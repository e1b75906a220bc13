import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Random } from '../../../src-shared/random.ts';
import { serveLab } from '../../../src-main/shells/browser/server.ts';
import { WireServer } from '../../../src-main/shells/wire/wire-server.ts';
import { choose, mutateBytes } from '../mutate.ts';
import type { FuzzTarget } from '../target.ts';
import { Faults, idleLab } from './idle-lab.ts';

const token = 'f'.repeat(32);
const targets = [
  '/',
  '//',
  '/channel',
  '/index.html',
  '/?token=',
  `/?token=${token}`,
  '*',
  'http://[',
  '/%2e%2e/',
  '/%',
];
const methods = ['GET', 'POST', 'HEAD', 'CONNECT', 'OPTIONS', 'TRACE', 'PRI', 'get'];

/** A text message of a WebSocket's client. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = payload.map((byte, i) => byte ^ mask[i % 4]!);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}

/** A request with everything right but what was drawn otherwise, and a WebSocket's first message behind it. */
function request(port: number, random: Random): Buffer {
  const host = `127.0.0.1:${port}`;
  const isUpgrade = random() < 0.6;
  const lines = [
    `${random() < 0.8 ? 'GET' : choose(random, methods)} ${random() < 0.5 ? '/channel' : choose(random, targets)} HTTP/1.1`,
    `Host: ${random() < 0.9 ? host : choose(random, ['evil.example', '', '::', '//'])}`,
    ...(random() < 0.8 ? [`Origin: http://${host}`] : []),
    ...(random() < 0.5 ? [`Cookie: lab-${port}=${token}`] : [`Cookie: ${choose(random, ['lab=', '=;=', '%', '\0'])}`]),
    ...(isUpgrade ? ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'] : ['Connection: close']),
    ...(isUpgrade ? ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='] : []),
  ];
  const head = Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
  const frames = isUpgrade ? [frame('{"type":"hello","seen":null}'), frame('{"type":"call"}')] : [];
  const whole = Buffer.concat([head, ...frames]);
  return random() < 0.3 ? whole : mutateBytes(whole, random);
}

/** How long an answer is waited for, of which there may be none, and what comes after its beginning. */
const unansweredMs = 300;
const heardOutMs = 3;
/** A request that is right is always answered, on a busy computer a while later. */
const properMs = 30_000;

/** Sends bytes and hears out the answer, which is waited for so long. @returns the status, or `closed` where there was none */
function send(port: number, bytes: Buffer, patienceMs = unansweredMs): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    const hangUp = (ms: number) => setTimeout(() => socket.end(), ms);
    socket.on('data', (chunk: Buffer) => {
      if (text === '') hangUp(heardOutMs);
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed'));
    socket.write(bytes);
    hangUp(patienceMs);
  });
}

/** Cases after which it is tried whether the pages still come. */
const betweenChecks = 20;

/** Bytes of strangers to the port of the browser shell, most of them before the token. */
export const httpTarget: FuzzTarget = {
  name: 'http',
  round: 1500,
  async open(folder) {
    const pages = path.join(folder, 'pages');
    mkdirSync(pages);
    writeFileSync(path.join(pages, 'index.html'), '<title>Lab</title>');
    const lab = idleLab(folder, []);
    const faults = new Faults();
    const wire = new WireServer(lab.api, lab.hub, { report: faults.report });
    const server = await serveLab({ pages, port: 0, token, wire, report: faults.report });
    const port = Number(new URL(server.url).port);
    const proper = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: lab-${port}=${token}\r\nConnection: close\r\n\r\n`;
    let count = 0;
    return {
      async attempt(random) {
        const outcome = await send(port, request(port, random));
        faults.check();
        if (++count % betweenChecks === 0 && (await send(port, Buffer.from(proper), properMs)) !== '200') {
          throw new Error('The pages do not come any more.');
        }
        if (outcome.startsWith('5') && outcome !== '501') throw new Error(`The answer has the status ${outcome}.`);
        return outcome;
      },
      async close() {
        wire.close();
        await server.close();
        await lab.close();
      },
    };
  },
};
