import { describe, expect, it } from 'vitest';
import {
  baseName,
  nameWithoutEnding,
  parentFolder,
  pathEnd,
  folderName,
} from '../../../../src-renderer/components/files/paths.ts';

describe('paths', () => {
  it.each([
    ['/data/imagenet/val', 'val', '/data/imagenet'],
    ['/data/', 'data', '/'],
    ['/', '/', '/'],
    ['C:\\data\\pets', 'pets', 'C:\\data'],
    ['C:\\data', 'data', 'C:\\'],
  ])('%j is called %j and lies in %j', (path, name, parent) => {
    expect(baseName(path)).toBe(name);
    expect(parentFolder(path)).toBe(parent);
  });

  it('leaves the ending of a file out of its name, and nothing else', () => {
    expect(nameWithoutEnding('/m/vit.base.safetensors')).toBe('vit.base');
    expect(nameWithoutEnding('/m/.hidden')).toBe('.hidden');
  });

  it('names a folder by the one above where its own name says little', () => {
    expect(folderName('/data/imagenet/val')).toBe('imagenet/val');
    expect(folderName('/data/pets')).toBe('pets');
    expect(folderName('/val')).toBe('val');
  });

  it('keeps the end of a long path, from a separator on', () => {
    expect(pathEnd('/a/b', 10)).toBe('/a/b');
    expect(pathEnd('/home/someone/data/imagenet/val', 16)).toBe('…/imagenet/val');
  });
});
