// Lints components by the rules that need their types, with oxlint: it reads what svelte-check has translated them to. With
// --translate they are translated before; with paths only components there are linted.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isOfComponent, lineInComponent, type Report } from './lint/translation.ts';
import { environmentFor, root, runInForeground, toolScript } from './setup/shell.mjs';
import { svelteCheck } from './tasks.mjs';

interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly filename: string;
  /** In bytes. */
  readonly labels: readonly { readonly span: { readonly offset: number; readonly length: number } }[];
}

const folder = path.join('.svelte-check', 'svelte');
/** Prefix that svelte-check gives the name of a component that it has translated. */
const mark = '++';

const translate = '--translate';
const paths = process.argv.slice(2).filter((argument) => argument !== translate);
const isAsked = (component: string): boolean =>
  paths.length === 0 || paths.some((asked) => !path.relative(asked, path.join(root, component)).startsWith('..'));

const translationOf = (component: string): string =>
  path.join(folder, path.dirname(component), `${mark}${path.basename(component)}.ts`);

function componentOf(translation: string): string {
  const { dir, name } = path.parse(path.relative(folder, translation));
  return path.join(dir, name.slice(mark.length));
}

function reportOf({ code, message, labels }: Diagnostic, bytes: Buffer): Report {
  const { offset, length } = labels[0]?.span ?? { offset: 0, length: 0 };
  const start = bytes.toString('utf8', 0, offset).length;
  const end = start + bytes.toString('utf8', offset, offset + length).length;
  return { rule: /\((.*)\)/.exec(code)?.[1] ?? code, message, start, end };
}

/** Problems in components, a line each. */
function problemsIn(translations: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      toolScript('oxlint'),
      '--config',
      'oxlint.components.config.ts',
      '--no-ignore',
      '--format',
      'json',
      ...translations,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (!stdout.startsWith('{'))
    throw new Error(`oxlint could not lint what components are translated to.\n${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
  return diagnostics.flatMap((diagnostic) => {
    const bytes = readFileSync(path.join(root, diagnostic.filename));
    const file = componentOf(diagnostic.filename);
    const translated = { component: readFileSync(path.join(root, file), 'utf8'), translation: bytes.toString() };
    const report = reportOf(diagnostic, bytes);
    if (!isOfComponent(report, translated)) return [];
    return `${file}:${lineInComponent(report, translated)} ${report.rule}: ${report.message}`;
  });
}

const components = globSync('{src-renderer,test,bench}/**/*.svelte', { cwd: root }).filter(isAsked);
if (components.length > 0 && process.argv.includes(translate)) {
  process.exitCode = await runInForeground(process.execPath, svelteCheck(), environmentFor(process.execPath));
}
const missing = components.find((component) => !existsSync(path.join(root, translationOf(component))));
if (missing !== undefined) throw new Error(`svelte-check has not translated ${missing}: call this with ${translate}.`);
const problems = components.length === 0 ? [] : problemsIn(components.map(translationOf));
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;
