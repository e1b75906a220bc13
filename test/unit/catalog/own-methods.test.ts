import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src-shared/errors.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { newOwn } from '../../../src-main/catalog/own/new-own.ts';
import { ownFiles, stampOf } from '../../../src-main/catalog/own/own-files.ts';
import { OwnMethods } from '../../../src-main/catalog/own/own-methods.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import type { OwnLimits } from '../../../src-main/jobs/own-watch.ts';
import { ownMethodText, writeOwnMethod } from '../../support/own-method.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { some } from '../../support/thorough.ts';

const root = temporaryFolder('own-methods');
const builtIn = new Set(['tent']);
const methodsIn = (folder: string): OwnMethods => new OwnMethods([folder], () => new ComputeClient());

describe('the files of own methods', () => {
  it('are those of the user’s folders alone: no links out of them, no names of built-in methods, one of a name', () => {
    const folder = path.join(root, 'files');
    const outside = writeOwnMethod(path.join(root, 'elsewhere'), 'secret');
    writeOwnMethod(folder, 'fine');
    writeOwnMethod(folder, 'fine', '', 'mjs');
    writeOwnMethod(folder, 'tent');
    writeOwnMethod(folder, 'list');
    writeOwnMethod(folder, 'Big Name');
    writeFileSync(path.join(folder, 'notes.txt'), '');
    symlinkSync(outside, path.join(folder, 'linked.method.ts'));
    mkdirSync(path.join(folder, 'folder.method.ts'));
    const files = ownFiles('method', [folder, path.join(root, 'none')], builtIn);
    const problems = Object.fromEntries(
      files.map((one) => [path.basename(one.file), 'problem' in one ? one.problem.message : 'usable']),
    );
    expect(problems).toEqual({
      'Big Name.method.ts': "'Big Name' can't be the id of a method.",
      'fine.method.mjs': 'usable',
      'fine.method.ts': expect.stringContaining('is in') as string,
      'folder.method.ts': 'folder.method.ts is no file.',
      'linked.method.ts': expect.stringContaining('is a link to a file outside of') as string,
      'list.method.ts': 'list is a reserved name.',
      'tent.method.ts': 'tent is a built-in method.',
    });
  });

  it('are known anew once they are saved', () => {
    const folder = path.join(root, 'saved');
    writeOwnMethod(folder, 'one');
    const before = stampOf([folder]);
    expect(stampOf([folder])).toBe(before);
    const [first] = ownFiles('method', [folder], builtIn);
    writeOwnMethod(folder, 'one', `${ownMethodText('one')}// changed\n`);
    expect(stampOf([folder])).not.toBe(before);
    const [second] = ownFiles('method', [folder], builtIn);
    expect(first && 'hash' in first && second && 'hash' in second && first.hash !== second.hash).toBe(true);
  });
});

describe('own methods', () => {
  it('are described by a process of their own; broken ones by file and line, beside those that work', async () => {
    const folder = path.join(root, 'described');
    await newOwn('method', folder, 'begun');
    await expect(newOwn('method', folder, 'begun')).rejects.toBeInstanceOf(LabError);
    const broken = (id: string, from: string, to: string) => ownMethodText(id, (text) => text.replace(from, to));
    const cases: Record<string, readonly [text: string, problem: unknown]> = {
      throws: [
        broken('throws', 'const moved', "throw new Error('no way');\n      const moved"),
        'throws.method.ts, line 19: no way.',
      ],
      nothing: ['export const a = 1;\n', 'nothing.method.ts: it exports no method.'],
      renamed: [ownMethodText('other'), "renamed.method.ts: its id is 'other', but its file is named after 'renamed'."],
      operator: [
        broken('operator', 'meanEntropy(logits)', 'tf.mean(tf.real(tf.complex(logits, logits)))'),
        'operator.method.ts, line 17: there is no rule for the operator Complex.',
      ],
      exits: ['process.exit(3);\n', 'exits.method.ts was stopped: it ended its process.'],
      option: [
        broken('option', 'learningRateOption(0.001)', 'z.array(z.string())'),
        "option.method.ts: the lab does not know what kind of option 'lr' is.",
      ],
      syntax: [
        broken('syntax', 'frozen: false', 'frozen: = false'),
        expect.stringMatching(/^syntax\.method\.ts, line 11: /),
      ],
      imports: [
        "import { readFileSync } from 'node:fs';\nexport default readFileSync;\n",
        expect.stringMatching(/^imports\.method\.ts, line 1: it imports 'node:fs'/),
      ],
    };
    const chosen = some(Object.entries(cases), 3);
    for (const [id, [text]] of chosen) writeOwnMethod(folder, id, text);
    const listed = await methodsIn(folder).list();
    const problems = Object.fromEntries(
      listed.map((one) => ['problem' in one ? one.id : one.own.id, 'problem' in one ? one.problem.message : 'usable']),
    );
    expect(problems).toEqual({
      begun: 'usable',
      ...Object.fromEntries(chosen.map(([id, [, problem]]) => [id, problem])),
    });
    const begun = listed.find((one) => 'facts' in one);
    expect(begun && describeOptions(begun.facts.options)).toMatchObject([{ name: 'lr', default: 0.001, symbol: 'lr' }]);
    expect(begun?.facts).toMatchObject({ id: 'begun', needs: [], frozen: false });
  }, 180_000);

  it('that do not come back, or take all memory, are named and stopped', async () => {
    const folder = path.join(root, 'greedy');
    writeOwnMethod(folder, 'endless', 'for (;;) {}\n', 'mjs');
    writeOwnMethod(folder, 'eats', 'const all = [];\nfor (;;) all.push(new Float32Array(1e6).fill(1));\n', 'mjs');
    const limited = (ownLimits: OwnLimits): OwnMethods =>
      new OwnMethods([folder], () => new ComputeClient({ ownLimits }));
    await expect(limited({ seconds: 1, memoryMb: 8192 }).find('endless')).rejects.toMatchObject({
      code: 'job-crashed',
      message: 'endless.method.mjs was stopped: its code did not come back within 1 s.',
    });
    await expect(limited({ seconds: 120, memoryMb: 500 }).find('eats')).rejects.toMatchObject({
      message: 'eats.method.mjs was stopped: its process took more than 500 MB of memory.',
    });
  }, 180_000);
});
