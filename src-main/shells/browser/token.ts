import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toLabError } from '../../../src-shared/errors.ts';

const form = /^[\w-]{32}$/;

/**
 * The secret that lets its holder into the lab of a data folder, made at the first start. It is kept, readable by its
 * owner only like the data beside it, so that open tabs find their way back to a restarted lab.
 */
export function labToken(dataDir: string): string {
  const file = path.join(dataDir, 'browser-token');
  try {
    const kept = readFileSync(file, 'utf8');
    if (form.test(kept)) return kept;
  } catch {
    // The first start.
  }
  const token = randomBytes(24).toString('base64url');
  try {
    writeFileSync(file, token, { mode: 0o600 });
  } catch (error) {
    throw toLabError(error);
  }
  return token;
}
