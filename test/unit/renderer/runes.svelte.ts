/** Runs what makes effects, as the start of a component does. @returns what ends them */
export function asComponent(start: () => void): () => void {
  return $effect.root(start);
}

/** A value whose readers follow it. */
export class Changing<Value> {
  current = $state.raw() as Value;

  constructor(value: Value) {
    this.current = value;
  }
}
