import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { untrainedMgg } from '../../../../src-main/mgg/checkpoint.ts';
import { encodeMgg } from '../../../../src-main/mgg/encode-mgg.ts';
import { convertMgg, readMgg, readModel } from '../../../../src-main/jobs/reader/foreign-files.ts';
import { ReaderClient } from '../../../../src-main/jobs/reader/reader-client.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder('reader');
const wrapped = path.join(import.meta.dirname, '..', '..', '..', 'data', 'wrapped', 'module.safetensors');

function write(name: string, content: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const pickled = (name: string, ...parts: Uint8Array[]): string =>
  write(
    name,
    zipSync({ 'archive/data.pkl': Buffer.concat([Buffer.from([0x80, 2]), ...parts, Buffer.from('.')]) }, { level: 0 }),
  );

function safetensors(name: string, header: string): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return write(name, Buffer.concat([length, Buffer.from(header)]));
}

describe('a file of a stranger', () => {
  it('is described from a process of its own', async () => {
    const facts = await readModel(wrapped, { heads: 2 });
    expect(facts).toMatchObject({ imageSize: 16, classes: 3 });
    expect(facts.parts).toContainEqual({ part: 'heads', value: '2', source: 'answer' });
    const mgg = write('mgg.safetensors', encodeMgg(untrainedMgg(1), {}));
    expect(await readMgg(mgg)).toMatchObject({ kind: 'gml', hiddenSize: 8, heads: 1 });
    expect(await convertMgg(mgg, 'safetensors')).toEqual(Buffer.from(encodeMgg(untrainedMgg(1), {})));
  });

  it('is read again when it has changed', async () => {
    const file = write('changing.safetensors', encodeMgg(untrainedMgg(1), {}));
    const first = await readMgg(file);
    expect(await readMgg(file)).toEqual(first);
    write('changing.safetensors', encodeMgg(untrainedMgg(2, { hiddenSize: 4 }), {}));
    expect(await readMgg(file)).toMatchObject({ hiddenSize: 4 });
  });

  it.each([
    [
      'dictionaries without end',
      () => pickled('nested.pth', Buffer.from('}('), Buffer.alloc(1_200_000, 'K}'), Buffer.from('u')),
    ],
    ['tuples in tuples', () => pickled('tuples.pth', Buffer.alloc(600_000, '('), Buffer.alloc(600_000, 't'))],
    [
      'a shape without end',
      () => safetensors('shape.safetensors', `{"a":{"dtype":"F32","shape":[${'1,'.repeat(500_000)}1]}}`),
    ],
    [
      'a header nested deep',
      () => safetensors('deep.safetensors', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`),
    ],
  ])('%s: is refused in a sentence', async (_, file) => {
    await expect(readModel(file())).rejects.toMatchObject({ code: 'bad-checkpoint' });
  });

  it('that repeats one number without end claims more than the file can explain', async () => {
    const storage = 'X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ';
    const tensor = `ctorch._utils\n_rebuild_tensor_v2\n((${storage}K\0(J\0\0\0\x40K\x03tK\0K\0\x86\x89)tR`;
    const body = Buffer.from(`}X\x0b\0\0\0head.weight${tensor}s.`, 'latin1');
    const file = write(
      'strides.pth',
      zipSync(
        { 'a/data.pkl': Buffer.concat([Buffer.from([0x80, 2]), body]), 'a/data/0': new Uint8Array(16) },
        { level: 0 },
      ),
    );
    await expect(readModel(file)).rejects.toThrow('its tensor head.weight has more numbers than the file');
  });
});

describe('the reading process', () => {
  const entry = (name: string, program: string): string => write(name, Buffer.from(program));
  const task = { kind: 'mgg', path: '/data/some.pth' } as const;
  const working = { kind: 'mgg', path: wrapped } as const;

  it('is ended when it takes too long, and the next file gets another', async () => {
    const client = new ReaderClient({
      patienceMs: 2000,
      entry: entry('slow.mjs', "process.on('message', () => { for (;;); });"),
    });
    await expect(client.perform(task)).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: "/data/some.pth can't be read: it takes more than 2 s.",
    });
    await expect(client.perform(task)).rejects.toThrow('takes more than 2 s');
  });

  it('is reported when it takes too much memory, and nothing else ends', async () => {
    const client = new ReaderClient({
      memoryMb: 24,
      entry: entry(
        'large.mjs',
        "process.on('message', () => { const all = []; for (;;) all.push({ a: [1, 2, 3] }); });",
      ),
    });
    await expect(client.perform(task)).rejects.toThrow('it takes more than 24 MB of memory');
  });

  it('may fall over a file, or send nonsense', async () => {
    const falling = new ReaderClient({ entry: entry('falls.mjs', "process.on('message', () => process.exit(3));") });
    await expect(falling.perform(task)).rejects.toThrow('the process that read it ended (exit code 3)');
    const odd = new ReaderClient({ entry: entry('odd.mjs', "process.on('message', () => process.send('hello'));") });
    await expect(odd.perform(task)).rejects.toThrow('does not understand');
  });

  it('answers each of many that ask at once', async () => {
    const client = new ReaderClient();
    const answers = await Promise.allSettled(
      [working, { kind: 'model', path: wrapped, reading: { heads: 2 } } as const].map((it) => client.perform(it)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
