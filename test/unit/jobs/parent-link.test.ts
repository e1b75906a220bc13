import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { parentLink } from '../../../src-main/jobs/parent-link.ts';

describe('parentLink', () => {
  it("is Node's channel in a forked process", () => {
    const process = Object.assign(new EventEmitter(), { send: vi.fn() });
    const link = parentLink(process as unknown as NodeJS.Process);
    const listener = vi.fn();
    link.onMessage(listener);
    process.emit('message', { type: 'shutdown' });
    link.send({ type: 'done' });
    expect(listener).toHaveBeenCalledWith({ type: 'shutdown' });
    expect(process.send).toHaveBeenCalledExactlyOnceWith({ type: 'done' });
  });

  it("is Electron's port in a process of the desktop shell", () => {
    const parentPort = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
    const link = parentLink({ parentPort } as unknown as NodeJS.Process);
    const listener = vi.fn();
    link.onMessage(listener);
    parentPort.emit('message', { data: { type: 'shutdown' } });
    link.send({ type: 'done' });
    expect(listener).toHaveBeenCalledWith({ type: 'shutdown' });
    expect(parentPort.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'done' });
  });
});
