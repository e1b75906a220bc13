import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src-shared/canonical.ts';

/** SHA-256 of a value as JSON with sorted keys, hex: tells whether what lies in a file was edited. */
export function checksumOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
