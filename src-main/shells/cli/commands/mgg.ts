import path from 'node:path';
import { LabError } from '../../../../src-shared/errors.ts';
import { mggFormatOf, type MggFormat } from '../../../../src-shared/mgg-formats.ts';
import type { MggRecord } from '../../../../src-shared/api/data.ts';
import { writeFiles } from '../../../exports/export-files.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { render } from '../run-tables.ts';
import { whichMgg } from './mgg-show.ts';

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
  return withLab(common, async ({ api }) => {
    const records = await api.listMggs({});
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
  return withLab(common, async ({ api }) => {
    const mgg = await whichMgg(api, which);
    const bytes = Buffer.from((await api.exportMgg({ mgg, format })).data, 'base64');
    const [file] = await writeFiles(path.dirname(path.resolve(out)), { [path.basename(out)]: bytes });
    if (json) printJson({ file, bytes: bytes.length });
    else print(file!);
  });
}
