import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bundleFolders } from '../../../src-main/cluster/bundle-files.ts';
import type { CollectedTask } from '../../../src-main/cluster/collect.ts';
import { openLab } from '../../../src-main/app/open-lab.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { collectedText, statesText, submittedText } from '../../../src-main/shells/cli/cluster-tables.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinyVit } from '../../support/tiny-vit.ts';
import { scriptedSuite } from '../cluster/support.ts';

const root = temporaryFolder('suite-cluster');
const { runs } = await readQuickstartSettings();
const count = runs.length;
const shared = path.join(root, 'shared');
const scratch = path.join(root, 'scratch');
const dataDir = path.join(root, 'lab');
mkdirSync(scratch);

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function lab(...args: string[]): Promise<Outcome> {
  const capture = (stream: NodeJS.WriteStream) => vi.spyOn(stream, 'write').mockImplementation(() => true);
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const code = await runCli(['suite', ...args]);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const outcome = { code, out: text(out), err: text(err) };
  vi.restoreAllMocks();
  return outcome;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The job folder of a suite of one real run. */
async function submitTinyRun(): Promise<string> {
  const model = writeTinyVit(path.join(root, 'tiny.safetensors'));
  const suite = scriptedSuite('tiny');
  const [run] = suite.plan(1);
  const config = { ...run!.config, model, images: 16, batchSize: 8, engine: 'onnx-cpu' as const };
  const opened = openLab({ dataDir });
  try {
    const options = { folder: shared, cpus: 1, dryRun: true };
    return (await opened.cluster.submit({ ...suite, plan: () => [{ ...run!, config }] }, [1], options)).folder;
  } finally {
    await opened.close();
  }
}

describe('lab suite submit', () => {
  it('writes a job folder and says what would be submitted and how', async () => {
    const args = ['submit', 'quickstart-mixed', '--slurm', '--folder', shared, '--dry-run', '--data-dir', dataDir];
    const { code, out, err } = await lab(...args, '--cpus', '2', '--sbatch', '--mem=4G', '--sbatch', '--qos=low');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^${count} runs would be submitted; the job folder is written: .*quickstart-mixed-[0-9a-f]{8}\n`),
    );
    expect(err).toContain('which nodes usually do not share');
    const folder = path.join(
      shared,
      readdirSync(shared).find((name) => name.startsWith('quickstart-mixed'))!,
    );
    const script = readFileSync(path.join(folder, 'array.sbatch'), 'utf8');
    for (const option of [`--array=0-${count - 1}`, '--cpus-per-task=2', '--mem=4G', '--qos=low']) {
      expect(script).toContain(`#SBATCH ${option}\n`);
    }
    expect((await lab('jobs', folder)).out).toContain(`${count} runs: ${count} not submitted.`);
    expect((await lab('collect', folder, '--data-dir', dataDir)).out).toContain(
      `${count} runs: ${count} not there yet.`,
    );
  });

  it('says why a suite has nothing to submit', async () => {
    const { code, err } = await lab('submit', 'paper-table-1', '--slurm', '--folder', shared, '--data-dir', dataDir);
    expect(code).toBe(1);
    expect(err).toContain('Error: Table 1: ImageNet-C has no runs to submit.\n  No model is set');
  });

  it('asks for the scheduler and the folder', async () => {
    const { code, err } = await lab('submit', 'quickstart-mixed', '--folder', shared);
    expect(code).toBe(2);
    expect(err).toContain("Required option '--slurm' not specified");
  });
});

describe('lab suite task', () => {
  it('keeps what it computed on the node while the job folder takes nothing, and is done the next time', async () => {
    vi.stubEnv('SLURM_TMPDIR', path.join(root, 'not-there'));
    vi.stubEnv('TMPDIR', scratch);
    const folder = await submitTinyRun();
    const bundles = path.join(folder, bundleFolders.finished);
    rmSync(bundles, { recursive: true });
    writeFileSync(bundles, '');
    const failed = await lab('task', folder, '0');
    expect(failed.code).toBe(1);
    expect(failed.err).toContain(`Error: ${bundles} is not a folder.`);
    const [kept] = readdirSync(scratch).filter((name) => name.startsWith('mgtta-lab-task-'));
    expect(failed.err).toContain(`in ${path.join(scratch, kept!)}.`);
    expect(existsSync(path.join(scratch, kept!, 'lab.sqlite'))).toBe(true);
    rmSync(path.join(scratch, kept!), { recursive: true });

    rmSync(bundles);
    mkdirSync(bundles);
    expect(await lab('task', folder, '0', '--save-every', '1')).toMatchObject({ code: 0 });
    expect((await lab('task', folder, '0')).err).toContain('Done already.');
    expect(readdirSync(scratch).filter((name) => name.startsWith('mgtta-lab'))).toEqual([]);
    expect((await lab('jobs', folder)).out).toContain('1 run: 1 done.');
    const { out } = await lab('collect', folder, '--json', '--data-dir', dataDir);
    expect(JSON.parse(out)).toMatchObject([{ status: 'new', problem: null }]);
  }, 120_000);

  it('refuses a number that is none', async () => {
    expect(await lab('task', shared, 'first')).toMatchObject({ code: 2 });
  });
});

describe('what commands about clusters say', () => {
  const submitted = { folder: '/s/job', jobIds: ['7', '8'], first: [0, 1], after: [2], warnings: [] };
  const none = { here: 0, collectable: 0, queued: 0, underWay: 0 };

  it('says of a submission what was left out and what comes next', () => {
    expect(submittedText({ ...submitted, leftOut: { ...none, here: 2, queued: 1 } }).split('\n')).toEqual([
      'Submitted 3 runs as job 7 and 8; the job folder is /s/job',
      'Of these, 1 waits for a pre-training.',
      'Left out: 2 done here already, 1 in the queue already.',
      'See how far it is with: lab suite jobs /s/job',
      'Collect the results with: lab suite collect /s/job',
    ]);
    const nothing = { ...submitted, jobIds: [], first: [], after: [], leftOut: { ...none, collectable: 3 } };
    expect(submittedText(nothing)).toMatch(/^There is nothing to submit.\nLeft out: 3 done on the cluster.\nCollect/);
  });

  it('names each task that went wrong', () => {
    const task = (status: CollectedTask['status'], problem: string | null): CollectedTask => ({
      ...{ index: 3, name: 'TENT', runId: null, status, problem },
    });
    const text = collectedText([task('new', null), task('known', null), task('failed', 'No model.')], '/s/job');
    expect(text.split('\n')).toEqual([
      '3 runs: 1 new, 1 known already, 1 failed.',
      'Task 3 (TENT): No model.',
      'To continue with the missing runs, submit the suite again to the same folder.',
    ]);
  });

  it('shows why a task waits', () => {
    const waiting = { index: 0, name: 'TENT', status: 'queued', detail: 'Resources', job: '7_0' } as const;
    expect(statesText([waiting])).toMatch(/TENT +│ queued │ 7_0 │ Resources/);
  });
});
