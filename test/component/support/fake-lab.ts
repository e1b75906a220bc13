import { calls, isCallName, type CallInput, type CallName } from '../../../src-shared/api/contract.ts';
import type { LabEventPayload, LabEventTopic } from '../../../src-shared/api/events.ts';
import { requestSchema, type Reply } from '../../../src-shared/api/wire.ts';
import type { Bridge } from '../../../src-shared/bridge.ts';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import { emptyLab, type Answers } from './empty-lab.ts';

/**
 * Stands for the lab behind the bridge of a desktop window. Texts go through the real client, so what a page asks and
 * what it is answered both keep to the contract, or the test fails.
 */
class FakeLab {
  /** The commands and queries that came, in order. */
  readonly asked: { readonly name: CallName; readonly input: unknown }[] = [];
  /** The queries that nobody waits for any more, in order. */
  readonly dropped: CallName[] = [];
  private readonly waiting = new Map<number, CallName>();
  private answers: Answers = {};
  private sequence = 0;
  private readonly listeners = new Set<(text: string) => void>();

  /** The page's `window.labBridge`. */
  readonly bridge: Bridge = {
    shell: 'desktop',
    version: '0',
    platform: 'linux',
    send: (text) => void this.receive(text),
    onMessage: (listener) => {
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    },
    pickFolder: () => Promise.resolve(null),
    pickFile: () => Promise.resolve(null),
    showDataFolder: () => undefined,
    openFile: () => undefined,
    setProgress: () => undefined,
    onNavigate: () => () => undefined,
  };

  /** Says what the lab answers from now on, beside its earlier answers in this test. */
  answer(answers: Answers): void {
    this.answers = { ...this.answers, ...answers };
  }

  /** The inputs of all calls of a name, in order. */
  inputs<Name extends CallName>(name: Name): CallInput<Name>[] {
    return this.asked.filter((call) => call.name === name).map(({ input }) => input as CallInput<Name>);
  }

  /** Sends an event to the window. */
  emit<Topic extends LabEventTopic>(topic: Topic, payload: LabEventPayload<Topic>): void {
    this.send({ type: 'event', sequence: ++this.sequence, topic, payload });
  }

  /** Forgets what the test before has said and asked. */
  renew(): void {
    this.answers = {};
    this.asked.length = 0;
    this.dropped.length = 0;
  }

  /** Has the window fetch everything anew, as after a restart of the lab. */
  refresh(): void {
    this.send({ type: 'welcome', lab: 'fake', sequence: this.sequence, fresh: true });
  }

  private send(reply: Reply): void {
    for (const listener of [...this.listeners]) listener(JSON.stringify(reply));
  }

  private async receive(text: string): Promise<void> {
    const request = requestSchema.parse(JSON.parse(text));
    // Requests are answered later, as over any channel.
    await Promise.resolve();
    if (request.type === 'hello') {
      this.send({ type: 'welcome', lab: 'fake', sequence: this.sequence, fresh: false });
      return;
    }
    if (request.type === 'drop') {
      const dropped = this.waiting.get(request.id);
      if (dropped) this.dropped.push(dropped);
      return;
    }
    const { id, name, input } = request;
    try {
      if (!isCallName(name)) throw new LabError('internal', `There is no call '${name}'.`);
      this.waiting.set(id, name);
      this.send({ type: 'result', id, value: await this.ask(name, calls[name].input.parse(input)) });
    } catch (error) {
      this.send({ type: 'error', id, error: toErrorMessage(error) });
    } finally {
      this.waiting.delete(id);
    }
  }

  private ask(name: CallName, input: unknown): unknown {
    this.asked.push({ name, input });
    const answer = (this.answers[name] ?? emptyLab[name]) as ((input: unknown) => unknown) | undefined;
    if (answer === undefined) throw new LabError('internal', `The lab of this test has no answer to '${name}'.`);
    return answer(input);
  }
}

export const fakeLab = new FakeLab();
