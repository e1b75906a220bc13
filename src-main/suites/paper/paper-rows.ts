import type { GeneratorKind } from '../../mgg/weights.ts';
import type { SuiteRow } from '../suite.ts';

/** A row of a paper's table: a method with the paper's settings. */
export interface PaperRow extends SuiteRow {
  readonly generator?: GeneratorKind;
  /** N, images that the generator learned from, where it is not the usual number. */
  readonly pretrainImages?: number;
  /** u_max, where the row has one. */
  readonly budgetBatches?: number;
}

/** Methods whose losses need clean images: source statistics, or Fisher information. */
const learnsFromSource: ReadonlySet<string> = new Set(['eata', 'foa', 'foa_sgd', 'mgtta', 'mgtta_lstm', 'recap']);

export const needsCleanImages = ({ method }: PaperRow): boolean => learnsFromSource.has(method);

const row = (id: string, label: string, more: Partial<PaperRow> = {}): PaperRow => ({ id, label, method: id, ...more });

export const noAdapt = row('noadapt', 'NoAdapt');
const lame = row('lame', 'LAME');
const t3a = row('t3a', 'T3A');
const tent = row('tent', 'TENT');
const cotta = row('cotta', 'CoTTA');
const sar = row('sar', 'SAR');
const foa = row('foa', 'FOA');
const eata = row('eata', 'EATA');
const deyo = row('deyo', 'DeYO');
const mgtta = row('mgtta', 'MGTTA', { generator: 'gml' });
const mgttaLstm = row('mgtta_lstm', 'MGTTA-LSTM', { generator: 'lstm' });
const withoutMgg = row('foa_sgd', 'MGTTA without MGG');

const recap = row('recap', 'ReCAP');

/** The rows of the wild settings: methods whose authors report them. */
export const wildRows: readonly PaperRow[] = [noAdapt, tent, eata, sar, deyo, recap];

/** The rows of the paper's tables, in its order. */
export const mainRows: readonly PaperRow[] = [noAdapt, tent, cotta, sar, foa, eata, deyo, mgtta];
export const allRows: readonly PaperRow[] = [noAdapt, lame, t3a, tent, cotta, sar, foa, eata, deyo, mgtta];
export const naturalRows: readonly PaperRow[] = mainRows.filter(({ id }) => id !== cotta.id);
export const smallBatchRows: readonly PaperRow[] = [tent, sar, foa, eata, deyo, mgtta];
export const generatorRows: readonly PaperRow[] = [mgtta, mgttaLstm, withoutMgg];
export const convergenceRows: readonly PaperRow[] = [tent, sar, foa, eata, deyo, withoutMgg, mgtta];

export const limitedRows = (limits: readonly number[]): PaperRow[] =>
  limits.map((budgetBatches) => ({
    ...mgtta,
    id: `mgtta-u${budgetBatches}`,
    label: `MGTTA (u_max = ${budgetBatches})`,
    budgetBatches,
  }));

export const pretrainRows = (counts: readonly number[]): PaperRow[] =>
  counts.map((pretrainImages) => ({
    ...mgtta,
    id: `mgtta-n${pretrainImages}`,
    label: `MGTTA, N = ${pretrainImages}`,
    pretrainImages,
  }));
