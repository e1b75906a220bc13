import { LabError } from '../../src-shared/errors.ts';
import { bnAdapt } from './bn-adapt.ts';
import { cmf } from './cmf.ts';
import { cotta } from './cotta.ts';
import { deyo } from './deyo.ts';
import { eata } from './eata.ts';
import { foaAdam } from './foa-adam.ts';
import { foaIV1 } from './foa-i-v1.ts';
import { foaIV2 } from './foa-i-v2.ts';
import { foaSgd } from './foa-sgd.ts';
import { foa } from './foa.ts';
import { lame } from './lame.ts';
import type { Method } from './method.ts';
import { mgttaLstm } from './mgtta-lstm.ts';
import { mgtta } from './mgtta.ts';
import { neo } from './neo.ts';
import { noAdapt } from './no-adapt.ts';
import { rdumb } from './rdumb.ts';
import { recap } from './recap.ts';
import { roid } from './roid.ts';
import { sar } from './sar.ts';
import { spa } from './spa.ts';
import { t3a } from './t3a.ts';
import { tent } from './tent.ts';
import { zeroSiam } from './zerosiam.ts';

/** Every method of the lab by its id, in the order of its tables. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  [
    noAdapt,
    bnAdapt,
    lame,
    t3a,
    neo,
    tent,
    cotta,
    eata,
    rdumb,
    sar,
    deyo,
    roid,
    cmf,
    zeroSiam,
    spa,
    recap,
    foa,
    foaIV1,
    foaIV2,
    foaSgd,
    foaAdam,
    mgtta,
    mgttaLstm,
  ].map((method) => [method.id, method]),
);

/** @throws LabError `bad-option` listing the known methods */
export function findMethod(id: string): Method {
  const method = Object.hasOwn(methods, id) ? methods[id] : undefined;
  if (method) return method;
  throw new LabError('bad-option', `There is no method "${id}".`, `Methods: ${Object.keys(methods).join(', ')}.`);
}
