import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ComputeClient } from '../../../../src-main/jobs/compute-client.ts';
import { startUtility } from '../../../../src-main/shells/electron/utility-compute.ts';

class FakeChild extends EventEmitter {
  pid: number | undefined = undefined;
  readonly stderr = new EventEmitter();
  readonly sent: unknown[] = [];
  killed = 0;
  postMessage = (message: unknown): void => void this.sent.push(message);
  kill = (): void => {
    this.killed++;
  };
}

const electron = vi.hoisted(() => ({ children: [] as FakeChild[], forks: [] as unknown[][] }));

vi.mock('electron', () => ({
  utilityProcess: {
    fork: (...args: unknown[]) => {
      electron.forks.push(args);
      const child = new FakeChild();
      electron.children.push(child);
      return child;
    },
  },
}));

beforeEach(() => {
  electron.children.length = 0;
  electron.forks.length = 0;
});

const client = () => new ComputeClient({ entry: '/compute.js', cacheFolder: '/cache', start: startUtility });

describe('the compute process as a utility process', () => {
  it('is started with the first job and takes its messages', async () => {
    const { result } = client().start({ kind: 'engines' }, () => undefined);
    const [child] = electron.children;
    expect(electron.forks[0]).toMatchObject(['/compute.js', ['/cache'], { stdio: ['ignore', 'ignore', 'pipe'] }]);
    expect(child!.sent).toEqual([{ type: 'start', jobId: 0, job: { kind: 'engines' } }]);
    child!.emit('message', { type: 'done', jobId: 0, result: { kind: 'engines', engines: [] } });
    expect(await result).toEqual({ kind: 'engines', engines: [] });
  });

  it('fails its job with its last words when it ends, and is started again with the next', async () => {
    const compute = client();
    const { result } = compute.start({ kind: 'engines' }, () => undefined);
    electron.children[0]!.stderr.emit('data', Buffer.from('no device'));
    electron.children[0]!.emit('exit', 139);
    await expect(result).rejects.toMatchObject({ code: 'job-crashed', cause: new Error('no device') });
    compute.start({ kind: 'engines' }, () => undefined).result.catch(() => undefined);
    expect(electron.children).toHaveLength(2);
  });

  it('is killed for good, and gets no message after its end', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const compute = client();
    const job = compute.start({ kind: 'engines' }, () => undefined);
    const [child] = electron.children;
    compute.kill();
    expect(child!.killed).toBe(1);
    child!.pid = 4711;
    compute.kill();
    expect(kill).toHaveBeenCalledExactlyOnceWith(4711, 'SIGKILL');
    child!.emit('exit', 9);
    await expect(job.result).rejects.toMatchObject({ code: 'job-crashed' });
    job.control('stop');
    expect(child!.sent).toHaveLength(1);
    kill.mockRestore();
  });
});
