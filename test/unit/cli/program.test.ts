import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src-main/shells/cli/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dataDir = temporaryFolder('program');
const main = path.join(import.meta.dirname, '../../../src-main/shells/cli/main.ts');

const optionsOf = (program: Command, name: string): (string | undefined)[] =>
  program.commands.find((command) => command.name() === name)!.options.map(({ long }) => long);

/** Packages that a command loads, of those that cost time. */
function heavyModules(...args: string[]): string[] {
  const report = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    process.on('exit', () => process.stdout.write('@@' + JSON.stringify(urls)));`)}`;
  const output = execFileSync(process.execPath, ['--no-warnings', '--import', report, main, ...args], {
    encoding: 'utf8',
    // Some commands open the store.
    env: { ...process.env, MGTTA_LAB_DATA: dataDir },
  });
  const urls = (JSON.parse(output.split('@@')[1]!) as string[]).join('\n');
  return ['zod', '@tensorflow', 'better-sqlite3', 'onnxruntime-node', 'sharp'].filter((name) =>
    urls.includes(`/node_modules/${name}/`),
  );
}

describe('the program', () => {
  it('has the same help for each command, whichever options are loaded', async () => {
    const whole = await buildProgram();
    const bare = await buildProgram([]);
    expect(bare.helpInformation()).toBe(whole.helpInformation());
    expect(whole.commands.length).toBeGreaterThan(15);
    for (const { name } of whole.commands.map((command) => ({ name: command.name() }))) {
      const asked = await buildProgram(['--debug', name]);
      expect(optionsOf(asked, name), name).toEqual(optionsOf(whole, name));
      expect(asked.helpInformation(), name).toBe(whole.helpInformation());
    }
  });

  it('gives a command its options only where it is named', async () => {
    expect(optionsOf(await buildProgram(['run', '--images', '4']), 'run')).toContain('--images');
    expect(optionsOf(await buildProgram(['engines']), 'run')).not.toContain('--images');
  });

  it('loads no package to say its version or its commands', () => {
    expect(heavyModules('--version')).toEqual([]);
    expect(heavyModules('--help')).toEqual([]);
  });

  it('loads no TensorFlow.js to list the methods', () => {
    // The user's own lie in the data folder, which is opened with its store.
    expect(heavyModules('methods')).toEqual(['zod', 'better-sqlite3']);
  });
});
