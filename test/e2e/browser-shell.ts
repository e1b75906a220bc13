import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface BrowserShell {
  /** The address that the lab printed, token included. */
  url: string;
  /** Ends the shell as Ctrl-C does; gives its exit code. */
  end: () => Promise<number | null>;
}

/** Starts the browser shell as `npm start` does where there is no Electron, and waits until it prints its address. */
export async function startBrowserShell(): Promise<BrowserShell> {
  const child = spawn(process.execPath, ['src-main/shells/browser/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url === undefined) continue;
    return {
      url,
      end: () => {
        child.kill('SIGINT');
        return exit;
      },
    };
  }
  throw new Error(`The browser shell ended with ${String(await exit)} before it printed an address.`);
}
