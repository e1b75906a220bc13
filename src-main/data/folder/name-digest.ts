/** FNV-1a over the UTF-16 units of a name, 32 bits. */
function hashOf(name: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  // The last bits of FNV depend only weakly on the first characters; one round of mixing spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * Identifies sets of names regardless of order, and picks some of them, in constant memory: a folder may hold a
 * million files.
 */
export class NameDigest {
  private low = 0;
  private high = 0;
  private readonly most: number;
  private picked: { readonly rank: number; readonly name: string }[] = [];

  /** @param most names that are picked */
  constructor(most: number) {
    this.most = most;
  }

  add(name: string): void {
    const rank = hashOf(name, 0x811c9dc5);
    this.low = (this.low + rank) >>> 0;
    this.high = (this.high + hashOf(name, 0x9747b28c)) >>> 0;
    if (this.picked.length === this.most && rank >= this.picked.at(-1)!.rank) return;
    this.picked = [...this.picked, { rank, name }].sort((a, b) => a.rank - b.rank).slice(0, this.most);
  }

  /** The same for the same names. 64 bits: enough against accidents, not against intent. */
  get value(): string {
    return [this.high, this.low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }

  /** Some of the names, sorted: the same ones in whatever order they came. */
  get examples(): string[] {
    return this.picked.map(({ name }) => name).sort();
  }
}
