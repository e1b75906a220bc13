import { parseArgs } from 'node:util';

/** The folders of the user's own methods that are named. */
export function methodFoldersFrom(args: readonly string[]): readonly string[] {
  const { values } = parseArgs({
    args: [...args],
    options: { methods: { type: 'string', multiple: true } },
    strict: false,
  });
  return (values.methods ?? []).filter((folder) => typeof folder === 'string');
}

/** The data folder named on the command line, among the switches that are Chromium's. */
export function dataDirFrom(args: readonly string[]): string | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { 'data-dir': { type: 'string' }, data: { type: 'string' } },
    strict: false,
  });
  const folder = values['data-dir'] ?? values.data;
  return typeof folder === 'string' ? folder : undefined;
}
