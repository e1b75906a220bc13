import { describe, expect, it } from 'vitest';
import { benchmarkFindings } from '../../../../src-main/data/folder/benchmark-findings.ts';
import type { FolderContent } from '../../../../src-main/data/folder/content.ts';
import { benchmarkFacts } from '../../../../src-main/data/imagenet/benchmarks.ts';
import { benchmarkClasses } from '../../../../src-main/data/imagenet/classes.ts';
import { benchmarkSchema, type Benchmark } from '../../../../src-shared/run-config.ts';

/** Survey of class folders with so many images each. */
function folders(names: readonly string[], images: (index: number) => number): FolderContent[] {
  const nothing = { links: 0, brokenLinks: 0, foreign: {}, endings: {}, problem: null };
  const none = { examples: [], folders: [], linkedFolders: [], brokenExamples: [], digest: '' };
  return names.map((name, index) => ({ name, images: images(index), ...none, ...nothing }));
}

/** All images of a benchmark, spread over its classes. */
function whole(benchmark: Benchmark): FolderContent[] {
  const names = benchmarkClasses(benchmark);
  const images = benchmarkFacts[benchmark].images ?? names.length;
  const each = Math.floor(images / names.length);
  const rest = images - each * names.length;
  return folders(names, (index) => each + (index < rest ? 1 : 0));
}

const messages = (benchmark: Benchmark, classes: readonly FolderContent[], complete = true): string[] =>
  benchmarkFindings({ benchmark, classes, complete }).map(({ level, message }) => `${level}: ${message}`);

const [tench, goldfish] = benchmarkClasses('imagenet');

describe('benchmarkFindings', () => {
  it.each(benchmarkSchema.options)('knows how many images %s has', (benchmark) => {
    const { images, title } = benchmarkFacts[benchmark];
    expect(messages(benchmark, whole(benchmark))).toEqual(
      images === null ? [] : [`info: All ${images.toLocaleString('en')} images of ${title} are there.`],
    );
  });

  it('has the published totals', () => {
    expect(benchmarkSchema.options.map((id) => [id, benchmarkFacts[id].images])).toEqual([
      ['imagenet-c', 50_000],
      ['imagenet-r', 30_000],
      ['imagenet-sketch', 50_889],
      ['imagenet-a', 7_500],
      ['imagenet-v2', 10_000],
      ['imagenet', 50_000],
      ['imagenet-classes', null],
    ]);
  });

  it('warns of images that were lost or added, and distinguishes subsets from losses', () => {
    const change = (by: number, classes = whole('imagenet')): FolderContent[] =>
      classes.map((folder, i) => (i === 3 ? { ...folder, images: folder.images + by } : folder));
    expect(messages('imagenet', change(-2))).toEqual([
      'warning: 49,998 of 50,000 images of the ImageNet validation set are there.',
    ]);
    expect(messages('imagenet', change(1))).toEqual([
      'warning: 50,001 images: 1 more than the 50,000 of the ImageNet validation set.',
    ]);
    const ten = folders(benchmarkClasses('imagenet'), () => 10);
    expect(messages('imagenet', ten)).toEqual([
      'info: A subset: 10,000 of 50,000 images of the ImageNet validation set are there.',
    ]);
    const ragged = folders(benchmarkClasses('imagenet'), (index) => 30 + (index % 7));
    expect(messages('imagenet', ragged)[0]).toMatch(/^warning: 32,/);
  });

  it('names classes that are missing, by id and name', () => {
    expect(messages('imagenet', whole('imagenet').slice(1))).toEqual([
      'warning: 1 of 1,000 class folders is missing: n01440764 (tench).',
      'warning: 49,950 of 50,000 images of the ImageNet validation set are there.',
    ]);
    expect(messages('imagenet-r', whole('imagenet-r').slice(0, 2))).toEqual([
      expect.stringMatching(/^info: 198 of 200 class folders are missing: n\d{8} \(.+\), .+ and 195 more\.$/),
      'info: A subset: 300 of 30,000 images of ImageNet-R are there.',
    ]);
  });

  it('says nothing of what is missing before everything was counted', () => {
    expect(messages('imagenet', whole('imagenet').slice(0, 5), false)).toEqual([]);
  });

  it('finds the class that a folder was to be named after', () => {
    const rename = (name: string): FolderContent[] =>
      whole('imagenet').map((folder) => (folder.name === tench ? { ...folder, name } : folder));
    const found = (name: string) =>
      benchmarkFindings({ benchmark: 'imagenet', classes: rename(name), complete: true })[0];
    for (const name of ['n01440746', 'N01440764', 'n1440764', 'tench', 'Tench_']) {
      expect(found(name)).toEqual({
        level: 'warning',
        message: `1 folder is no class of the ImageNet validation set and left out: ${name}.`,
        hint: `Perhaps they are misnamed: rename ${name} as n01440764 (tench).`,
      });
    }
    expect(found('zzz')?.hint).toBeUndefined();
  });

  it('knows classes of ImageNet that the benchmark lacks', () => {
    const classes = [...whole('imagenet-r'), ...folders([tench!], () => 5)];
    expect(messages('imagenet-r', classes)[0]).toBe(
      'warning: 1 folder is no class of ImageNet-R and left out: n01440764 (tench).',
    );
  });

  it('refuses folders of other classes', () => {
    expect(
      messages(
        'imagenet',
        folders(['cat', 'dog'], () => 5),
      ),
    ).toEqual(['error: None of 2 class folders is named as a class of the ImageNet validation set: cat, dog.']);
    expect(
      messages(
        'imagenet-a',
        folders([tench!, goldfish!], () => 5),
      )[0],
    ).toMatch(/^error: None of 2/);
  });
});
