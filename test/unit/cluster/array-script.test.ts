import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrayScript, type ScriptOptions } from '../../../src-main/cluster/array-script.ts';
import { formatRanges } from '../../../src-main/cluster/index-ranges.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const usual: ScriptOptions = {
  name: 'table-1-abcd',
  indices: [0, 1, 2, 5],
  cpus: 4,
  sbatch: [],
  program: ['/usr/bin/node', '/opt/lab/bin/lab.mjs'],
  folder: '/shared/table-1-abcd',
};

describe('formatRanges', () => {
  it('writes neighbours as ranges', () => {
    expect(formatRanges([7, 0, 1, 2, 3, 9, 10, 3])).toBe('0-3,7,9-10');
    expect(formatRanges([4])).toBe('4');
  });
});

describe('arrayScript', () => {
  it('has the options of the array, then those of the user', () => {
    const script = arrayScript({ ...usual, maxParallel: 3, sbatch: ['--partition=gpu', '--gres gpu:1'] });
    const options = [...script.matchAll(/^#SBATCH (.*)$/gm)].map(([, option]) => option);
    expect(options).toEqual([
      '--job-name=table-1-abcd',
      '--array=0-2,5%3',
      '--output=logs/%A_%a.log',
      '--open-mode=append',
      '--cpus-per-task=4',
      '--requeue',
      '--signal=B:TERM@120',
      '--partition=gpu',
      '--gres gpu:1',
    ]);
    expect(script).toMatch(/^#!\/bin\/sh\n/);
  });

  it('starts its task with exactly the words it was given, whatever they hold', () => {
    const root = temporaryFolder('script');
    const folder = path.join(root, `it's "one" $(touch ${root}/a) \`touch ${root}/b\`; touch ${root}/c; \\n*`);
    const print = 'console.log(JSON.stringify([process.argv.slice(1), process.env.MGTTA_LAB_THREADS]))';
    const script = arrayScript({ ...usual, program: [process.execPath, '-e', print, '--'], folder });
    const env = { PATH: '/usr/bin:/bin', SLURM_ARRAY_TASK_ID: '5', SLURM_CPUS_PER_TASK: '3' };
    const said = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual([['suite', 'task', folder, '5'], '3']);
    for (const name of ['a', 'b', 'c']) expect(existsSync(path.join(root, name))).toBe(false);
    const alone = execFileSync('sh', ['-c', script], { env: { PATH: env.PATH }, encoding: 'utf8' });
    expect(JSON.parse(alone)).toEqual([['suite', 'task', folder, ''], '1']);
  });

  it.each([
    ['--partition=gpu\nrm -rf /', 'line break'],
    ['gpu', 'no option'],
    ['; rm', 'no option'],
    ['--array=0-3', 'the lab sets the array'],
    ['-a1', 'the lab sets the array'],
    ['--qos=low -a 1', 'the lab sets the array'],
  ])('refuses %j', (option, reason) => {
    expect(() => arrayScript({ ...usual, sbatch: [option] })).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(reason) as string }),
    );
  });

  it('takes options whose names only begin like those of the lab', () => {
    expect(arrayScript({ ...usual, sbatch: ['--account=a', '-A lab'] })).toContain('#SBATCH -A lab\n');
  });

  it('refuses paths that would end their line', () => {
    expect(() => arrayScript({ ...usual, folder: '/shared/a\nb' })).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    );
  });
});
