import { allCorruptionNames } from '../../../../src-shared/corruptions.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { printChecks, printList } from './own.ts';

/** Lists built-in corruptions and the user's own, with what is wrong with the files of those that can't be used. */
export function corruptionListCommand(flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const builtIn = allCorruptionNames.map((id) => ({ id, name: id.replaceAll('_', ' '), file: null }));
    const own = (await api.listOwnCorruptions({})).map(({ id, name, own: { file } }) => ({ id, name, file }));
    printList('corruption', [...builtIn, ...own], await api.ownFiles({}), flags);
  });
}

/** Tries a corruption. @throws LabError `verification-failed` where a check failed */
export function corruptionCheckCommand(id: string, flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => printChecks(id, await api.checkCorruption({ id }), flags));
}
