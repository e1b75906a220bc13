import { utilityProcess } from 'electron';
import { engineEnvironment } from '../../engines/provision/folder.ts';
import type { StartCompute } from '../../jobs/compute-host.ts';

/**
 * Starts the compute process as a utility process of Electron: a packaged lab can't run itself as Node, since that fuse
 * is off.
 */
export const startUtility: StartCompute<object> = (
  entry,
  args,
  { onMessage, onErrorOutput, onEnd },
  nodeOptions = [],
  env = {},
) => {
  const child = utilityProcess.fork(entry, [...args], {
    env: { ...engineEnvironment(), ...env },
    serviceName: 'MGTTA Lab Compute',
    stdio: ['ignore', 'ignore', 'pipe'],
    execArgv: [...nodeOptions],
  });
  let ended = false;
  child.stderr?.on('data', (chunk: Buffer) => onErrorOutput(chunk.toString()));
  child.on('message', onMessage);
  // Emitted on a fault within V8; 'exit' follows.
  child.on('error', (type, location) => onErrorOutput(`${type} at ${location}\n`));
  child.on('exit', (code) => {
    ended = true;
    onEnd(`exit code ${code}`);
  });
  return {
    get pid() {
      return child.pid;
    },
    send(command) {
      if (!ended) child.postMessage(command);
    },
    kill() {
      // Electron's own `kill` asks politely, which an engine in the middle of a native call does not hear.
      try {
        if (child.pid === undefined) child.kill();
        else process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    },
  };
};
