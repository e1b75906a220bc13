/** The last part of a path, of either kind of separator; the path itself for a root. */
export function baseName(path: string): string {
  return /([^/\\]+)[/\\]*$/.exec(path)?.[1] ?? path;
}

/** A file's name without its ending: `/a/vit.safetensors` → `vit`. */
export function nameWithoutEnding(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** The folder that a path lies in; the path itself for a root. */
export function parentFolder(path: string): string {
  const match = /^(.*[/\\])[^/\\]+[/\\]*$/.exec(path);
  const parent = match?.[1] ?? path;
  return /^(?:[/\\]|[A-Za-z]:[/\\])$/.test(parent) ? parent : parent.replace(/[/\\]+$/, '');
}

/** The end of a long path, cut at a separator: `…/imagenet/val`. */
export function pathEnd(path: string, most: number): string {
  if (path.length <= most) return path;
  const end = path.slice(-(most - 1));
  const cut = end.search(/[/\\]/);
  return `…${cut > 0 ? end.slice(cut) : end}`;
}

const generic = /^(?:val|valid|validation|test|train|training|images|data|clean)$/i;

/** A name for what lies in a folder: its own, with that of the folder above where it says little, e.g. `imagenet/val`. */
export function folderName(path: string): string {
  const name = baseName(path);
  const above = baseName(parentFolder(path));
  return generic.test(name) && !/[/\\]/.test(above) ? `${above}/${name}` : name;
}
