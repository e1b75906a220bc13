import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LabApi } from '../../../../src-shared/api/contract.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { WireServer } from '../../../../src-main/shells/wire/wire-server.ts';

const servers: WireServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function setUp(api: Partial<LabApi> = {}): WireServer {
  const server = new WireServer(api as LabApi, new EventHub());
  servers.push(server);
  return server;
}

const settings = {
  theme: 'dark',
  engine: 'auto',
  threads: 0,
  notifications: true,
  onClose: 'ask',
  baselineRun: null,
  devices: null,
  jobsPerDevice: 1,
} as const;

describe('a window that does not keep to the protocol', () => {
  const hello = JSON.stringify({ type: 'hello', seen: null });
  it.each([
    ['no JSON', [hello, '{']],
    ['no request', [hello, '[]']],
    ['an unknown type', [hello, '{"type":"shout"}']],
    ['more than a request has', [hello, '{"type":"hello","seen":null,"more":1}']],
    ['a number that is none', [hello, '{"type":"call","id":-1,"name":"info","input":{}}']],
    ['two calls of one number', [hello, ...Array<string>(2).fill('{"type":"call","id":1,"name":"info","input":{}}')]],
    ['a call before hello', ['{"type":"call","id":1,"name":"info","input":{}}']],
  ])('is cut off: %s', (_what, texts) => {
    const server = setUp();
    const refuse = vi.fn();
    const peer = server.accept({ send: () => undefined, refuse });
    for (const text of texts) peer.receive(text);
    expect(refuse).toHaveBeenCalledOnce();
    expect(server.size).toBe(0);
  });

  it('may not have any number of calls under way', async () => {
    const server = setUp({ getSettings: () => new Promise(() => undefined) });
    const replies: unknown[] = [];
    const peer = server.accept({ send: (text) => void replies.push(JSON.parse(text)), refuse: () => undefined });
    peer.receive(hello);
    for (let id = 0; id < 257; id++) {
      peer.receive(JSON.stringify({ type: 'call', id, name: 'getSettings', input: {} }));
    }
    await vi.waitFor(() => expect(replies).toHaveLength(2));
    expect(replies[1]).toMatchObject({ type: 'error', id: 256, error: { code: 'bad-input' } });
  });

  it('that was reloaded gets no answer meant for the page before', async () => {
    const release: (() => void)[] = [];
    const server = setUp({
      getSettings: () => new Promise((resolve) => void release.push(() => resolve(settings))),
    });
    const replies: { type: string }[] = [];
    const peer = server.accept({
      send: (text) => void replies.push(JSON.parse(text) as { type: string }),
      refuse: () => undefined,
    });
    peer.receive(hello);
    peer.receive(JSON.stringify({ type: 'call', id: 0, name: 'getSettings', input: {} }));
    peer.receive(hello);
    await vi.waitFor(() => expect(release).toHaveLength(1));
    release[0]!();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(replies.map(({ type }) => type)).toEqual(['welcome', 'welcome']);
  });
});
