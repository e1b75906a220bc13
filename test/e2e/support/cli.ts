import { runCli } from '../../../src-main/shells/cli/cli.ts';
import type { LabUnderTest } from './lab.ts';

/** Output of a command that runs on the data of the lab, in this process: starting one for each takes its time. */
export async function cli(lab: LabUnderTest, ...args: string[]): Promise<string> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  let text = '';
  stdout.write = (chunk: Uint8Array | string) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  try {
    const code = await runCli([...args, '--data-dir', lab.dataDir]);
    if (code !== 0) throw new Error(`lab ${args.join(' ')} ended with ${code}.`);
  } finally {
    stdout.write = write;
  }
  return text;
}
