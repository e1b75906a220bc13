import path from 'node:path';
import { LabError } from '../../../../src-shared/errors.ts';
import { mggFormatOf, type MggFormat } from '../../../../src-shared/mgg-formats.ts';
import type { MggRecord } from '../../../../src-shared/api/data.ts';
import { writeFiles } from '../../../exports/export-files.ts';
import { exportMgg } from '../../../catalog/models/export-mgg.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { render } from '../run-tables.ts';

export interface MggExportFlags extends CommonOptions {
  readonly out: string;
}

const kinds = { gml: 'memory layer', lstm: 'LSTM' } as const;

function mggTable(records: readonly MggRecord[]): string {
  return render(
    ['Id', 'Name', 'Origin', 'Kind', 'Size', 'SHA-256'],
    records.map(({ id, name, origin, kind, hiddenSize, heads, hash, problem }) =>
      problem === null
        ? [id, name, origin, kinds[kind], `${hiddenSize} × ${heads}`, hash.slice(0, 12)]
        : [id, name, origin, problem, '–', '–'],
    ),
    6,
  );
}

export function mggListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async (lab) => {
    const records = await lab.mggs.list();
    if (json) printJson(records);
    else print(mggTable(records));
  });
}

function formatOf(file: string): MggFormat {
  const format = mggFormatOf(file);
  if (format) return format;
  throw new LabError(
    'bad-option',
    `It is not clear in which format ${file} should be.`,
    'Let its name end in .safetensors, or in .pth for PyTorch.',
  );
}

/** Writes a generator of the list, or one in a file, into another file. */
export function mggExportCommand(which: string, { out, json, ...common }: MggExportFlags): Promise<void> {
  const format = formatOf(out);
  return withLab(common, async (lab) => {
    const known = await lab.mggs.find(which);
    const mgg = known?.mgg ?? (which.startsWith('untrained') ? which : path.resolve(which));
    const { bytes } = await exportMgg(known?.name ?? which, mgg, format);
    const [file] = await writeFiles(path.dirname(path.resolve(out)), { [path.basename(out)]: bytes });
    if (json) printJson({ file, bytes: bytes.length });
    else print(file!);
  });
}
