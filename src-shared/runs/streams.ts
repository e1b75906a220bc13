import { permutation, seeded, textKey } from '../random.ts';
import type { RunConfig, Shift } from '../run-config.ts';

/** A stream that a run has or will have, by its place in the run. */
export interface PlannedStream {
  readonly position: number;
  /** That of its images; `mixed` for several shifts in one stream, with the highest of their severities. */
  readonly corruption: string;
  readonly severity: number;
  /** How often the sequence of shifts has begun, 1 in the first round. */
  readonly round: number;
  /** That of its shift in the round, which has several streams where it is gradual. */
  readonly place: number;
  /** How often the run meets this shift, 1 the first time. */
  readonly visit: number;
  /** `fog/5`, `clean` or `mixed`; `fog/5#2` where it is met again. What methods draw depends on it. */
  readonly name: string;
  /** Of its images. */
  readonly shifts: readonly Shift[];
}

/** The settings that say what streams a run has. */
export type StreamSequence = Pick<RunConfig, 'order' | 'shifts' | 'shiftOrder' | 'course' | 'rounds' | 'seed'>;

/** `gaussian_noise/5`, or `clean`. */
export function shiftName({ corruption, severity }: Shift): string {
  return severity === 0 ? corruption : `${corruption}/${severity}`;
}

/** The shift of a name that `shiftName` gave: a last part that is a number is its severity. */
export function shiftOf(name: string): Shift {
  const [, corruption = name, severity = '0'] = /^(.+)\/([1-9]\d{0,2}|1000)$/.exec(name) ?? [];
  return { corruption, severity: Number(severity) };
}

/** The shift's name where there is one, else `mixed`. */
export function streamName(shifts: readonly Shift[]): string {
  return shifts.length === 1 ? shiftName(shifts[0]!) : 'mixed';
}

/** Up to a severity and back: 1-2-3-2-1; through the severities of a shift where several are given: 2-10-2. */
function rampOf(shifts: readonly Shift[]): Shift[] {
  const [{ corruption, severity }] = shifts as [Shift];
  const given = [...new Set(shifts.map((shift) => shift.severity))].sort((a, b) => a - b);
  const isOne = given.length === 1 && severity > 0;
  const up = isOne ? Array.from({ length: severity }, (_, index) => index + 1) : given;
  return [...up, ...up.slice(0, -1).reverse()].map((level) => ({ corruption, severity: level }));
}

/** The ramp of each shift, in the place of the first of its severities. */
function ramps(shifts: readonly Shift[]): { place: number; shifts: readonly Shift[] }[] {
  return [...Map.groupBy(shifts, ({ corruption }) => corruption).values()].flatMap((same) =>
    rampOf(same).map((one) => ({ place: shifts.indexOf(same[0]!), shifts: [one] })),
  );
}

/** Contents of one round: the shifts of each of its streams. */
function roundOf({
  order,
  shifts,
  shiftOrder,
  course,
  seed,
}: StreamSequence): { place: number; shifts: readonly Shift[] }[] {
  if (order === 'mixed') return shifts.length === 0 ? [] : [{ place: 0, shifts }];
  const drawn =
    shiftOrder === 'listed'
      ? shifts
      : Array.from(permutation(shifts.length, seeded(seed, textKey('shifts'))), (place) => shifts[place]!);
  return course === 'gradual' ? ramps(drawn) : drawn.map((shift, place) => ({ place, shifts: [shift] }));
}

/** The streams of a run in their order; of shifts in one stream there is one in each round, called `mixed`. */
export function plannedStreams(config: StreamSequence): PlannedStream[] {
  const round = roundOf(config);
  const visits = new Map<string, number>();
  return Array.from({ length: config.rounds * round.length }, (_, position) => {
    const { place, shifts } = round[position % round.length]!;
    const severity = Math.max(...shifts.map((shift) => shift.severity));
    const { corruption } = config.order === 'mixed' ? { corruption: 'mixed' } : shifts[0]!;
    const first = streamName(shifts);
    const visit = (visits.get(first) ?? 0) + 1;
    visits.set(first, visit);
    const name = visit === 1 ? first : `${first}#${visit}`;
    const number = Math.floor(position / round.length) + 1;
    return { position, corruption, severity, round: number, place, visit, name, shifts };
  });
}

/** The streams of a run that have the same shift, in the order in which shifts are first met. */
export function byShift<Stream extends Shift>(streams: readonly Stream[]): Stream[][] {
  return [...Map.groupBy(streams, ({ corruption, severity }) => `${corruption}/${severity}`).values()];
}

/** The shifts that a run needs images of, each once. */
export const shiftsMet = (config: StreamSequence): Shift[] => [
  ...new Map(plannedStreams(config).flatMap(({ shifts }) => shifts.map((shift) => [shiftName(shift), shift]))).values(),
];
