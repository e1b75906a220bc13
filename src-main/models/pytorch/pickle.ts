/** A class or function that a pickle names; it is never looked up, let alone called, unless the host knows it. */
export class PickleGlobal {
  /** With its module, e.g. `torch.FloatStorage`. */
  readonly name: string;
  constructor(module: string, name: string) {
    this.name = `${module}.${name}`;
  }
}

export class PickleTuple {
  readonly items: readonly PickleValue[];
  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A value of the host's own; an object of Python that nothing is made of is one without a value. */
export class PickleObject<T = unknown> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleTuple
  | PickleGlobal
  | PickleObject;

/** Things outside of a pickle that it may refer to. */
export interface PickleHost {
  /** Stand-in for the result of calling a global; nothing is called in truth. */
  call(callee: PickleGlobal, args: readonly PickleValue[]): PickleValue;
  /** An object that is stored elsewhere, e.g. the numbers of a tensor. */
  persistent(id: PickleValue): PickleValue;
}

/** More than what names tensors has; what is larger would take any time and memory. */
const mostSteps = 5_000_000;
const mostContainers = 500_000;

function little(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  if (bytes.length > 6) {
    const value = bytes.length === 8 ? bytes.readBigInt64LE() : BigInt.asIntN(8 * bytes.length, bigLittle(bytes));
    return Number(value);
  }
  return bytes.readIntLE(0, bytes.length);
}

function bigLittle(bytes: Buffer): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export interface Unpickled {
  readonly value: PickleValue;
  /** Where the pickle ends; more may follow. */
  readonly end: number;
}

/** The stack machine of Python's pickle format, as far as plain data needs it: no code of the file is ever run. */
class Unpickler {
  private at: number;
  private containers = 0;
  private readonly stack: PickleValue[] = [];
  /** Places in the stack. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly bytes: Buffer;
  private readonly host: PickleHost;

  constructor(bytes: Buffer, host: PickleHost, at: number) {
    this.bytes = bytes;
    this.host = host;
    this.at = at;
  }

  run(): Unpickled {
    for (let steps = 0; steps < mostSteps; steps++) {
      const opcode = String.fromCharCode(this.take(1)[0]!);
      if (opcode === '.') return { value: this.popValue(), end: this.at };
      this.step(opcode);
    }
    throw new Error('it holds more than the names of tensors');
  }

  private take(count: number): Buffer {
    const end = this.at + count;
    if (end > this.bytes.length) throw new Error('it ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new Error('it ends too early');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  private unsigned(bytes: 1 | 2 | 4 | 8): number {
    const taken = this.take(bytes);
    return bytes === 8 ? Number(taken.readBigUInt64LE()) : taken.readUIntLE(0, bytes);
  }

  private push(item: PickleValue): void {
    if (typeof item === 'object' && item !== null && ++this.containers > mostContainers) {
      throw new Error('it holds more than the names of tensors');
    }
    this.stack.push(item);
  }

  private pushBytes(count: number): void {
    this.push(new PickleObject(this.take(count)));
  }

  private popValue(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new Error('it is damaged');
    return this.stack.pop()!;
  }

  private popToMark(): PickleValue[] {
    const start = this.marks.pop();
    if (start === undefined) throw new Error('it is damaged');
    return this.stack.splice(start);
  }

  private top(): PickleValue {
    if (this.stack.length === 0) throw new Error('it is damaged');
    return this.stack.at(-1)!;
  }

  private setItems(pairs: readonly PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleObject) return;
    if (!(target instanceof Map)) throw new Error('it is damaged');
    for (let i = 0; i + 1 < pairs.length; i += 2) target.set(pairs[i]!, pairs[i + 1]!);
  }

  private append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (target instanceof PickleObject) return;
    if (!Array.isArray(target)) throw new Error('it is damaged');
    for (const item of items) target.push(item);
  }

  private reduce(): void {
    const args = this.popValue();
    const callee = this.popValue();
    if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple)) throw new Error('it is damaged');
    this.push(this.host.call(callee, args.items));
  }

  private step(opcode: string): void {
    switch (opcode) {
      case '\x80': // protocol
        this.take(1);
        return;
      case '\x95': // frame
        this.take(8);
        return;
      case '(':
        this.marks.push(this.stack.length);
        return;
      case '0':
        this.popValue();
        return;
      case 'N':
        return this.push(null);
      case '\x88':
        return this.push(true);
      case '\x89':
        return this.push(false);
      case 'J':
        return this.push(this.take(4).readInt32LE());
      case 'K':
        return this.push(this.unsigned(1));
      case 'M':
        return this.push(this.unsigned(2));
      case '\x8a':
        return this.push(little(this.take(this.unsigned(1))));
      case 'G':
        return this.push(this.take(8).readDoubleBE());
      case 'X':
        return this.push(this.take(this.unsigned(4)).toString('utf8'));
      case '\x8c':
        return this.push(this.take(this.unsigned(1)).toString('utf8'));
      case '\x8d':
        return this.push(this.take(this.unsigned(8)).toString('utf8'));
      case '}':
        return this.push(new Map());
      case ']':
        return this.push([]);
      case ')':
        return this.push(new PickleTuple([]));
      case 't':
        return this.push(new PickleTuple(this.popToMark()));
      case '\x85':
      case '\x86':
      case '\x87': {
        const count = opcode.charCodeAt(0) - 0x84;
        const items = Array.from({ length: count }, () => this.popValue()).reverse();
        return this.push(new PickleTuple(items));
      }
      case 'd': {
        const pairs = this.popToMark();
        this.push(new Map());
        return this.setItems(pairs);
      }
      case 'l':
        return this.push(this.popToMark());
      case 's': {
        const value = this.popValue();
        const key = this.popValue();
        return this.setItems([key, value]);
      }
      case 'u':
        return this.setItems(this.popToMark());
      case 'a':
        return this.append([this.popValue()]);
      case 'e':
        return this.append(this.popToMark());
      case 'c': {
        const module = this.line();
        return this.push(new PickleGlobal(module, this.line()));
      }
      case '\x93': {
        const name = this.popValue();
        const module = this.popValue();
        if (typeof name !== 'string' || typeof module !== 'string') throw new Error('it is damaged');
        return this.push(new PickleGlobal(module, name));
      }
      case 'C':
        return this.pushBytes(this.unsigned(1));
      case 'B':
        return this.pushBytes(this.unsigned(4));
      case '\x8e':
      case '\x96': // a bytearray
        return this.pushBytes(this.unsigned(8));
      case '\x8f': // a set; what is in it is of no use here
        return this.push(new PickleObject(undefined));
      case '\x90':
        this.popToMark();
        return;
      case '\x91': // a frozen set
        this.popToMark();
        return this.push(new PickleObject(undefined));
      case '\x92': // make an object, with named arguments
        this.popValue();
        return this.reduce();
      case 'R': // call
      case '\x81': // make an object
        return this.reduce();
      case 'b': // attributes of an object; those of an ordered dictionary are of no use here
        this.popValue();
        return;
      case 'Q':
        return this.push(this.host.persistent(this.popValue()));
      case 'q':
        this.memo.set(this.unsigned(1), this.top());
        return;
      case 'r':
        this.memo.set(this.unsigned(4), this.top());
        return;
      case '\x94':
        this.memo.set(this.memo.size, this.top());
        return;
      case 'h':
        return this.recall(this.unsigned(1));
      case 'j':
        return this.recall(this.unsigned(4));
      default:
        throw new Error(`it uses opcode 0x${opcode.charCodeAt(0).toString(16)}, which plain data has no need of`);
    }
  }

  private recall(index: number): void {
    const item = this.memo.get(index);
    if (item === undefined) throw new Error('it is damaged');
    this.push(item);
  }
}

/**
 * Reads a pickle that holds plain data.
 * @param at where it begins
 * @throws Error saying what is wrong
 */
export function unpickle(bytes: Buffer, host: PickleHost, at = 0): Unpickled {
  return new Unpickler(bytes, host, at).run();
}
