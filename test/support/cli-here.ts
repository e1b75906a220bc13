import { vi } from 'vitest';
import { runCli } from '../../src-main/shells/cli/cli.ts';

export interface EndedHere {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, for tests of what it does rather than of how a process starts and ends. */
export async function labHere(...args: string[]): Promise<EndedHere> {
  const text = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((name) =>
    vi.spyOn(name === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((chunk) => {
      text[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await runCli(args), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
