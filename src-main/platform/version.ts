import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

/** The lab's version, as its package says. */
export function labVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  const has = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  if (has && typeof parsed.version === 'string') return parsed.version;
  throw new Error('package.json of the lab names no version');
}
