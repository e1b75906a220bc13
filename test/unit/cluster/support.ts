import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import type { PlannedRun, Suite } from '../../../src-main/suites/suite.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));

/** A lab whose runs follow the script that their model names. */
export function openScriptedLab(dataDir: string): Lab {
  return openLab({ dataDir, compute: new ComputeClient({ entry }) });
}

/** A suite of one run per script and seed. */
export function scriptedSuite(...scripts: readonly string[]): Suite {
  const plan = (seed: number): PlannedRun[] =>
    scripts.map((script) => ({
      row: script,
      columns: [],
      name: script,
      config: {
        dataset: { kind: 'quickstart' },
        model: `/models/${script}`,
        method: 'tent',
        shifts: [{ corruption: 'fog', severity: 5 }],
        seed,
      },
    }));
  return {
    ...{ id: 'scripted', family: 'embedded', title: 'Scripted', about: '', notes: [], rows: [], columns: [], plan },
    ...{ published: () => null, defaultSeeds: [1], curve: null },
  };
}

/** The only programs on the search path: Slurm's, which do as they are asked and note how they were called. */
export class FakeSlurm {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    vi.stubEnv('PATH', folder);
  }

  /** @param script shell commands after the call was noted */
  install(program: 'sbatch' | 'squeue' | 'sacct', script: string): void {
    const file = path.join(this.folder, program);
    const calls = `${file}.calls`;
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$PWD" "$@" -- >> '${calls}'\n${script}\n`);
    chmodSync(file, 0o755);
    appendFileSync(calls, '');
  }

  /** Folder and arguments of each call. */
  calls(program: string): string[][] {
    const file = path.join(this.folder, `${program}.calls`);
    if (!existsSync(file)) return [];
    const calls = readFileSync(file, 'utf8').split('\n--\n');
    return calls.filter((call) => call !== '').map((call) => call.split('\n'));
  }
}
