/** A class folder with what it is called, where that is known: `n01440764 tench`. */
export function classLabel(name: string, title: string | undefined): string {
  return title === undefined ? name : `${name} ${title}`;
}
