import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, it, vi } from 'vitest';
import { labHere } from '../support/cli-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

/* The tutorial, as it stands there: its code goes into its file, its commands are run in their order. */

const page = readFileSync(new URL('../../docs/tutorial.md', import.meta.url), 'utf8');
const root = temporaryFolder('tutorial');
const dataDir = path.join(root, 'data');
const here = path.join(root, 'here');
mkdirSync(here);

const blocks = [...page.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(([, language = '', file = '', text = '']) => ({
  language,
  file,
  text,
}));

beforeAll(() => {
  process.chdir(here);
  vi.stubEnv('MGTTA_LAB_DATA', dataDir);
});

/** Output of a command of the page. */
async function run(line: string): Promise<string> {
  const [program, ...args] = line.split(' ');
  expect(program).toBe('lab');
  const { code, out, err } = await labHere(...args);
  expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' });
  return out;
}

/** Files of packages and of the lab as the compiler has read them; those of the tutorial are written anew. */
const read = new Map<string, ts.SourceFile | undefined>();

/** Errors that the compiler finds in a file, with the settings that lie beside it. */
function problems(file: string): string[] {
  const folder = path.dirname(file);
  const config = ts.readConfigFile(path.join(folder, 'tsconfig.json'), (name) => ts.sys.readFile(name))
    .config as object;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([file], options, {
    ...host,
    getSourceFile(name, ...rest) {
      if (path.resolve(name).startsWith(root)) return host.getSourceFile(name, ...rest);
      if (!read.has(name)) read.set(name, host.getSourceFile(name, ...rest));
      return read.get(name);
    },
  });
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it.runIf(thorough)(
  'leads from an empty folder to a table with a method of one’s own',
  { timeout: 600_000 },
  async () => {
    const said = new Map<string, string>();
    for (const { language, file, text } of blocks) {
      if (language === 'ts') {
        const written = path.join(dataDir, 'methods', file);
        expect(existsSync(written)).toBe(true);
        expect(problems(written)).toEqual([]);
        writeFileSync(written, text);
        expect(problems(written)).toEqual([]);
      } else for (const line of text.trim().split('\n')) said.set(line, await run(line));
    }
    const commands = [...said.keys()].map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(commands).toEqual([
      ...['methods new', 'methods check', 'run --method', 'run --method', 'run --method'],
      ...['compare --group', 'export --group', 'corruptions new', 'corruptions check', 'run --method'],
    ]);
    const [check = '', table = ''] = ['methods check', 'compare'].map(
      (command) => [...said].find(([line]) => line.includes(command))?.[1],
    );
    expect(check).not.toContain('✗');
    for (const name of ['Gradient', 'State', 'Resume', 'Reset', 'Engine wasm', 'Cost']) {
      expect(check).toMatch(new RegExp(`✓ │ ${name}`));
    }
    for (const name of ['TENT', 'MGTTA', 'Calm']) {
      const [row = ''] = table.split('\n').filter((line) => line.startsWith(`| ${name} `));
      const [noise, fog] = row
        .split('|')
        .slice(2)
        .map((cell) => Number(cell.replaceAll(/\*|<[^>]+>/g, '')));
      // Far above the tenth that guessing gives.
      expect(Math.min(noise!, fog!)).toBeGreaterThan(25);
    }
    const [corruption = ''] = [...said].flatMap(([line, text]) => (line.includes('corruptions check') ? [text] : []));
    for (const name of ['Seed', 'Range', 'Severities', 'Cost']) expect(corruption).toMatch(new RegExp(`✓ │ ${name}`));
    expect([...said].at(-1)![1]).toContain('vignette/5');
    expect(readdirSync(path.join(here, 'results')).some((name) => name.endsWith('.csv'))).toBe(true);
  },
);
