import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../../src-main/shells/cli/run-flags.ts';
import { withStoredShifts } from '../../../src-main/shells/cli/stored-shifts.ts';
import { runCommand } from '../../../src-shared/run-command.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { put } from '../../support/image-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const base = temporaryFolder('stored-shifts');
const domains = join(base, 'domains');
const shifts = join(base, 'shifts');
for (const name of ['Art', 'Product', 'Real World']) await put(join(domains, name, 'cat', '1.png'), '');
for (const name of ['blue/1', 'blue/4', 'blue/10', 'stripes/4']) await put(join(shifts, name, 'cat', '1.png'), '');

async function named(flags: Parameters<typeof configOf>[0], file = {}): Promise<string[]> {
  const config = await withStoredShifts(configOf(flags, file), flags, 'shifts' in file);
  const parsed = runConfigSchema.parse(config);
  // The command that repeats it means the same.
  const words = runCommand(parsed).split(' ');
  const list = words[words.indexOf('--corruption') + 1] ?? '';
  if (!list.includes("'")) {
    const severity = words.includes('--severity') ? { severity: Number(words[words.indexOf('--severity') + 1]) } : {};
    const { severity: _, ...others } = flags;
    const again = { ...others, ...severity, corruption: list.split(',') };
    expect((await withStoredShifts(configOf(again), again, false)).shifts).toEqual(parsed.shifts);
  }
  return parsed.shifts.map(shiftName);
}

describe('shifts on the command line', () => {
  it('are all of a folder where none is named, without the source domain', async () => {
    expect(await named({ dataset: domains, domains: true })).toEqual(['Art', 'Product', 'Real World']);
    expect(await named({ dataset: domains, domains: true, source: join(domains, 'Art') })).toEqual([
      'Product',
      'Real World',
    ]);
    expect(await named({ dataset: shifts, corrupted: true })).toEqual(['blue/4', 'stripes/4']);
    expect(await named({ dataset: shifts, corrupted: true, corruption: ['all'], severity: 10 })).toEqual([
      'blue/10',
      'stripes/4',
    ]);
  });

  it('are named as the folders, whatever their severities', async () => {
    expect(await named({ dataset: domains, domains: true, corruption: ['Product', 'Art'] })).toEqual([
      'Product',
      'Art',
    ]);
    const corruption = ['blue/10', 'stripes', 'blue'];
    expect(await named({ dataset: shifts, corrupted: true, corruption })).toEqual(['blue/10', 'stripes/5', 'blue/5']);
    expect(await named({ dataset: shifts, corrupted: true, corruption: ['stripes', 'blue'], severity: 4 })).toEqual([
      'stripes/4',
      'blue/4',
    ]);
  });

  it('stay as a configuration names them', async () => {
    const file = {
      dataset: { kind: 'folder', path: shifts, corrupted: true },
      shifts: [{ corruption: 'blue', severity: 1 }],
    };
    expect(await named({}, file)).toEqual(['blue/1']);
  });
});
