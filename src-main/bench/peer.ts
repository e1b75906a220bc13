import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../platform/package-root.ts';

/** PyTorch as a contestant. */
export interface Peer {
  readonly name: 'pytorch';
  readonly python: string;
  readonly script: string;
}

/** Finds PyTorch in `MGTTA_PYTHON`, else in `python3`. @returns the peer, or in a sentence why there is none */
export function findPeer(env: NodeJS.ProcessEnv = process.env, root: string = packageRoot()): Peer | string {
  const script = path.join(root, 'bench', 'peers', 'torch_peer.py');
  if (!existsSync(script)) return 'PyTorch takes part only in benchmarks of a checkout of the repository.';
  const python = env['MGTTA_PYTHON'] ?? 'python3';
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
  } catch {
    return `${python} has no PyTorch; set MGTTA_PYTHON to a Python that has it.`;
  }
  return { name: 'pytorch', python, script };
}
