import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src-shared/canonical.ts';

/** SHA-256 of a value as JSON with sorted keys, hex: shows whether the contents of a file were edited. */
export function checksumOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
