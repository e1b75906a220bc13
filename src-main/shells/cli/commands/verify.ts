import type { Precision } from '../../../../src-shared/precision.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { openEngine } from '../../../engines/engine-registry.ts';
import { verifyFolder } from '../../../verify/verify.ts';
import { print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';
import { verificationTable } from '../verification-tables.ts';

export interface VerifyFlags extends CommonOptions {
  readonly engine: string;
  readonly threads?: number;
  readonly precision: Precision;
  readonly methods?: readonly string[];
}

export async function verifyCommand(folder: string, flags: VerifyFlags): Promise<void> {
  const { threads, precision } = flags;
  const engine = await openEngine(flags.engine, { precision, ...(threads === undefined ? {} : { threads }) });
  try {
    const report = await verifyFolder(folder, { engine, ...(flags.methods ? { methods: flags.methods } : {}) });
    if (flags.json) printJson(report);
    else {
      print(verificationTable(report));
      if (report.unknown.length > 0) print(`Not verified, as the lab lacks them: ${report.unknown.join(', ')}.`);
    }
    if (report.pass) return;
    const missed = report.methods.filter(({ pass }) => !pass).map(({ method }) => method);
    throw new LabError('verification-failed', `Out of tolerance on ${report.engine}: ${missed.join(', ')}.`);
  } finally {
    await engine.dispose();
  }
}
