import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import type { ImageRange } from '../samples.ts';
import { inClassOrder, byCodePoints, orderNotices } from './class-order.ts';
import { shiftFolder } from './corrupted.ts';
import { countFolder, listFolder, readClassFolders, type FolderCount, type FolderListing } from './scan.ts';
import { amount, firstNames } from './wording.ts';

/** A domain by the name of its folder, which may lie in others: `sketch`, `l5/param_1`. */
export interface DomainFolder {
  readonly name: string;
  readonly folder: string;
}

/** Which of the images are a domain's, by its name. */
export type DomainRanges = ReadonlyMap<string, ImageRange>;

/** The folders of domains in the order of their images' paths. */
export function domainFolders(root: string, shifts: readonly Shift[]): DomainFolder[] {
  return shifts
    .map((shift) => ({ name: shiftName(shift), folder: shiftFolder(root, shift) }))
    .sort((a, b) => byCodePoints(`${a.name}/`, `${b.name}/`));
}

interface Classed {
  readonly name: string;
  readonly classes: ReadonlySet<string>;
}

/** The classes that most domains have; those of the first ones where several are as frequent. */
export function usualClasses(domains: readonly Classed[]): ReadonlySet<string> {
  const alike = ({ classes }: Classed): number =>
    domains.filter((other) => other.classes.symmetricDifference(classes).size === 0).length;
  const [first] = domains.toSorted((a, b) => alike(b) - alike(a));
  return first?.classes ?? new Set();
}

/** The problem with domains whose classes are not those of most as a sentence; undefined where all have the same. */
export function otherClasses(domains: readonly Classed[]): string | undefined {
  const usual = usualClasses(domains);
  const odd = domains.filter(({ classes }) => classes.symmetricDifference(usual).size > 0);
  const [first] = odd;
  if (first === undefined) return undefined;
  const lacking = inClassOrder([...usual.difference(first.classes)]);
  const besides = inClassOrder([...first.classes.difference(usual)]);
  const parts = [
    ...(lacking.length > 0 ? [`lacks ${firstNames(lacking)}`] : []),
    ...(besides.length > 0 ? [`has ${firstNames(besides)} besides`] : []),
  ];
  const like = domains.find((domain) => !odd.includes(domain))?.name;
  const more = odd.length > 1 ? `; so do ${amount(odd.length - 1, 'other domain')}` : '';
  return `The domain ${first.name} has other classes than ${like ?? 'the others'}: it ${parts.join(' and ')}${more}.`;
}

export const otherClassesHint =
  'Labels are places among the classes: make them the same in all domains, or list those that count in classnames.txt beside the domains.';

/** Names of the class folders that domains have. */
export async function domainClasses(domains: readonly DomainFolder[]): Promise<string[]> {
  const all = await Promise.all(domains.map(({ folder }) => readClassFolders(folder)));
  return inClassOrder([...new Set(all.flat())]);
}

/** @throws LabError `bad-input` naming a domain with other classes */
async function sameClasses(root: string, domains: readonly DomainFolder[]): Promise<string[]> {
  const classed = await Promise.all(
    domains.map(async ({ name, folder }) => ({ name, classes: new Set(await readClassFolders(folder)) })),
  );
  const problem = otherClasses(classed);
  if (problem !== undefined) throw new LabError('bad-input', `In ${root}: ${problem}`, otherClassesHint);
  return inClassOrder([...usualClasses(classed)]);
}

/**
 * Lists the images of all domains, in the order of their paths below the root.
 * @param known the classes by the names of their folders, in the order of their labels; else all domains have the same ones
 * @throws LabError `bad-input` for a domain without images, or with other classes
 */
export async function listDomains(
  root: string,
  domains: readonly DomainFolder[],
  known?: readonly string[],
): Promise<FolderListing & { readonly domains: DomainRanges }> {
  const classNames = known ?? (await sameClasses(root, domains));
  const listings: FolderListing[] = [];
  const ranges = new Map<string, ImageRange>();
  let first = 0;
  for (const { name, folder } of domains) {
    const listing = await listFolder(folder, classNames);
    listings.push(listing);
    ranges.set(name, { first, count: listing.paths.length });
    first += listing.paths.length;
  }
  const labels = new Int32Array(first);
  listings.forEach((listing, i) => labels.set(listing.labels, ranges.get(domains[i]!.name)!.first));
  return {
    root,
    classNames,
    paths: listings.flatMap(({ paths }, i) => paths.map((path) => `${domains[i]!.name}/${path}`)),
    files: listings.flatMap(({ files }, i) => files.map((file) => `${domains[i]!.name}/${file}`)),
    labels,
    strange: listings.flatMap(({ strange }, i) => strange.map((folder) => `${domains[i]!.name}/${folder}`)),
    notices: known ? [] : orderNotices(classNames, []),
    domains: ranges,
  };
}

/** Counts what `listDomains` lists. @throws LabError as that does */
export async function countDomains(
  root: string,
  domains: readonly DomainFolder[],
  known?: readonly string[],
): Promise<FolderCount & { readonly perShift: ReadonlyMap<string, number> }> {
  const classNames = known ?? (await sameClasses(root, domains));
  const perShift = new Map<string, number>();
  for (const { name, folder } of domains) perShift.set(name, (await countFolder(folder, classNames)).images);
  const images = [...perShift.values()].reduce((sum, count) => sum + count, 0);
  return { classNames, images, empty: [], notices: known ? [] : orderNotices(classNames, []), perShift };
}
