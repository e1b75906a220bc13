import type { Database } from 'better-sqlite3';
import type { AdaptFigures, PretrainFigures, RunRecord } from '../../src-shared/records.ts';
import { figuresOverStreams, meanOfKnown, streamSoFar, type StreamFigures } from '../../src-shared/run-figures.ts';

interface StreamRow {
  run_id: string;
  /** Null while the stream is under way: it is then counted from its batches. */
  top1: number | null;
  top5: number | null;
  ece: number | null;
  summarised: number;
  images: number;
  correct1: number;
  correct5: number;
  seconds: number;
}

interface EpochsRow {
  run_id: string;
  best_epoch: number | null;
  accuracy: string | null;
  seconds: number;
}

function toStream(row: StreamRow): StreamFigures {
  const { top1, top5, ece, images, correct1, correct5, seconds: computeSeconds } = row;
  if (row.summarised === 1) return { top1, top5, ece, images, computeSeconds };
  return streamSoFar({ images, correct1, correct5, computeSeconds });
}

/** Mean over the corruptions that a generator was evaluated on; null without evaluation. */
function meanAccuracy(json: string | null): number | null {
  if (json === null) return null;
  try {
    return meanOfKnown(Object.values(JSON.parse(json) as Record<string, number | null>));
  } catch {
    // Said where the run is opened; the list has all others.
    return null;
  }
}

/** Adds to runs without a summary what they have given so far. Of a finished stream its summary is read, not its batches. */
export function figuresReader(db: Database): (runs: RunRecord[]) => RunRecord[] {
  const selectStreams = db.prepare<[string], StreamRow>(
    `WITH ids AS (SELECT value FROM json_each(?))
     SELECT run_id, summary ->> '$.top1' AS top1, summary ->> '$.top5' AS top5, summary ->> '$.ece' AS ece,
       1 AS summarised, summary ->> '$.images' AS images,
       0 AS correct1, 0 AS correct5, summary ->> '$.computeSeconds' AS seconds, position
     FROM shifts WHERE json_valid(summary) AND run_id IN ids
     UNION ALL
     SELECT shifts.run_id, NULL, NULL, NULL, 0, sum(size), sum(correct1), sum(correct5), sum(compute_seconds), position
     FROM shifts JOIN batches ON batches.run_id = shifts.run_id AND shift_position = position
     WHERE summary IS NULL AND shifts.run_id IN ids
     GROUP BY shifts.run_id, position
     ORDER BY position`,
  );
  const selectEpochs = db.prepare<[string], EpochsRow>(
    `SELECT run_id, max(CASE WHEN is_best THEN epoch END) AS best_epoch,
       max(CASE WHEN is_best THEN accuracy END) AS accuracy, sum(seconds) AS seconds
     FROM epochs WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY run_id`,
  );

  function adapted(ids: readonly string[]): Map<string, AdaptFigures> {
    const byRun = Map.groupBy(selectStreams.all(JSON.stringify(ids)), (row) => row.run_id);
    return new Map([...byRun].map(([id, rows]) => [id, figuresOverStreams(rows.map(toStream))]));
  }

  function pretrained(ids: readonly string[]): Map<string, PretrainFigures> {
    const rows = selectEpochs.all(JSON.stringify(ids));
    return new Map(
      rows.map(({ run_id, best_epoch: bestEpoch, accuracy, seconds: totalSeconds }) => [
        run_id,
        { bestEpoch, bestAccuracy: meanAccuracy(accuracy), totalSeconds },
      ]),
    );
  }

  return (runs) => {
    const begun = runs.filter(({ summary, attempts }) => summary === null && attempts > 0);
    if (begun.length === 0) return runs;
    const ids = begun.map(({ id }) => id);
    const [adaptations, pretrainings] = [adapted(ids), pretrained(ids)];
    return runs.map((run): RunRecord => {
      if (run.kind === 'adapt') {
        const soFar = adaptations.get(run.id);
        return soFar && soFar.images > 0 ? { ...run, soFar } : run;
      }
      const soFar = pretrainings.get(run.id);
      return soFar ? { ...run, soFar } : run;
    });
  };
}
