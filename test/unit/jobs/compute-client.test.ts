import { describe, expect, it, vi } from 'vitest';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import type { ComputeListeners } from '../../../src-main/jobs/compute-host.ts';
import type { Command } from '../../../src-main/jobs/messages.ts';

/** A client whose processes are played by the test. */
function playedClient() {
  const processes: { listeners: ComputeListeners; sent: Command[]; kill: ReturnType<typeof vi.fn<() => void>> }[] = [];
  const client = new ComputeClient({
    entry: '/compute.js',
    start: (_entry, _arguments, listeners) => {
      const played = { listeners, sent: [] as Command[], kill: vi.fn<() => void>() };
      processes.push(played);
      return { pid: processes.length, send: (command) => void played.sent.push(command), kill: played.kill };
    },
  });
  return { client, processes };
}

const engines = { kind: 'engines', engines: [] } as const;

describe('ComputeClient', () => {
  it.each([
    ['no object', 'hello'],
    ['an unknown type', { type: 'greeting', jobId: 0 }],
    ['an event with a wrong number', { type: 'events', jobId: 0, events: [{ type: 'stage', text: 7 }] }],
  ])('fails its job on a message that is %s, and goes on with a new process', async (_what, message) => {
    const { client, processes } = playedClient();
    const onEvent = vi.fn();
    const { result } = client.start({ kind: 'engines' }, onEvent);
    const [first] = processes;
    expect(() => first!.listeners.onMessage(message)).not.toThrow();
    await expect(result).rejects.toMatchObject({
      code: 'job-crashed',
      message: 'The compute process sent a message that the lab does not understand and was ended.',
      hint: expect.stringContaining('resume the run') as string,
    });
    expect(onEvent).not.toHaveBeenCalled();
    expect(first!.kill).toHaveBeenCalledOnce();

    const next = client.start({ kind: 'engines' }, onEvent);
    expect(processes).toHaveLength(2);
    // Late messages of the first one, and its end, are not the second one's.
    first!.listeners.onMessage(message);
    first!.listeners.onEnd('signal SIGKILL');
    processes[1]!.listeners.onMessage({ type: 'done', jobId: 1, result: engines });
    expect(await next.result).toEqual(engines);
  });

  it('computes with a new process after something was installed, but not in the middle of a job', async () => {
    const { client, processes } = playedClient();
    const first = client.start({ kind: 'engines' }, () => undefined);
    client.renew();
    const beside = client.start({ kind: 'engines' }, () => undefined);
    expect(processes).toHaveLength(1);
    for (const jobId of [0, 1]) processes[0]!.listeners.onMessage({ type: 'done', jobId, result: engines });
    await Promise.all([first.result, beside.result]);

    const next = client.start({ kind: 'engines' }, () => undefined);
    expect(processes).toHaveLength(2);
    expect(processes[0]!.kill).toHaveBeenCalledOnce();
    processes[0]!.listeners.onEnd('signal SIGKILL');
    processes[1]!.listeners.onMessage({ type: 'done', jobId: 2, result: engines });
    await next.result;
    const last = client.start({ kind: 'engines' }, () => undefined);
    expect(processes).toHaveLength(2);
    processes[1]!.listeners.onMessage({ type: 'done', jobId: 3, result: engines });
    await last.result;
  });

  it('closes although the process sends what it should not', async () => {
    const { client, processes } = playedClient();
    client.start({ kind: 'engines' }, () => undefined).result.catch(() => undefined);
    const closed = client.close();
    processes[0]!.listeners.onMessage({ type: 'greeting' });
    await expect(closed).resolves.toBeUndefined();
  });
});
