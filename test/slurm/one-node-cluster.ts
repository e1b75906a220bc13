import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { waitFor } from '../support/cli.ts';

/** Debian keeps daemons where only the administrator's search path leads. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Whether this computer has the programs of Debian's slurm-wlm and munge. */
export function hasSlurm(): boolean {
  const places = searchPath.split(':');
  const programs = ['slurmctld', 'slurmd', 'munged', 'mungekey'];
  return programs.every((program) => places.some((place) => existsSync(path.join(place, program))));
}

/**
 * A cluster of this computer alone that any user can start, also in a container without systemd and control groups: nothing
 * outside of its folder is used, and its ports are its own.
 */
function configuration(folder: string): string {
  const [host] = hostname().split('.');
  const { username } = userInfo();
  return `ClusterName=lab
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${username}
SlurmdUser=${username}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${folder}/munge.sock
SlurmctldPort=16817
SlurmdPort=16818
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmdSpoolDir=${folder}/spool
StateSaveLocation=${folder}/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

export interface OneNodeCluster {
  /** Ends the cluster and removes its files. */
  stop(): Promise<void>;
}

function isIdle(): true | undefined {
  const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T'], { encoding: 'utf8' });
  return stdout.trim() === 'idle' ? true : undefined;
}

/** Whether no job is left, not even one that is being cleared away. */
function isEmpty(): true | undefined {
  const { stdout, status } = spawnSync('squeue', ['--noheader'], { encoding: 'utf8' });
  return status === 0 && stdout === '' ? true : undefined;
}

/** The programs of a cluster, each with a file of what it says. */
class Daemons {
  private readonly running: ChildProcess[] = [];
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  start(program: string, args: readonly string[]): void {
    const log = openSync(path.join(this.folder, `${program}.log`), 'w');
    this.running.push(spawn(program, args, { env: { ...process.env, PATH: searchPath }, stdio: ['ignore', log, log] }));
    closeSync(log);
  }

  /** Ends them in the opposite order: authentication goes last. */
  async stop(): Promise<void> {
    for (const daemon of this.running.toReversed()) {
      const ended = new Promise((resolve) => daemon.once('exit', resolve));
      if (daemon.exitCode === null && daemon.kill()) await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  logs(): string {
    const names = readdirSync(this.folder).filter((name) => name.endsWith('.log'));
    return names.map((name) => `${name}:\n${readFileSync(path.join(this.folder, name), 'utf8')}`).join('\n');
  }
}

/** Starts a cluster, and makes Slurm's commands of this process talk to it. */
export async function startCluster(): Promise<OneNodeCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'slurm-'));
  // Munge insists on a socket that everybody could reach.
  chmodSync(folder, 0o755);
  for (const name of ['spool', 'state']) mkdirSync(path.join(folder, name));
  const configFile = path.join(folder, 'slurm.conf');
  writeFileSync(configFile, configuration(folder));
  writeFileSync(path.join(folder, 'cgroup.conf'), 'CgroupPlugin=cgroup/v1\nIgnoreSystemd=yes\n');
  process.env['SLURM_CONF'] = configFile;

  const option = (name: string, file: string): string => `--${name}=${path.join(folder, file)}`;
  const env = { ...process.env, PATH: searchPath };
  execFileSync('mungekey', ['--create', option('keyfile', 'munge.key')], { env });
  const daemons = new Daemons(folder);
  const ownFiles = [option('socket', 'munge.sock'), option('pid-file', 'munge.pid'), option('seed-file', 'munge.seed')];
  daemons.start('munged', ['--foreground', option('key-file', 'munge.key'), ...ownFiles]);
  try {
    await waitFor(() => (existsSync(path.join(folder, 'munge.sock')) ? true : undefined), 10_000);
    daemons.start('slurmctld', ['-D', '-f', configFile]);
    daemons.start('slurmd', ['-D', '-f', configFile]);
    await waitFor(isIdle, 30_000);
  } catch (error) {
    const logs = daemons.logs();
    await daemons.stop();
    throw new Error(`Slurm did not start.\n${logs}`, { cause: error });
  }
  return {
    async stop() {
      // A step that is left without its daemon would wait for it for ever.
      spawnSync('scancel', ['--user', userInfo().username]);
      try {
        await waitFor(isEmpty, 30_000);
      } finally {
        await daemons.stop();
      }
    },
  };
}
