import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Processors according to Linux; null where it says nothing. */
interface CpuTopology {
  /** Those that this process may use, e.g. `0-3,8`. */
  readonly allowed: string | null;
  /** Those that share a core with one, itself included, e.g. `0,4`. */
  readonly siblingsOf: (cpu: number) => string | null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

const linux: CpuTopology = {
  get allowed() {
    return /^Cpus_allowed_list:\s*(\S+)$/m.exec(read('/proc/self/status') ?? '')?.[1] ?? null;
  },
  siblingsOf: (cpu) => read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`),
};

/** The numbers of a list such as `0-3,8`. */
function numbersOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/**
 * Cores that this process may use, threads of one core counted once: how many threads matrix products gain from. ONNX Runtime's own
 * guess on Linux is half of the processors where it doesn't know the machine, as in virtual ones without hyper-threading.
 * @param most processors that it may use at once
 * @returns undefined where the system doesn't say
 */
export function physicalCores(topology = linux, most = availableParallelism()): number | undefined {
  const { allowed, siblingsOf } = topology;
  if (allowed === null) return undefined;
  const cores = new Set(numbersOf(allowed).map((cpu) => siblingsOf(cpu) ?? String(cpu)));
  return cores.size > 0 ? Math.min(cores.size, most) : undefined;
}
