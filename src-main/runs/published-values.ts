import { describeOptions } from '../../src-shared/option-specs.ts';
import { arithmeticText } from '../../src-shared/model-reading.ts';
import { normalisationName } from '../../src-shared/normalisation.ts';
import type { PublishedStanding } from '../../src-shared/api/runs.ts';
import {
  publishedDifferences,
  type Printed,
  type PublishedDifference,
  type TestedRun,
} from '../../src-shared/published/differences.ts';
import type { CheckpointId } from '../../src-shared/published/checkpoints.ts';
import { publishedTables } from '../../src-shared/published/published.ts';
import type { PublishedProtocol, PublishedRow, PublishedTable } from '../../src-shared/published/published-table.ts';
import type { AdaptRun, ShiftRecord } from '../../src-shared/records.ts';
import type { RunConfig, RunConfigInput } from '../../src-shared/run-config.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import { KnownCheckpoints } from '../catalog/models/known-checkpoints.ts';
import { readModel } from '../jobs/reader/foreign-files.ts';
import { modelFile } from '../platform/package-root.ts';
import type { Store } from '../store/store.ts';
import { configure } from './configure.ts';

/** A run as far as it is known: one that is only planned has no record. */
export type KnownRun = Pick<AdaptRun, 'config' | 'provenance' | 'inputs' | 'external'>;

/** A row of a table beside a run, and in what they differ: for the average of the run, or for one of its streams. */
interface Candidate {
  readonly table: PublishedTable;
  readonly row: PublishedRow;
  readonly ofRun: readonly PublishedDifference[];
  readonly ofStream: readonly PublishedDifference[];
}

const hashMark = 'sha256:';

/** Images of each shift that a run has in its streams; null before the first of them has begun. */
export function imagesPerShift({ config }: Pick<AdaptRun, 'config'>, streams: readonly ShiftRecord[]): number | null {
  if (streams.length === 0) return null;
  const parts = config.order === 'mixed' ? config.shifts.length : 1;
  return Math.min(...streams.map(({ imageCount }) => imageCount / parts));
}

const fewest = (candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, one) => (one.ofRun.length < best.ofRun.length ? one : best));

/** The published numbers with the protocol of a run, and the differing settings of the others. */
export class PublishedValues {
  private readonly checkpoints: KnownCheckpoints;
  private readonly printed = new Map<string, Promise<Printed>>();

  constructor(store: Pick<Store, 'readValue' | 'writeValue' | 'readOnly'>) {
    this.checkpoints = new KnownCheckpoints(store);
  }

  /** Known facts of a run beside its settings. @param images of each shift, where they are counted */
  async tested(run: KnownRun, images: number | null): Promise<TestedRun> {
    const { config, provenance, inputs } = run;
    // A run's record has the hash it computed with; the file may have changed since.
    const facts = provenance
      ? undefined
      : await readModel(modelFile(config.model), config.reading).catch(() => undefined);
    const hash = provenance?.modelHash ?? inputs['model']?.slice(hashMark.length) ?? '';
    const tensors = provenance ? provenance.modelTensors : facts?.tensors;
    const own = facts?.normalisation ? normalisationName(facts.normalisation) : undefined;
    return {
      config: config.normalisation === 'model' && own ? { ...config, normalisation: own } : config,
      provenance,
      ...(run.external ? { external: run.external } : {}),
      checkpoint: this.checkpoints.find({ hash, tensors })?.id ?? null,
      arithmetic: provenance?.arithmetic ?? (facts ? arithmeticText(facts.parts) : null),
      images,
    };
  }

  /** The run that would repeat a row of a table. */
  printedOf(protocol: PublishedProtocol, { method, options = {} }: PublishedRow): Promise<Printed> {
    const { benchmark, settings, checkpoint, images } = protocol;
    const corrupted = benchmark === 'imagenet-c' ? { corrupted: true as const } : {};
    const dataset = { kind: 'folder' as const, path: '/', source: '/', benchmark, ...corrupted };
    return this.completed({ ...settings, dataset, model: '/', mgg: 'untrained', method, options }, checkpoint, images);
  }

  /** A run that would repeat published numbers, with all defaults filled in. */
  completed(config: RunConfigInput, checkpoint: CheckpointId | null, images: number): Promise<Printed> {
    const key = JSON.stringify([config, checkpoint, images]);
    const known = this.printed.get(key);
    if (known) return known;
    const printed = configure(config).then((complete) => ({ config: complete.config, checkpoint, images }));
    this.printed.set(key, printed);
    return printed;
  }

  /**
   * In what a run differs from the one that a published number is of.
   * @param ofStream the number is one of a single stream
   */
  async differences(run: TestedRun, printed: Printed, ofStream: boolean): Promise<PublishedDifference[]> {
    const { findMethod } = await import('../methods/method-registry.ts');
    const method = findMethod(printed.config.method);
    const labels = new Map(describeOptions(method.options).map(({ name, label }) => [name, label]));
    const usesSource = method.needs.includes('statistics');
    return publishedDifferences(run, printed, {
      ofStream,
      usesSource,
      optionLabel: (name) => labels.get(name) ?? name,
    });
  }

  /** @param streams of the run, as far as they have begun */
  async of(run: KnownRun, streams: readonly ShiftRecord[]): Promise<PublishedStanding> {
    const tested = await this.tested(run, imagesPerShift(run, streams));
    const candidates = await this.candidates(tested, benchmarkOf(run.config), run.config.method);
    const matching = (metric: PublishedTable['metric'], part: 'ofRun' | 'ofStream'): Candidate[] =>
      candidates.filter((one) => one.table.metric === metric && one[part].length === 0);
    const first = (some: readonly Candidate[], column: string) => {
      const found = some.find(({ row }) => row.values[column] !== undefined);
      return found ? { value: found.row.values[column]!, source: found.table.source } : null;
    };
    const perStream = matching('top1', 'ofStream');
    return {
      streams: [...new Map(plannedStreams(run.config).map((stream) => [stream.name, stream])).values()].flatMap(
        ({ corruption, severity }) => {
          const beside = perStream.filter(({ table }) => severityOf(table, corruption) === severity);
          const found = first(beside, corruption);
          return found ? [{ corruption, severity, ...found }] : [];
        },
      ),
      average: first(matching('top1', 'ofRun'), 'average'),
      ece: first(matching('ece', 'ofRun'), 'average'),
      others: [...Map.groupBy(candidates, ({ table }) => table.work).values()].flatMap((ofWork) => {
        const closest = fewest(ofWork);
        // Where numbers of single streams stand beside the run's, a notice still says what its average lacks.
        return closest.ofRun.length === 0 ? [] : [{ source: closest.table.source, differences: [...closest.ofRun] }];
      }),
    };
  }

  private async candidates(tested: TestedRun, benchmark: string | undefined, method: string): Promise<Candidate[]> {
    const rows = publishedTables.flatMap((table) =>
      table.benchmark === benchmark
        ? table.rows.filter((row) => row.method === method).map((row) => ({ table, row }))
        : [],
    );
    return Promise.all(
      rows.map(async ({ table, row }) => {
        const printed = await this.printedOf(table, row);
        const ofRun = await this.differences(tested, printed, false);
        return { table, row, ofRun, ofStream: await this.differences(tested, printed, true) };
      }),
    );
  }
}

function benchmarkOf({ dataset }: RunConfig): string | undefined {
  return dataset.kind === 'folder' ? dataset.benchmark : undefined;
}

/** The severity at which a table has a corruption; that of all of them for shifts in one stream. */
function severityOf({ settings: { shifts } }: PublishedTable, corruption: string): number | undefined {
  return (shifts.find((shift) => shift.corruption === corruption) ?? (corruption === 'mixed' ? shifts[0] : undefined))
    ?.severity;
}
