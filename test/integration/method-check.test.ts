import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OwnMethods } from '../../src-main/catalog/own/own-methods.ts';
import { ComputeClient } from '../../src-main/jobs/compute-client.ts';
import { ownMethodText, writeOwnMethod } from '../support/own-method.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const folder = path.join(temporaryFolder('method-check'), 'methods');
const methods = new OwnMethods([folder], () => new ComputeClient());
const outcomes = async (id: string) =>
  Object.fromEntries((await methods.check(id, ['wasm'])).map(({ name, outcome }) => [name, outcome]));

describe('a check of a method', () => {
  it.runIf(thorough)(
    'finds a wrong gradient, and what is remembered outside of the state',
    async () => {
      const text = ownMethodText('wrong', (one) =>
        one
          .replace('loss: meanEntropy(logits)', 'loss: twice(meanEntropy(logits))')
          .replace('constants) {', 'constants, { calls }) {')
          .replace('tf.mul(gradient, lr)', 'tf.mul(tf.mul(gradient, lr), calls)')
          .replace('constants: {},', 'constants: {}, draw: () => ({ calls: scalar(++calls) }),')
          .replace('import {', 'import { scalar,')
          .replace(
            'export default',
            `let calls = 0;
const twice = tf.customGrad((x) => ({ value: tf.clone(x as Tensor), gradFunc: (dy: Tensor) => tf.mul(dy, 2) }));
export default`,
          ),
      );
      writeOwnMethod(folder, 'wrong', text);
      expect(await outcomes('wrong')).toEqual({
        Gradient: 'failed',
        State: 'passed',
        Resume: 'failed',
        Reset: 'failed',
        'Engine wasm': 'failed',
        Cost: 'passed',
      });
    },
    240_000,
  );

  it('tries built-in methods, too; one without a gradient has none to compare', async () => {
    expect(await outcomes('t3a')).toMatchObject({ Gradient: 'skipped', Resume: 'passed', Reset: 'passed' });
  }, 240_000);
});
