import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { datasetsApi } from '../../../../src-main/app/api/datasets.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import { dataCalls } from '../../../../src-shared/api/data.ts';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { put, writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

// Threads start slowly where many tests share few cores.
vi.setConfig({ testTimeout: 120_000 });

const base = temporaryFolder('api-datasets');
const root = join(base, 'root');
const images = join(root, 'images');
const events = new EventHub();
const heard: LabEvent[] = [];
events.subscribe((event) => heard.push(event));
const store = openStore(join(base, 'lab.sqlite'));
const context = { store, hub: events, roots: [root], cacheFolder: join(base, 'cache') };
const api = datasetsApi(context);

beforeAll(async () => {
  await writeImageFolder(images, ['cat', 'dog'], 3);
});

async function pixelsOf(png: string): Promise<number[]> {
  return Array.from(await sharp(Buffer.from(png, 'base64')).raw().toBuffer());
}

describe('datasets', () => {
  it('registers a folder, notifies the windows, keeps it, and forgets it', async () => {
    const record = await api.addDataset({ name: 'Pets', path: `${images}/` });
    expect(record).toMatchObject({ name: 'Pets', images: 6, classes: 2, builtIn: false, problem: null });
    expect(record.config).toEqual({ kind: 'folder', path: images });
    expect(heard.at(-1)).toEqual({ topic: 'changed', payload: { what: 'datasets' } });
    const again = datasetsApi(context);
    const listed = dataCalls.listDatasets.output.parse(await again.listDatasets({}));
    expect(listed.map(({ id }) => id)).toEqual(['quickstart', record.id]);
    await expect(api.addDataset({ name: 'Twice', path: images })).rejects.toThrow('already registered, as Pets');
    await api.removeDataset({ id: record.id });
    expect(await api.listDatasets({})).toHaveLength(1);
    await expect(api.removeDataset({ id: record.id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(api.removeDataset({ id: 'quickstart' })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('refuses a folder that is not usable, or whose source folder is not', async () => {
    await put(join(root, 'texts', 'a', 'b.txt'), 'x');
    await expect(api.addDataset({ name: 'x', path: join(root, 'texts') })).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.addDataset({ name: 'x', path: images, source: join(root, 'none') })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('inspects a folder as a benchmark, and names only folders that may be read', async () => {
    const folder = await writeImageFolder(join(root, 'imagenet-r'), ['n01443537', 'n01484850'], 1);
    const look = async (input: { benchmark?: 'imagenet-r' | null; path?: string }) =>
      dataCalls.inspectFolder.output.parse(await api.inspectFolder({ path: folder, ...input }));
    expect(await look({})).toMatchObject({ benchmark: 'imagenet-r', recognised: { benchmark: 'imagenet-r' } });
    expect(await look({ benchmark: null })).toMatchObject({ benchmark: null, recognised: { benchmark: 'imagenet-r' } });
    const inside = join(folder, 'n01443537');
    expect(await look({ path: inside })).toMatchObject({ usable: false, suggestions: [folder] });
    const narrow = datasetsApi({ ...context, roots: [inside] });
    expect(await narrow.inspectFolder({ path: inside })).toMatchObject({ usable: false, suggestions: [] });
    const { config } = await api.addDataset({ name: 'R', path: folder, benchmark: 'imagenet-r' });
    const [sample] = await api.sampleDataset({ dataset: config, count: 1, seed: 1, imageSize: 32 });
    expect(['goldfish', 'great white shark']).toContain(sample?.classTitle);
    await expect(api.addDataset({ name: 'A', path: folder, benchmark: 'imagenet-a' })).rejects.toThrow('ImageNet-A');
  });

  it('lists a dataset whose folder is gone with what is wrong', async () => {
    const moved = await writeImageFolder(join(root, 'moving'), ['a', 'b'], 1);
    const { id } = await api.addDataset({ name: 'Moving', path: moved });
    await rename(moved, `${moved}-away`);
    const listed = (await api.listDatasets({})).find((dataset) => dataset.id === id);
    expect(listed?.problem).toContain('is gone');
  });

  it('shows the pixels that a run sees', async () => {
    const dataset = { kind: 'quickstart', split: 'test' } as const;
    const samples = dataCalls.sampleDataset.output.parse(await api.sampleDataset({ dataset, count: 3, seed: 7 }));
    const opened = await openDataset(dataset);
    const shift = { corruption: 'glass_blur', severity: 4 } as const;
    const [index] = samples.map((sample) => sample.index);
    const shown = await api.previewCorruption({ dataset, index: index!, ...shift });
    const read = { imageSize: 32, mean: [0, 0, 0], std: [1, 1, 1], images: 3, seed: 7, batchSize: 1 };
    const seen = new Set<string>();
    for (const shifts of [[{ corruption: 'clean', severity: 0 }], [shift]]) {
      const stream = await opened.stream({ ...read, shifts });
      for await (const batch of stream.batches()) {
        // The stream is by channel, a picture by pixel.
        const area = 32 * 32;
        const bytes = Array.from({ length: 3 * area }, (_, i) => {
          return Math.round(255 * batch.images[(i % 3) * area + Math.floor(i / 3)]!);
        });
        seen.add(bytes.join());
      }
    }
    await opened.close();
    expect(seen.size).toBe(6);
    for (const { picture } of samples) expect(seen).toContain((await pixelsOf(picture!.data)).join());
    expect(seen).toContain((await pixelsOf(shown.data)).join());
    expect(samples.every(({ className }) => className.length > 2)).toBe(true);
  });

  it("resizes images of a folder as the model wants them, and shows which can't be read", async () => {
    const folder = await writeImageFolder(join(root, 'broken'), ['a', 'b'], 1);
    await put(join(folder, 'b', 'damaged.png'), 'not an image');
    const dataset = { kind: 'folder', path: folder } as const;
    const samples = await api.sampleDataset({ dataset, count: 60, seed: 1, imageSize: 48 });
    expect(samples).toHaveLength(3);
    const good = samples.find(({ picture }) => picture !== null)!;
    expect(await pixelsOf(good.picture!.data)).toHaveLength(48 * 48 * 3);
    const bad = samples.find(({ picture }) => picture === null)!;
    expect(bad).toMatchObject({ className: 'b', index: 2 });
    const request = { dataset, corruption: 'fog', imageSize: 48 } as const;
    await expect(api.previewCorruption({ ...request, index: bad.index, severity: 3 })).rejects.toThrow('read');
    await expect(api.previewCorruption({ ...request, index: 9, severity: 3 })).rejects.toThrow('no image 9');
    const [clean, weak, strong] = await Promise.all(
      [0, 1, 5].map(async (severity) => {
        const shift = severity === 0 ? { corruption: 'clean', severity } : { severity };
        return (await api.previewCorruption({ ...request, index: 0, ...shift })).data;
      }),
    );
    expect(clean).toBe(samples.find(({ index }) => index === 0)?.picture?.data);
    expect(new Set([clean, weak, strong]).size).toBe(3);
  });

  it('shows the images of a folder of corrupted ones, which has no clean ones', async () => {
    const path = join(root, 'stored');
    for (const shift of ['fog/2', 'snow/5']) await writeImageFolder(join(path, shift), ['a', 'b'], 2);
    const { config: dataset } = await api.addDataset({ name: 'Stored', path });
    expect(dataset).toEqual({ kind: 'folder', path, corrupted: true });
    const samples = await api.sampleDataset({ dataset, count: 60, seed: 1 });
    expect(samples.map(({ picture }) => picture !== null)).toEqual([true, true, true, true]);
    const request = { dataset, index: 0, corruption: 'fog' } as const;
    await expect(api.previewCorruption({ ...request, severity: 2 })).resolves.toMatchObject({ mime: 'image/png' });
    await expect(api.previewCorruption({ ...request, severity: 3 })).rejects.toMatchObject({
      hint: 'It has severity 2.',
    });
    await expect(api.previewCorruption({ ...request, corruption: 'clean', severity: 0 })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(api.addDataset({ name: 'x', path: images, source: path })).rejects.toThrow('holds corrupted images');
  });

  it('does not show images outside of its roots, unless they are registered', async () => {
    const path = await writeImageFolder(join(base, 'outside'), ['a', 'b'], 1);
    const request = { dataset: { kind: 'folder', path }, count: 1, seed: 1 } as const;
    await expect(api.sampleDataset(request)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(api.inspectFolder({ path })).rejects.toMatchObject({ code: 'bad-input' });
    await datasetsApi({ ...context, roots: null }).addDataset({ name: 'Outside', path });
    expect(await api.sampleDataset(request)).toHaveLength(1);
  });
});

describe('browse', () => {
  it('lists roots, then folders first in natural order, hidden ones and other files left out', async () => {
    const folder = join(root, 'browsed');
    for (const name of ['run10', 'run2', '.git']) await mkdir(join(folder, name), { recursive: true });
    await put(join(folder, 'a.safetensors'), 'four');
    await put(join(folder, 'b.json'), '{}');
    expect(await api.browse({ path: null, files: 'none' })).toMatchObject({ path: null, entries: [{ path: root }] });
    const listing = dataCalls.browse.output.parse(await api.browse({ path: folder, files: 'checkpoints' }));
    expect(listing).toMatchObject({ path: folder, parent: root, truncated: false });
    expect(listing.entries.map(({ name }) => name)).toEqual(['run2', 'run10', 'a.safetensors']);
    expect(listing.entries.at(-1)).toMatchObject({ kind: 'file', size: 4 });
    expect((await api.browse({ path: root, files: 'none' })).parent).toBeNull();
    await put(join(folder, 'order.npy'), 'x');
    await put(join(folder, 'order.txt'), 'x');
    const orders = await api.browse({ path: folder, files: 'orders' });
    expect(orders.entries.map(({ name }) => name)).toEqual(['run2', 'run10', 'order.npy', 'order.txt']);
  });

  it('never leaves its roots, by dots or by links', async () => {
    await mkdir(join(base, 'secret'), { recursive: true });
    await symlink(join(base, 'secret'), join(root, 'door'));
    await symlink(images, join(root, 'shortcut'));
    const names = (await api.browse({ path: root, files: 'none' })).entries.map(({ name }) => name);
    expect(names).toContain('shortcut');
    expect(names).not.toContain('door');
    for (const path of [join(root, 'door'), `${root}/../secret`, base, '/', `${root}-away`, 'root']) {
      await expect(api.browse({ path, files: 'none' })).rejects.toMatchObject({ code: 'bad-input' });
    }
  });

  it('has no bounds on the desktop', async () => {
    const free = datasetsApi({ ...context, roots: null });
    expect((await free.browse({ path: null, files: 'none' })).entries.length).toBeGreaterThan(0);
    expect((await free.browse({ path: base, files: 'none' })).entries.map(({ name }) => name)).toContain('secret');
  });
});
