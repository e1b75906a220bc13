import { z } from 'zod';
import { calls, isCallName, type CallName, type LabApi } from '../../../src-shared/api/contract.ts';
import type { Reply } from '../../../src-shared/api/wire.ts';
import { LabError, toErrorMessage, toLabError } from '../../../src-shared/errors.ts';
import { checkInput } from '../../app/api/check-input.ts';
import type { FaultReport } from '../last-handler.ts';
import { maxTextLength } from './limits.ts';

function checkOutput(name: CallName, output: unknown): unknown {
  const schema: z.ZodType = calls[name].output;
  const checked = schema.safeParse(output);
  if (checked.success) return checked.data;
  throw new LabError('internal', `The answer to '${name}' breaks the contract:\n${z.prettifyError(checked.error)}`);
}

async function perform(api: LabApi, name: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
  if (!isCallName(name)) throw new LabError('bad-input', `The lab knows no call '${name}'.`, 'Reload the page.');
  const call = api[name] as (input: unknown, signal?: AbortSignal) => Promise<unknown>;
  // Whoever gave a command may be gone, but means it.
  const given = calls[name].kind === 'query' ? signal : undefined;
  return checkOutput(name, await call(checkInput(name, input), given));
}

/**
 * Does one call and puts the outcome, good or bad, into the text of the reply. Checks input and output. Never throws.
 * @param report takes the faults of the lab's own among what is thrown, with details that windows do not get
 * @param signal aborted when the window doesn't wait for the answer any more
 */
export async function answer(
  api: LabApi,
  { id, name, input }: { readonly id: number; readonly name: string; readonly input: unknown },
  report: FaultReport,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const value = await perform(api, name, input, signal);
    const text = JSON.stringify({ type: 'result', id, value } satisfies Reply);
    if (text.length <= maxTextLength) return text;
    throw new LabError('bad-input', 'This is too much for one answer.', 'Ask for fewer runs at once.');
  } catch (error) {
    if (toLabError(error).code === 'internal') report(`The call '${name}'`, error);
    return JSON.stringify({ type: 'error', id, error: toErrorMessage(error) } satisfies Reply);
  }
}
