import { createHash } from 'node:crypto';
import { identityOf, identityVersion, type Inputs } from '../../src-shared/identity.ts';
import type { RunKind } from '../../src-shared/records.ts';

/** How the identities of the present rules begin. */
export const identityPrefix = `v${identityVersion}-`;

/**
 * The defaults of a method's options; none for one that is gone, nor for a user-defined one: its source, which counts,
 * has them.
 */
async function optionDefaultsOf(method: unknown): Promise<Record<string, unknown>> {
  const { methods } = await import('../methods/method-registry.ts');
  const found = typeof method === 'string' && Object.hasOwn(methods, method) ? methods[method] : undefined;
  return found ? found.options.parse({}) : {};
}

/** The identity of a run: the version of the rules, and the SHA-256 of what decides its numbers. */
export async function identify(kind: RunKind, config: object, inputs: Inputs = {}): Promise<string> {
  const optionDefaults = kind === 'adapt' && 'method' in config ? await optionDefaultsOf(config.method) : {};
  const text = identityOf(kind, config, { inputs, optionDefaults });
  return identityPrefix + createHash('sha256').update(text).digest('hex');
}
