import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { calls, type CallName } from '../../../src-shared/api/contract.ts';
import type { Random } from '../../../src-shared/random.ts';
import { WireServer } from '../../../src-main/shells/wire/wire-server.ts';
import { below, choose, mutateBytes, mutateJson } from '../mutate.ts';
import { jsonSchemaOf, sample } from '../sample.ts';
import type { FuzzTarget } from '../target.ts';
import { Faults, idleLab } from './idle-lab.ts';

const names = Object.keys(calls) as CallName[];
const schemas = new Map(names.map((name) => [name, jsonSchemaOf(calls[name].input)]));
const hello = JSON.stringify({ type: 'hello', seen: null });

/** Calls that list folders of the disk or read its files, which takes as long as it takes. */
const reading: readonly CallName[] = ['inspectFolder', 'addDataset', 'previewCorruption', 'sampleDataset', 'getSuite'];

interface Answer {
  readonly type: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Deeper than JSON can be written here, which can be read all the same. */
const deep = `{"type":"call","id":7,"name":"writeUiState","input":{"key":"a","value":${'['.repeat(9000)}${']'.repeat(9000)}}}`;

function textOf(message: unknown): string {
  try {
    return JSON.stringify(message);
  } catch (error) {
    if (error instanceof RangeError) return deep;
    throw error;
  }
}

/** A text as a window might send it, whole or with something wrong with it. */
function messageText(random: Random): { readonly name: CallName; readonly text: string } {
  const name = choose(random, names);
  const whole = sample(schemas.get(name) ?? {}, random);
  const input = random() < 0.2 ? whole : mutateJson(whole, random);
  const message = { type: 'call', id: 7, name, input };
  switch (below(random, 10)) {
    case 0:
      return { name, text: mutateBytes(Buffer.from(textOf(message)), random).toString() };
    case 1:
      return { name, text: textOf(mutateJson(message, random)) };
    default:
      return { name, text: textOf(message) };
  }
}

/** Messages of windows to a lab, made from the schemas of all calls, with something wrong with most of them. */
export const callsTarget: FuzzTarget = {
  name: 'calls',
  slow: ['reading'],
  round: 5000,
  async open(folder) {
    const root = path.join(folder, 'root');
    mkdirSync(root);
    const lab = idleLab(folder, [root]);
    const faults = new Faults();
    const { api } = lab;
    // Dependencies of these calls are loaded when the calls are first made.
    await Promise.all([api.listMethods({}), api.listPresets({}), api.listSuites({}), api.listModels({})]);
    const wire = new WireServer(api, lab.hub, { report: faults.report });
    return {
      async attempt(random) {
        const { name, text } = messageText(random);
        const outcome = await answerTo(wire, text);
        faults.check();
        if (outcome === 'internal') throw new Error(`'internal' is the answer to ${text.slice(0, 500)}`);
        return reading.includes(name) ? 'reading' : outcome;
      },
      async close() {
        wire.close();
        await lab.close();
      },
    };
  },
};

/** Answer to a text in a window of its own: the kind of the answer, the code of an error, or `cut off`. */
function answerTo(wire: WireServer, text: string): Promise<string> {
  return new Promise((resolve) => {
    const end = (outcome: string): void => {
      peer.close();
      resolve(outcome);
    };
    const peer = wire.accept({
      send(reply) {
        const { type, error } = JSON.parse(reply) as Answer;
        if (type === 'result' || type === 'error') end(error?.code ?? 'accepted');
      },
      refuse: () => end('cut off'),
    });
    peer.receive(hello);
    peer.receive(text);
    // A text may also happen to be another greeting, which has no answer of its own.
    if (text.includes('"hello"')) end('greeted');
  });
}
