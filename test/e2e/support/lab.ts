import { expect, test as base, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
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

/** Keeps the lab of the spec file under way; the next file gets a new one. */
class LabOfFile {
  private current: { readonly file: string; readonly lab: LabUnderTest } | undefined;

  async get(file: string): Promise<LabUnderTest> {
    if (this.current?.file === file) return this.current.lab;
    await this.discard();
    const lab = new LabUnderTest();
    this.current = { file, lab };
    await lab.start();
    return lab;
  }

  async discard(): Promise<void> {
    await this.current?.lab.discard();
    this.current = undefined;
  }
}

/**
 * Opens a page of the lab, e.g. `await openPage('/runs')`, in the window of this test, the first time by loading it.
 * With `another` it opens in a further tab, which a desktop window does not have.
 */
export type OpenPage = (route?: string, options?: { readonly another?: boolean }) => Promise<Page>;

interface TestFixtures {
  /** The lab of this spec file. */
  lab: LabUnderTest;
  openPage: OpenPage;
  /** Unexpected ones fail the test when it ends. */
  problems: Problems;
}

async function showRoute(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, route);
}

/**
 * Playwright's `test` on the real lab: in Electron where its program and a display are there, else in Chromium on the
 * browser shell. Use `openPage` rather than `page`.
 */
export const test = base.extend<TestFixtures, { labOfFile: LabOfFile }>({
  labOfFile: [
    // Playwright finds out what a fixture needs from an object pattern, which may not be empty here.
    async ({ playwright: _playwright }, use) => {
      const labs = new LabOfFile();
      await use(labs);
      await labs.discard();
    },
    { scope: 'worker' },
  ],
  lab: async ({ labOfFile }, use, info) => {
    const lab = await labOfFile.get(info.file);
    await use(lab);
    if (info.status !== info.expectedStatus && lab.shell instanceof LabServer) {
      await info.attach('output of the lab', { body: lab.shell.output });
    }
  },
  problems: async ({ context }, use) => {
    const problems = new Problems();
    context.on('page', (page) => problems.watch(page));
    await use(problems);
    expect(problems.unexpected).toEqual([]);
  },
  openPage: async ({ lab, problems, context }, use) => {
    let first: Page | undefined;
    await use(async (route = '/', { another = false } = {}) => {
      if (lab.shell instanceof LabDesktop) {
        const page = await lab.shell.window();
        problems.watch(page);
        await showRoute(page, route);
        return page;
      }
      if (first && !another && !first.isClosed()) {
        await showRoute(first, route);
        return first;
      }
      const page = await context.newPage();
      if (!another) first = page;
      await page.goto(`${lab.url}#${route}`);
      return page;
    });
    // As when a user goes elsewhere: what the page still has to store is stored before the next test.
    if (first && !first.isClosed()) await first.goto('about:blank');
  },
});
