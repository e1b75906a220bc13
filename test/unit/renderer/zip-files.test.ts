import { strToU8, zipSync } from 'fflate';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { saveBlob } from '../../../src-renderer/charts/export/download.ts';
import { saveFiles } from '../../../src-renderer/save-file.ts';
import { unzipFiles } from '../../../src-renderer/zip-files.ts';

vi.mock('../../../src-renderer/charts/export/download.ts', () => ({ saveBlob: vi.fn() }));

const csv = (name: string, text: string) => ({ name, mime: 'text/csv', text });
const saved = vi.mocked(saveBlob);
beforeEach(() => void saved.mockClear());

describe('saveFiles', () => {
  it('saves one file as it is', async () => {
    await saveFiles([csv('summary.csv', 'a,b\n')], 'runs.csv.zip');
    expect(saved).toHaveBeenCalledOnce();
    const [blob, name] = saved.mock.calls[0]!;
    expect(name).toBe('summary.csv');
    expect(await blob.text()).toBe('a,b\n');
  });

  it('saves several as one archive that holds them to the letter, empty and large ones, too', async () => {
    const files = [
      csv('summary.csv', 'Gauß,±1\n'),
      csv('empty.csv', ''),
      csv('batches.csv', 'run,gaussian_noise,5,0.25\n'.repeat(40_000)),
    ];
    await saveFiles(files, 'runs.csv.zip');
    expect(saved).toHaveBeenCalledOnce();
    const [blob, name] = saved.mock.calls[0]!;
    expect(name).toBe('runs.csv.zip');
    expect(blob.size).toBeLessThan(100_000);
    const unpacked = unzipFiles(name, new Uint8Array(await blob.arrayBuffer()));
    expect(unpacked).toEqual(files.map(({ name: file, text }) => ({ name: file, text })));
  });
});

describe('unzipFiles', () => {
  it('says what is no archive', () => {
    expect(() => unzipFiles('runs.zip', new Uint8Array([1, 2, 3]))).toThrow(
      expect.objectContaining({ code: 'bad-input', message: 'runs.zip is not a zip archive that can be read.' }),
    );
  });

  it('unpacks nothing that claims to be larger than it can be', () => {
    const archive = Buffer.from(zipSync({ 'a.json': strToU8('{}'.repeat(500)) }));
    archive.writeUInt32LE(0xf0000000, archive.indexOf('PK\x01\x02') + 24);
    expect(() => unzipFiles('runs.zip', archive)).toThrow('runs.zip is not a zip archive that can be read.');
  });
});
