import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { Picture } from '../../../src-shared/api/common.ts';
import type { Sample } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { isCorruptionName } from '../../../src-shared/corruptions.ts';
import { storesShifts, type DatasetConfig } from '../../../src-shared/run-config.ts';
import { checkShift, cleanShift } from '../../data/shifts.ts';
import { labOwn } from '../own/lab-own.ts';
import type { Described } from '../own/own-catalog.ts';
import type { CorruptionFacts } from '../own/own-corruptions.ts';
import { className } from '../../data/imagenet/class-names.ts';
import type { DatasetPictures, Shown } from '../../data/pictures.ts';

type Request = CheckedInput<'previewCorruption'>;

/** Datasets that are kept open for further pictures, and how long after the last one. */
const mostOpen = 3;
const idleMilliseconds = 5 * 60_000;
/** Memory for pictures, in base64 characters. */
const mostCharacters = 32 * 2 ** 20;

interface OpenDataset {
  readonly pictures: Promise<DatasetPictures>;
  idle: NodeJS.Timeout;
}

/** Image code is loaded with the first picture: most commands show none. */
async function openPictures(dataset: DatasetConfig): Promise<DatasetPictures> {
  const [pictures, pool] = await Promise.all([import('../../data/pictures.ts'), import('../../data/prepare/pool.ts')]);
  return pictures.DatasetPictures.open(dataset, pool.defaultThreads());
}

/** Pictures of datasets for the eye. Reading and corrupting happens in threads; what was made is kept for a while. */
export class Previews {
  private readonly open = new Map<string, OpenDataset>();
  private readonly made = new Map<string, Picture>();
  private characters = 0;

  async sample({ dataset, count, seed, imageSize }: CheckedInput<'sampleDataset'>): Promise<Sample[]> {
    const pictures = await this.picturesOf(dataset);
    const samples = await pictures.sample(count, seed, imageSize);
    return samples.map(({ index, className: folder, classTitle, shown }) => ({
      index,
      className: folder,
      ...titleOf(folder, classTitle),
      picture: 'png' in shown ? toPicture(shown.png) : null,
      problem: 'png' in shown ? null : shown.reason,
    }));
  }

  /** @throws LabError `bad-input` also for an image that can't be read */
  async corrupted(request: CheckedInput<'previewCorruption'>): Promise<Picture> {
    const { dataset, index, corruption, severity, imageSize } = request;
    const own = await this.ownOf(request);
    const key = JSON.stringify([keyOf(dataset), index, corruption, severity, imageSize, own?.own.hash]);
    const known = this.made.get(key);
    if (known) return known;
    const pictures = await this.picturesOf(dataset);
    if (own) return this.corruptedByOwn(pictures, own, request);
    const picture = toPicture(requireShown(await pictures.show(index, { corruption, severity }, imageSize)));
    this.keep(key, picture);
    return picture;
  }

  /** The user-defined corruption that is asked for, if any. @throws LabError what is wrong with its file */
  private async ownOf({ dataset, corruption, severity }: Request): Promise<Described<CorruptionFacts> | undefined> {
    if (storesShifts(dataset) || corruption === cleanShift.corruption || isCorruptionName(corruption)) return undefined;
    const own = await labOwn()?.corruptions.find(corruption);
    if (own) checkShift({ corruption, severity }, [own.facts]);
    return own;
  }

  /** Corrupts in a process of its own; all severities at once, since the next one is likely to be asked for, too. */
  private async corruptedByOwn(
    pictures: DatasetPictures,
    { facts, own }: Described<CorruptionFacts>,
    { dataset, index, severity: asked, imageSize }: Request,
  ): Promise<Picture> {
    const [clean, { encodePng }, { corruptionSeed: seed }] = await Promise.all([
      pictures.clean(index, imageSize),
      import('../../data/png.ts'),
      import('../../data/prepare/recipe.ts'),
    ]);
    const severities = Array.from({ length: facts.severities }, (_, at) => at + 1);
    const images = await labOwn()!.corruptions.corruptOnce(own, clean, { severities, seed, index });
    const made = await Promise.all(images.map(async (image) => toPicture(await encodePng(image))));
    for (const [at, picture] of made.entries()) {
      this.keep(JSON.stringify([keyOf(dataset), index, facts.id, at + 1, imageSize, own.hash]), picture);
    }
    return made[asked - 1]!;
  }

  /** Names of the classes of a dataset, by label. */
  async classTitles(dataset: DatasetConfig): Promise<string[]> {
    const { classNames, classTitles } = await this.picturesOf(dataset);
    return classNames.map((name, label) => classTitles?.[label] ?? className(name) ?? name);
  }

  /** Forgets what is known about a dataset, whose files may be others by now. */
  forget(dataset: DatasetConfig): void {
    const key = keyOf(dataset);
    this.close(key);
    const start = JSON.stringify([key]).slice(0, -1);
    for (const [made, { data }] of this.made) {
      if (made.startsWith(start) && this.made.delete(made)) this.characters -= data.length;
    }
  }

  private picturesOf(dataset: DatasetConfig): Promise<DatasetPictures> {
    const key = keyOf(dataset);
    const known = this.open.get(key);
    const pictures = known?.pictures ?? openPictures(dataset);
    clearTimeout(known?.idle);
    // The latest stands last, so that the first is the one to close.
    this.open.delete(key);
    this.open.set(key, { pictures, idle: setTimeout(() => this.forget(dataset), idleMilliseconds).unref() });
    pictures.catch(() => this.open.delete(key));
    const [oldest] = this.open.keys();
    if (this.open.size > mostOpen && oldest !== undefined) this.close(oldest);
    return pictures;
  }

  private close(key: string): void {
    const known = this.open.get(key);
    this.open.delete(key);
    clearTimeout(known?.idle);
    void known?.pictures.then((pictures) => pictures.close()).catch(() => undefined);
  }

  private keep(key: string, picture: Picture): void {
    this.made.set(key, picture);
    this.characters += picture.data.length;
    for (const [oldest, { data }] of this.made) {
      if (this.characters <= mostCharacters) return;
      this.made.delete(oldest);
      this.characters -= data.length;
    }
  }
}

function titleOf(folder: string, given: string | undefined): { classTitle?: string } {
  const classTitle = given ?? className(folder);
  return classTitle === undefined ? {} : { classTitle };
}

/** The fields of a dataset that decide the pixels. */
function keyOf(dataset: DatasetConfig): string {
  if (dataset.kind === 'quickstart') return `quickstart ${dataset.split}`;
  return `folder ${dataset.path}${dataset.domains ? ' domains' : ''}${dataset.corrupted ? ' shifts' : ''}`;
}

function requireShown(shown: Shown): Buffer {
  if ('png' in shown) return shown.png;
  throw new LabError('bad-input', `This image can't be read: ${shown.reason}.`, 'Choose another one.');
}

function toPicture(png: Buffer): Picture {
  return { mime: 'image/png', data: png.toString('base64') };
}
