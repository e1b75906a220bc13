import path from 'node:path';
import { packageRoot } from './package-root.ts';

/** Lines of Python that read the runs in a data folder (docs/notebooks.md). Strings of JSON are strings of Python, too. */
export function notebookCode(dataDir: string): string {
  const text = (value: string): string => JSON.stringify(value);
  return [
    'import sys',
    `sys.path.insert(0, ${text(path.join(packageRoot(), 'resources', 'python'))})`,
    'from lab import Lab',
    '',
    `lab = Lab(${text(dataDir)})`,
    'runs = lab.runs()',
  ].join('\n');
}
