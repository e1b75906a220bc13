import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { execFileSync } from 'node:child_process';
import type { ProcessIdentity } from '../../src-shared/records.ts';

/** Identifies this boot of the machine and this container: the boot id, and the namespace of process ids. */
function linuxPlace(): { readonly boot: string; readonly space: string } {
  return {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    space: /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '',
  };
}

/** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat), with the place it belongs to. */
function linuxStartToken(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not asked yet.
  if (fields[0] === 'Z') return '';
  const { boot, space } = linuxPlace();
  return `${boot}:${fields[19] ?? ''}:${space}`;
}

const tokenKeptMs = 60_000;

/**
 * Start tokens of processes where asking for one takes a program: each is asked for once a minute. A pid is not given
 * to another process that soon; one that ended is to be forgotten at once.
 */
export function keptTokens(ask: (pid: number) => string, now: () => number = () => performance.now()) {
  const kept = new Map<number, { readonly token: string; readonly until: number }>();
  return {
    of(pid: number): string {
      const known = kept.get(pid);
      if (known && now() < known.until) return known.token;
      const token = ask(pid);
      kept.set(pid, { token, until: now() + tokenKeptMs });
      return token;
    },
    forget: (pid: number) => void kept.delete(pid),
  };
}

const psTokens = keptTokens((pid) =>
  execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim(),
);

/** Distinguishes a process from a later one with the same pid; empty where the system offers nothing cheap (Windows). */
function startToken(pid: number): string {
  if (process.platform === 'linux') return linuxStartToken(pid);
  if (process.platform === 'win32') return '';
  return psTokens.of(pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Who a process of this host is; by default the calling one. */
export function identifyProcess(pid: number = process.pid): ProcessIdentity {
  return { pid, host: hostname(), startToken: startToken(pid) };
}

/** Whether a process ran here since this machine was started, whatever the host was called then. */
function ranHere(token: string): boolean {
  if (process.platform !== 'linux') return false;
  const { boot, space } = linuxPlace();
  const [itsBoot, , itsSpace] = token.split(':');
  return itsBoot === boot && itsSpace === space;
}

/** Whether a process is running; `unknown` for one of another host. A host may change its name, as containers do. */
export function isAlive(identity: ProcessIdentity): boolean | 'unknown' {
  if (identity.host !== hostname() && !ranHere(identity.startToken)) return 'unknown';
  if (!exists(identity.pid)) {
    psTokens.forget(identity.pid);
    return false;
  }
  try {
    const token = startToken(identity.pid);
    // Those of earlier versions say nothing of the container.
    return token === identity.startToken || token.replace(/:\d+$/, '') === identity.startToken;
  } catch {
    // It ended between the two looks.
    return exists(identity.pid);
  }
}
