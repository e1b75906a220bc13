import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../src-shared/api/client.ts';
import type { LabApi } from '../../../../src-shared/api/contract.ts';
import type { LabEventPayload } from '../../../../src-shared/api/events.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { WireServer } from '../../../../src-main/shells/wire/wire-server.ts';
import { Cable } from '../../../support/cable.ts';

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

const servers: WireServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function setUp(api: Partial<LabApi> = {}, limits?: { count: number; bytes: number }) {
  const hub = new EventHub();
  const server = new WireServer(api as LabApi, hub, limits ? { limits } : {});
  servers.push(server);
  const cable = new Cable(server);
  const connection = connect(cable);
  return { hub, server, cable, connection };
}

const notice = (text: string): LabEventPayload<'notice'> => ({ level: 'info', text });

describe('calls', () => {
  it('reach the lab with their defaults filled in, and answer with what it returns', async () => {
    const changeSettings = vi.fn(() => Promise.resolve(settings));
    const { cable, connection } = setUp({ changeSettings });
    cable.plugIn();
    expect(await connection.lab.changeSettings({ theme: 'dark' })).toEqual(settings);
    expect(changeSettings).toHaveBeenCalledExactlyOnceWith({ theme: 'dark' }, undefined);
  });

  it('wait for the first connection', async () => {
    const { cable, connection } = setUp({ getSettings: () => Promise.resolve(settings) });
    const answer = connection.lab.getSettings({});
    expect(connection.state).toBe('connecting');
    cable.plugIn();
    expect(connection.state).toBe('open');
    expect(await answer).toEqual(settings);
  });

  it('fail with the code, sentence and hint of the lab', async () => {
    const { cable, connection } = setUp({
      pauseRun: () => Promise.reject(new LabError('not-found', 'There is no run x.', 'Choose another.')),
      cancelRun: () => {
        throw new TypeError('slipped');
      },
    });
    cable.plugIn();
    const { lab } = connection;
    await expect(lab.pauseRun({ id: 'x' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no run x.',
      hint: 'Choose another.',
    });
    await expect(lab.cancelRun({ id: 'x' })).rejects.toMatchObject({ code: 'internal', message: 'slipped' });
  });

  it('are refused with what is wrong when the input is, and never reach the lab', async () => {
    const pauseRun = vi.fn();
    const { cable, connection } = setUp({ pauseRun });
    cable.plugIn();
    const wrong = [{ id: '' }, { id: 3 }, { id: 'x', more: true }, {}, null, 'x'] as { id: string }[];
    for (const input of wrong)
      await expect(connection.lab.pauseRun(input)).rejects.toMatchObject({ code: 'bad-input' });
    expect(pauseRun).not.toHaveBeenCalled();
  });

  it('that answer something else than the contract says are an internal error', async () => {
    const { cable, connection } = setUp({
      getSettings: () => Promise.resolve({ ...settings, theme: 'pink' } as never),
    });
    cable.plugIn();
    await expect(connection.lab.getSettings({})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('theme') as string,
    });
  });

  it('are dropped at both ends where nobody waits for a query any more, and when its window is gone', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const slow = (_input: unknown, signal?: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const { cable, connection, server } = setUp({ getSettings: slow, changeSettings: slow });
    cable.plugIn();
    const [first, second] = [new AbortController(), new AbortController()];
    const dropped = connection.lab.getSettings({}, first.signal);
    void connection.lab.getSettings({}, second.signal).catch(() => undefined);
    void connection.lab.changeSettings({}, first.signal).catch(() => undefined);
    first.abort();
    await expect(dropped).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(signals).toHaveLength(3));
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
    expect(signals[1]?.aborted).toBe(false);
    // A command was given, whoever waits for what comes of it.
    expect(signals[2]).toBeUndefined();
    server.close();
    expect(signals[1]?.aborted).toBe(true);
    await expect(connection.lab.getSettings({}, first.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('exist only where the contract has them, whatever the name', async () => {
    const api = { getSettings: () => Promise.resolve(settings), secret: () => Promise.resolve(null) };
    const { server } = setUp(api);
    const replies: unknown[] = [];
    const peer = server.accept({ send: (text) => void replies.push(JSON.parse(text)), refuse: () => undefined });
    peer.receive(JSON.stringify({ type: 'hello', seen: null }));
    const names = ['secret', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', ''];
    for (const [id, name] of names.entries()) peer.receive(JSON.stringify({ type: 'call', id, name, input: {} }));
    await vi.waitFor(() => expect(replies).toHaveLength(1 + names.length));
    for (const reply of replies.slice(1)) expect(reply).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
  });
});

describe('a lost connection', () => {
  it('fails commands under way and asks queries again', async () => {
    const release: ((value: typeof settings) => void)[] = [];
    const slow = vi.fn(() => new Promise<typeof settings>((resolve) => void release.push(resolve)));
    const { cable, connection } = setUp({ getSettings: slow, changeSettings: slow });
    cable.plugIn();
    const query = connection.lab.getSettings({});
    const command = connection.lab.changeSettings({});
    await vi.waitFor(() => expect(slow).toHaveBeenCalledTimes(2));
    cable.plugOut();
    expect(connection.state).toBe('lost');
    await expect(command).rejects.toMatchObject({ code: 'disconnected' });
    await expect(connection.lab.changeSettings({})).rejects.toMatchObject({ code: 'disconnected' });
    cable.plugIn();
    await vi.waitFor(() => expect(slow).toHaveBeenCalledTimes(3));
    for (const resolve of release) resolve(settings);
    expect(await query).toEqual(settings);
  });

  it('loses no event, and repeats none', () => {
    const { hub, cable, connection } = setUp();
    const heard: string[] = [];
    const fresh = vi.fn();
    connection.on('notice', ({ text }) => heard.push(text));
    connection.onFresh(fresh);
    cable.plugIn();
    hub.publish('notice', notice('one'));
    cable.plugOut();
    hub.publish('notice', notice('two'));
    hub.publish('notice', notice('three'));
    cable.plugIn();
    hub.publish('notice', notice('four'));
    expect(heard).toEqual(['one', 'two', 'three', 'four']);
    expect(fresh).not.toHaveBeenCalled();
  });

  it('asks to fetch anew when the missed events are not kept any more', () => {
    const { hub, cable, connection } = setUp({}, { count: 2, bytes: 10_000 });
    const heard: string[] = [];
    const fresh = vi.fn();
    connection.on('notice', ({ text }) => heard.push(text));
    connection.onFresh(fresh);
    cable.plugIn();
    cable.plugOut();
    for (const text of ['one', 'two', 'three']) hub.publish('notice', notice(text));
    cable.plugIn();
    expect(fresh).toHaveBeenCalledOnce();
    hub.publish('notice', notice('four'));
    expect(heard).toEqual(['four']);
  });

  it('asks to fetch anew when the lab is another one, even if its numbers would fit', () => {
    const { hub, cable, connection } = setUp();
    const fresh = vi.fn();
    connection.onFresh(fresh);
    cable.plugIn();
    hub.publish('notice', notice('one'));
    cable.plugOut();
    const restarted = setUp();
    restarted.hub.publish('notice', notice('a'));
    restarted.hub.publish('notice', notice('b'));
    cable.server = restarted.server;
    cable.plugIn();
    expect(fresh).toHaveBeenCalledOnce();
  });

  it('gives its state', () => {
    const { cable, connection } = setUp();
    const states: string[] = [];
    connection.onState((state) => states.push(state));
    cable.plugIn();
    cable.plugOut();
    cable.plugIn();
    expect(states).toEqual(['open', 'lost', 'open']);
  });

  it('ends for good when it is closed', async () => {
    const { cable, connection } = setUp({ getSettings: () => new Promise(() => undefined) });
    cable.plugIn();
    const query = connection.lab.getSettings({});
    connection.close();
    await expect(query).rejects.toMatchObject({ code: 'disconnected' });
    await expect(connection.lab.getSettings({})).rejects.toMatchObject({ code: 'disconnected' });
  });
});

describe('events', () => {
  it('go to the listeners of their topic until these leave', () => {
    const { hub, cable, connection } = setUp();
    const [notices, rewinds] = [vi.fn(), vi.fn()];
    const leave = connection.on('notice', notices);
    connection.on('rewound', rewinds);
    cable.plugIn();
    hub.publish('notice', notice('one'));
    leave();
    hub.publish('notice', notice('two'));
    expect(notices).toHaveBeenCalledExactlyOnceWith(notice('one'));
    expect(rewinds).not.toHaveBeenCalled();
  });

  it('that break the contract are reported as a problem and nobody gets them', () => {
    const { hub, cable, connection } = setUp();
    const [listener, problem] = [vi.fn(), vi.fn()];
    connection.on('notice', listener);
    connection.onProblem(problem);
    cable.plugIn();
    hub.publish('notice', { level: 'loud', text: 'x' } as never);
    cable.inject({ type: 'event', sequence: 2, topic: '__proto__', payload: {} });
    cable.inject('not JSON');
    cable.inject({ type: 'surprise' });
    expect(listener).not.toHaveBeenCalled();
    expect(problem).toHaveBeenCalledTimes(4);
  });

  it('wait for a slow window, which must fetch again when they became too many', () => {
    const { hub, cable, connection } = setUp({}, { count: 3, bytes: 10_000 });
    const heard: string[] = [];
    const fresh = vi.fn();
    connection.on('notice', ({ text }) => heard.push(text));
    connection.onFresh(fresh);
    cable.plugIn();
    cable.busy = true;
    for (const text of ['one', 'two', 'three']) hub.publish('notice', notice(text));
    expect(heard).toEqual([]);
    cable.drain();
    expect(heard).toEqual(['one', 'two', 'three']);
    expect(fresh).not.toHaveBeenCalled();
    cable.busy = true;
    for (const text of ['four', 'five', 'six', 'seven']) hub.publish('notice', notice(text));
    cable.drain();
    expect(heard).toHaveLength(3);
    expect(fresh).toHaveBeenCalledOnce();
  });
});
