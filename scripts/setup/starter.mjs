import { readFileSync } from 'node:fs';

const intervalMs = 100;

/** @param {number} pid @returns {number | undefined} its parent, where the system has it in a file (Linux) */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Our parent and its own: npm starts scripts through a shell, which may outlive it. */
const starters = () => `${process.ppid} ${parentOf(process.ppid)}`;

/**
 * Sees to it that a script ends with the npm that started it. Whoever ends `npm run` with a signal reaches npm and its shell
 * only; this process, and what it started, would go on unseen.
 * @param {() => void} act called once, when npm or its shell has gone
 */
export function whenNpmEnds(act) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const before = starters();
  const timer = setInterval(() => {
    if (starters() === before) return;
    clearInterval(timer);
    act();
  }, intervalMs);
  timer.unref();
}
