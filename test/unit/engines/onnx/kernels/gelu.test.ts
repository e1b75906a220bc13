import { describe, it } from 'vitest';
import { gelu } from '../../../../../src-main/engines/fused-ops.ts';
import { expectSame, openEngines, values, withGradients } from '../support.ts';

openEngines();

describe('Gelu', () => {
  it('has the value and gradient of x·Φ(x)', async () => {
    await expectSame(
      withGradients(({ x }) => gelu(x!)),
      { x: values([3, 7], { low: -4, high: 4 }) },
    );
  });
});
