import { describeOptions } from '../../../src-shared/option-specs.ts';
import { guarded, hasFields, loadOwn, refuse, type OwnExport } from '../../own/own-code.ts';
import { noClock, type OwnClock } from '../../own/own-clock.ts';
import type { OwnSource } from '../../own/own-source.ts';
import type { BoundMethod, Method } from '../method.ts';
import * as lab from './lab.ts';

const exported: OwnExport<Method> = {
  kind: 'method',
  labName: 'mgtta-lab',
  lab,
  define: 'defineMethod',
  is: (value): value is Method => hasFields(value, 'bind', 'options', 'id'),
};

function guardedMethod(own: OwnSource, clock: OwnClock, method: Method): Method {
  const outside = guarded(own, clock, method);
  return {
    ...outside,
    options: method.options,
    bind(context, options) {
      const bound: BoundMethod = guarded(own, clock, outside.bind(context, options));
      if ('step' in bound) {
        const { inParts } = bound;
        return {
          ...bound,
          ...(inParts && { inParts: async (...args) => guarded(own, clock, await inParts(...args)) }),
        };
      }
      return { ...bound, open: async (...args) => guarded(own, clock, await bound.open(...args)) };
    },
  };
}

/** @throws LabError naming what the export lacks */
function checkMethod(own: OwnSource, { needs, options }: Method): void {
  if (!Array.isArray(needs)) refuse(own, 'it does not say what it needs', 'Write needs: [], if nothing.');
  const specs = describeOptions(options);
  const known = new Set(specs.filter((spec) => spec.default !== null).map(({ name }) => name));
  const odd = Object.keys(options.shape).find((name) => !known.has(name));
  if (odd !== undefined) {
    refuse(
      own,
      `the lab does not know what kind of option '${odd}' is`,
      'Make options with numberOption, integerOption, choiceOption or booleanOption.',
    );
  }
}

/**
 * Runs the file of an own method and gives the method that it exports, with the interface of built-in ones. All that its
 * functions throw names the file and line.
 * @throws LabError `bad-input` with file and line
 */
export function loadOwnMethod(own: OwnSource, clock: OwnClock = noClock): Promise<Method> {
  return loadOwn(own, clock, exported, (method) => {
    checkMethod(own, method);
    return guardedMethod(own, clock, method);
  });
}
