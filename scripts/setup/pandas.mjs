import { spawnSync } from 'node:child_process';
import { installFromDebian, isRootOnDebian } from './debian.mjs';

/** @param {string} program */
const hasPandas = (program) => spawnSync(program, ['-c', 'import pandas'], { stdio: 'ignore' }).status === 0;

/** @returns {string | undefined} a Python that has pandas */
export const findPandas = () => ['python3', '/usr/bin/python3', 'python'].find(hasPandas);

/** Installs pandas for the tests of the data frames where Debian's packages can be; elsewhere they are skipped without it. */
export function providePandas() {
  if (isRootOnDebian() && findPandas() === undefined) installFromDebian('python3-pandas', 'the tests of data frames');
}
