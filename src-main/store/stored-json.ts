import { LabError } from '../../src-shared/errors.ts';

/**
 * JSON as the store keeps it with a run.
 * @param what names it for users, e.g. `diagnostics of batch 3`
 * @throws LabError `store` where it is damaged
 */
export function storedJson(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LabError(
      'store',
      `The stored ${what} can't be read: they are damaged.`,
      'Other runs are not affected. A backup of the store may still have them; else repeat the run and delete this one.',
      error,
    );
  }
}
