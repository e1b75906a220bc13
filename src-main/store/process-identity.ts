import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { execFileSync } from 'node:child_process';
import type { ProcessIdentity } from '../../src-shared/records.ts';

/** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat), with the boot it belongs to. */
function linuxStartToken(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not asked yet.
  if (fields[0] === 'Z') return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19] ?? ''}`;
}

/** Tells a process from a later one with the same pid; empty where the system offers nothing cheap (Windows). */
function startToken(pid: number): string {
  if (process.platform === 'linux') return linuxStartToken(pid);
  if (process.platform === 'win32') return '';
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
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

/** Whether a process is running; `unknown` for one of another host. */
export function isAlive(identity: ProcessIdentity): boolean | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  if (!exists(identity.pid)) return false;
  try {
    return startToken(identity.pid) === identity.startToken;
  } catch {
    // It ended between the two looks.
    return exists(identity.pid);
  }
}
