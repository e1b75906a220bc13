import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch, hostname, release } from 'node:os';
import path from 'node:path';
import { packageRoot } from './package-root.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import { labVersion } from './version.ts';

/** The part of a run's provenance that is the same for all runs of this process. */
export type HostFacts = Pick<Provenance, 'labVersion' | 'gitCommit' | 'nodeVersion' | 'os' | 'host'>;

function gitCommit(root: string): string | null {
  if (!existsSync(path.join(root, '.git'))) return null;
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Git is not installed, or the repository is not ours to read: the version alone has to do.
    return null;
  }
}

let known: HostFacts | undefined;

/** Found out once: asking Git takes its time. */
export function hostFacts(): HostFacts {
  known ??= {
    labVersion: labVersion(),
    gitCommit: gitCommit(packageRoot()),
    nodeVersion: process.version,
    os: `${process.platform} ${release()} ${arch()}`,
    host: hostname(),
  };
  return known;
}
