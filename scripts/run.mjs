// node scripts/run.mjs <task> [arguments]: does the set-up that the task needs, then runs it.
import { setUp } from './setup.mjs';
import { SetupError, environmentFor, runInForeground, say } from './setup/shell.mjs';
import { whenNpmEnds } from './setup/starter.mjs';
import { nodeOptions, tasks } from './tasks.mjs';

/** @param {string} name @param {string[]} args @returns {Promise<number>} exit code */
async function run(name, args) {
  const task = tasks[name];
  if (task === undefined) throw new SetupError(`There is no task '${name}'. Tasks: ${Object.keys(tasks).join(', ')}.`);
  const node = await setUp(task.extras);
  const scripts = task.scripts();
  for (const [index, script] of scripts.entries()) {
    const extra = task.argumentsToEach || index === scripts.length - 1 ? args : [];
    const code = await runInForeground(node, [...nodeOptions, ...script, ...extra], environmentFor(node));
    if (code !== 0) return code;
  }
  return 0;
}

// Handed on like any other signal: a run stops after its batch and can be resumed.
whenNpmEnds(() => process.kill(process.pid, 'SIGTERM'));
try {
  const [name = '', ...args] = process.argv.slice(2);
  process.exitCode = await run(name, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
