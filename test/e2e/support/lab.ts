import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { common } from '../../../src-renderer/texts/common.ts';
import { notFound } from '../../../src-renderer/texts/not-found.ts';
import { electronProgram, LabDesktop } from './desktop.ts';
import { Problems } from './problems.ts';
import { killComputeOf, LabServer } from './server.ts';

export { expect };

/** Whether the tests run in the desktop window; else they run in a browser. */
export const onDesktop = electronProgram !== undefined;

/** The lab of a spec file: one process with a data folder of its own, shared by the tests of the file. */
export class LabUnderTest {
  readonly shell: LabServer | LabDesktop;
  private readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'mgtta-lab-e2e-'));
    const [data, files] = [path.join(this.folder, 'data'), path.join(this.folder, 'files')];
    this.shell = onDesktop ? new LabDesktop(data, files) : new LabServer(data, files);
  }

  /** Folder of database, caches and exports. */
  get dataDir(): string {
    return this.shell.dataDir;
  }

  /** A folder that the pages may choose datasets and checkpoints from; tests put them there. */
  get filesDir(): string {
    return this.shell.filesDir;
  }

  /** Address with token; browser shell only. */
  get url(): string {
    if (this.shell instanceof LabDesktop) throw new Error('The desktop shell has no address.');
    return this.shell.url;
  }

  /** Ends it as the user would and starts it again on the same data; in a browser, at the same address. */
  async restart(): Promise<void> {
    await this.shell.restart();
  }

  /** Ends it as the user would. @returns its exit code */
  async end(): Promise<number | null> {
    return this.shell.end();
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    await this.shell.kill();
  }

  /** Starts it again after `end` or `kill`. */
  async start(): Promise<void> {
    await this.shell.start();
  }

  /** Kills the process that computes, as a faulty driver would. */
  killCompute(): void {
    if (this.shell.pid === undefined || killComputeOf(this.shell.pid) === 0) {
      throw new Error('There is no compute process.');
    }
  }

  /** Reads the lab's database. */
  query<Row>(sql: string, ...parameters: unknown[]): Row[] {
    const database = new Database(path.join(this.dataDir, 'lab.sqlite'), { readonly: true });
    try {
      return database.prepare<unknown[], Row>(sql).all(...parameters);
    } finally {
      database.close();
    }
  }

  /** Ends it and removes its folder. */
  async discard(): Promise<void> {
    await this.shell.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The lab of a spec file with its window in the browser, which the tests of the file share as those of a desktop do. */
class LabOfFile {
  private readonly file: string;
  readonly lab = new LabUnderTest();
  private shown: Page | undefined;

  constructor(file: string) {
    this.file = file;
  }

  isOf(file: string): boolean {
    return this.file === file;
  }

  /** Loaded when it is first asked for. */
  async window(browser: Browser, route: string, problems: Problems): Promise<Page> {
    if (this.shown !== undefined && !this.shown.isClosed()) {
      problems.watch(this.shown);
      await showRoute(this.shown, route);
      return this.shown;
    }
    const context = await browser.newContext();
    this.shown = await context.newPage();
    problems.watch(this.shown);
    await this.shown.goto(`${this.lab.url}#${route}`);
    return this.shown;
  }

  /** A tab beside the window. */
  async tab(route: string, problems: Problems): Promise<Page> {
    if (this.shown === undefined) throw new Error('There is no window yet.');
    const page = await this.shown.context().newPage();
    problems.watch(page);
    await page.goto(`${this.lab.url}#${route}`);
    return page;
  }

  /** Leaves the page as a user does who goes elsewhere, without messages or further tabs. */
  async leave(): Promise<void> {
    if (this.shown === undefined || this.shown.isClosed()) return;
    for (const tab of this.shown.context().pages()) if (tab !== this.shown) await tab.close();
    await this.shown.setViewportSize({ width: 1280, height: 860 });
    await this.shown.emulateMedia({ colorScheme: null });
    await showRoute(this.shown, nowhere);
    const messages = this.shown.getByRole('region', { name: common.notifications });
    // All at once: each goes by itself, too.
    await messages.getByRole('button', { name: common.close }).evaluateAll((buttons) => {
      for (const button of buttons) button.dispatchEvent(new Event('click', { bubbles: true }));
    });
  }

  /** The next test gets a new window. */
  async closeWindow(): Promise<void> {
    await this.shown?.context().close();
    this.shown = undefined;
  }

  async discard(): Promise<void> {
    await this.closeWindow();
    await this.lab.discard();
  }
}

/** One lab at a time for spec files that want one of their own, and one for all others. */
class Labs {
  private current: LabOfFile | undefined;
  private shared: LabOfFile | undefined;
  private readonly ending: Promise<void>[] = [];

  async of(file: string): Promise<LabOfFile> {
    if (this.current?.isOf(file)) return this.current;
    if (this.current) this.ending.push(this.current.discard());
    this.current = await startLabOf(file);
    return this.current;
  }

  async ofAll(): Promise<LabOfFile> {
    this.shared ??= await startLabOf('all');
    return this.shared;
  }

  async discard(): Promise<void> {
    for (const lab of [this.current, this.shared]) if (lab) this.ending.push(lab.discard());
    await Promise.all(this.ending);
  }
}

async function startLabOf(file: string): Promise<LabOfFile> {
  const labOfFile = new LabOfFile(file);
  await labOfFile.lab.start();
  return labOfFile;
}

/**
 * Opens a page of the lab, e.g. `await openPage('/runs')`, in the window of the spec file, the first time by loading it.
 * With `another` it opens in a further tab, which a desktop window does not have.
 */
export type OpenPage = (route?: string, options?: { readonly another?: boolean }) => Promise<Page>;

interface TestFixtures {
  /** False for spec files that take a lab in which others have left something: `test.use({ ownLab: false })`. */
  ownLab: boolean;
  labOfFile: LabOfFile;
  /** The lab of this spec file, or of several. */
  lab: LabUnderTest;
  openPage: OpenPage;
  /** Unexpected ones fail the test when it ends. */
  problems: Problems;
}

/** A page that there is not: what is shown between two that there are. */
const nowhere = '/nowhere';

/** Shows a page, and waits until nothing of the page before is left. */
async function showRoute(page: Page, route: string): Promise<void> {
  const goTo = (address: string) => page.evaluate(`location.hash = ${JSON.stringify(address)}`);
  const between = page.getByRole('heading', { level: 1, name: notFound.title });
  await goTo(nowhere);
  await between.waitFor();
  if (route === nowhere) return;
  await goTo(route);
  await between.waitFor({ state: 'detached' });
}

/**
 * Playwright's `test` on the real lab: in Electron where its program and a display are there, else in Chromium on the
 * browser shell. Use `openPage` rather than `page`.
 */
export const test = base.extend<TestFixtures, { labs: Labs }>({
  labs: [
    // Playwright finds out what a fixture needs from an object pattern, which may not be empty here.
    async ({ playwright: _playwright }, use) => {
      const labs = new Labs();
      await use(labs);
      await labs.discard();
    },
    { scope: 'worker' },
  ],
  ownLab: [true, { option: true }],
  labOfFile: async ({ labs, ownLab }, use, info) => {
    const labOfFile = await (ownLab ? labs.of(info.file) : labs.ofAll());
    await use(labOfFile);
    if (info.status !== info.expectedStatus) await labOfFile.closeWindow();
    else await labOfFile.leave();
  },
  lab: async ({ labOfFile: { lab } }, use, info) => {
    await use(lab);
    if (info.status !== info.expectedStatus && lab.shell instanceof LabServer) {
      await info.attach('output of the lab', { body: lab.shell.output });
    }
  },
  problems: async ({ playwright: _playwright }, use) => {
    const problems = new Problems();
    await use(problems);
    problems.end();
    expect(problems.unexpected).toEqual([]);
  },
  openPage: async ({ lab, labOfFile, problems, browser }, use) => {
    await use(async (route = '/', { another = false } = {}) => {
      if (!(lab.shell instanceof LabDesktop)) {
        return another ? labOfFile.tab(route, problems) : labOfFile.window(browser, route, problems);
      }
      const page = await lab.shell.window();
      problems.watch(page);
      await showRoute(page, route);
      return page;
    });
  },
});
