import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { findElectron } from '../../../scripts/setup/electron.mjs';
import { root } from '../../../scripts/setup/shell.mjs';

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** A packaged application to test instead of the built pages, see `npm run package:test`. */
const packaged = process.env['LAB_APP'];

/** Electron's program where the tests can run in it. */
export const electronProgram = packaged ?? (hasDisplay ? findElectron() : undefined);

/** The desktop shell as an application of its own. */
export class LabDesktop {
  readonly dataDir: string;
  readonly filesDir: string;
  private application: ElectronApplication | undefined;

  constructor(dataDir: string, filesDir: string) {
    this.dataDir = dataDir;
    this.filesDir = filesDir;
    mkdirSync(filesDir, { recursive: true });
  }

  get pid(): number | undefined {
    return this.application?.process().pid;
  }

  async start(): Promise<void> {
    const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    this.application = await _electron.launch({
      ...(electronProgram === undefined ? {} : { executablePath: electronProgram }),
      args: [...(packaged === undefined ? [root] : []), ...sandbox, '--data', this.dataDir],
    });
  }

  async window(): Promise<Page> {
    if (!this.application) throw new Error('The lab has not been started.');
    return this.application.firstWindow();
  }

  async end(): Promise<number | null> {
    const process = this.application?.process();
    await this.application?.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await this.application?.close();
    this.application = undefined;
    return process?.exitCode ?? null;
  }

  async kill(): Promise<void> {
    const process = this.application?.process();
    const gone = new Promise((resolve) => process?.once('exit', resolve));
    if (process?.kill('SIGKILL')) await gone;
    this.application = undefined;
  }

  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }
}
