import { toErrorMessage } from '../../../src-shared/errors.ts';
import { parentLink } from '../parent-link.ts';
import { requestSchema } from './messages.ts';
import { performReading } from './perform.ts';

/*
 * The process that reads files of strangers for the lab, whose limits of memory and time end this one and nothing else.
 */

const lab = parentLink();

async function answer(message: unknown): Promise<void> {
  const { id, task } = requestSchema.parse(message);
  try {
    lab.send({ id, result: await performReading(task) });
  } catch (error) {
    lab.send({ id, error: toErrorMessage(error) });
  }
}

lab.onMessage((message) => void answer(message));
// Terminals send these to all processes of a group; what to do about them is for the lab to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
