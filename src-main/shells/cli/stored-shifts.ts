import { datasetSchema, shiftSchema, storesShifts, type Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { safely } from '../../../src-shared/safely.ts';
import { listStoredShifts } from '../../data/folder/corrupted.ts';
import { isOfImagenetC } from '../../data/folder/likely-shifts.ts';
import type { ShiftFlags } from './shift-flags.ts';

/** Sets of corruptions that stand for all shifts of a folder that has none of them. */
const wholes: readonly string[] = ['all', 'test'];

/** Each shift at the wanted severity, or the nearest one that there is of it; the stronger of two. */
function eachOnce(stored: readonly Shift[], wanted: number): Shift[] {
  const distance = ({ severity }: Shift): number => Math.abs(severity - wanted);
  return [...Map.groupBy(stored, ({ corruption }) => corruption).values()].flatMap((levels) =>
    levels.toSorted((a, b) => distance(a) - distance(b) || b.severity - a.severity).slice(0, 1),
  );
}

/**
 * The shifts that are meant among those of a folder: all of it where none is named and none is of ImageNet-C; without a
 * severity where it has none.
 * @param before what the flags say by themselves @param own whether a configuration names some
 */
function meantShifts(
  before: readonly Shift[],
  { corruption: named, severity }: ShiftFlags,
  { stored, own }: { readonly stored: readonly Shift[]; readonly own: boolean },
): readonly Shift[] {
  const isFree = stored.length > 0 && !stored.some(isOfImagenetC);
  if (isFree && (named === undefined ? !own : named.every((name) => wholes.includes(name)))) {
    return eachOnce(stored, severity ?? 5);
  }
  const names = new Set(stored.map(shiftName));
  const bare = new Set(named);
  return before.map((shift) => {
    const without = { ...shift, severity: 0 };
    const isBare = bare.has(shift.corruption) && !names.has(shiftName(shift));
    return isBare && names.has(shiftName(without)) ? without : shift;
  });
}

/** A configuration, not checked yet, with the shifts that are meant where its dataset stores them. */
export async function withStoredShifts<Config extends { readonly dataset?: unknown; readonly shifts?: unknown }>(
  config: Config,
  flags: ShiftFlags,
  own: boolean,
): Promise<Config> {
  const dataset = safely(datasetSchema, config.dataset);
  const shifts = safely(shiftSchema.array(), config.shifts);
  if (!dataset.success || !shifts.success || dataset.data.kind === 'quickstart') return config;
  if (!storesShifts(dataset.data)) return config;
  // Problems of the folder are reported where the run is checked.
  const stored = await listStoredShifts(dataset.data.path).catch(() => []);
  const { path, source } = dataset.data;
  const tested = stored.filter((shift) => source !== `${path}/${shiftName(shift)}`);
  return { ...config, shifts: meantShifts(shifts.data, flags, { stored: tested, own }) };
}
