import { permutation, type Random } from '../../src-shared/random.ts';

/** Remaining items of one class, the next one last. */
type Rest<Item> = Item[];

/** Classes that have something left, from which one is drawn in constant time. */
class Remaining<Item> {
  private readonly rests: readonly Rest<Item>[];
  private readonly classes: number[];
  private readonly placeOf: number[];

  constructor(rests: readonly Rest<Item>[]) {
    this.rests = rests;
    this.classes = rests.map((_, index) => index);
    this.placeOf = [...this.classes];
  }

  get count(): number {
    return this.classes.length;
  }

  has(index: number): boolean {
    return this.rests[index]!.length > 0;
  }

  take(index: number): Item {
    const item = this.rests[index]!.pop()!;
    if (!this.has(index)) this.forget(index);
    return item;
  }

  /** One of the classes that have something left, each as likely; `except` only where it is the last one. */
  draw(except: number, random: Random): number {
    const others = this.count - (this.has(except) ? 1 : 0);
    if (others === 0) return except;
    const drawn = Math.floor(random() * others);
    // The excepted class stands aside: its place is taken by the last one.
    return this.classes[drawn] === except ? this.classes[others]! : this.classes[drawn]!;
  }

  private forget(index: number): void {
    const place = this.placeOf[index]!;
    const last = this.classes.pop()!;
    if (last === index) return;
    this.classes[place] = last;
    this.placeOf[last] = place;
  }
}

/** How likely the class is whose turn it is. */
const dominanceOf = (ratio: number, classes: number): number => ratio / (ratio + classes - 1);

/**
 * The same items in an order under which the distribution of labels shifts (Niu et al., 2023: online imbalanced label
 * shift). Classes take turns in a drawn order, each for as many items as it has; during its turn a class is `ratio` times as
 * likely as any other. Every item comes once: towards the end, classes that are used up leave their share to the others.
 * @param items in an order that was shuffled already
 * @param ratio q_max / q_min ≥ 1: 1 leaves labels evenly mixed, large numbers give one class after the other
 */
export function labelShifted<Item>(
  items: readonly Item[],
  labelOf: (item: Item) => number,
  ratio: number,
  random: Random,
): Item[] {
  const rests = [...Map.groupBy(items, labelOf).values()];
  const turns = Array.from(permutation(rests.length, random), (index) => ({ index, length: rests[index]!.length }));
  const remaining = new Remaining(rests);
  const dominance = dominanceOf(ratio, rests.length);
  return turns.flatMap(({ index: dominant, length }) =>
    Array.from({ length }, () => {
      const isDominant = random() < dominance && remaining.has(dominant);
      return remaining.take(isDominant ? dominant : remaining.draw(dominant, random));
    }),
  );
}

/** Images that are drawn in the turn of a class, in each shift, where they are drawn with replacement. */
export const drawsPerTurn = 100;

/**
 * Items as the paper of SAR draws them under label shift: each class has one turn of `draws`, in a drawn order; a draw takes
 * the class whose turn it is `ratio` times as likely as any other, and any item of the class, whether it came before or not.
 * @returns `draws` times as many as there are classes
 */
export function labelShiftedAgain<Item>(
  items: readonly Item[],
  labelOf: (item: Item) => number,
  { ratio, draws }: { readonly ratio: number; readonly draws: number },
  random: Random,
): Item[] {
  const classes = [...Map.groupBy(items, labelOf).values()];
  const dominance = dominanceOf(ratio, classes.length);
  const any = (count: number): number => Math.floor(random() * count);
  return Array.from(permutation(classes.length, random)).flatMap((dominant) =>
    Array.from({ length: draws }, () => {
      // The others lie around in a circle, the first of them after the dominant one.
      const apart = random() < dominance ? 0 : 1 + any(classes.length - 1);
      const ofClass = classes[(dominant + apart) % classes.length]!;
      return ofClass[any(ofClass.length)]!;
    }),
  );
}
