import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { methods } from '../../../src-main/methods/method-registry.ts';

/* A method knows a model by its description (models/source-model.ts), whatever its architecture. */

const folder = path.resolve('src-main/methods');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const sourceOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** Strings and templates of a source, without comments and what forms say. */
function names(source: string): string {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return code.replace(/\b(?:help|summary|label): [`'][^`']*[`']/g, '').replace(/frozenBlocks/g, '');
}

/** Names of tensors and modules of an architecture. */
const ofArchitectures =
  /blocks\\?\.|patch_embed|pos_embed|cls_token|reg_token|norm_pre|fc_norm|\bnorm[12]\b|\battn\b|\bmlp\b|\bqkv\b|layer[1-4]|stages\\?\.|\bstem\b|\bbn[123]\b|conv\d|conv_|downsample|running_(?:mean|var)|\bvit|resnet|convnext/i;

describe('methods', () => {
  it.each(files)('%s names no tensor of an architecture', (name) => {
    expect(ofArchitectures.exec(names(sourceOf(name)))?.[0]).toBeUndefined();
  });

  it.each(files)('%s reaches no architecture', (name) => {
    const imported = [...sourceOf(name).matchAll(/from '(?:\.\.\/)+models\/([^']+)'/g)].map(([, file]) => file);
    expect(imported.filter((file) => file !== 'source-model.ts')).toEqual([]);
  });

  it('are files of 120 lines at most', () => {
    const known = new Set(
      Object.keys(methods).map((id) => `${id.replaceAll('_', '-').replace('noadapt', 'no-adapt')}.ts`),
    );
    const long = files.filter((name) => known.has(name) && sourceOf(name).trimEnd().split('\n').length > 120);
    expect(known.size).toBeGreaterThan(15);
    expect([...known].filter((name) => !files.includes(name))).toEqual([]);
    expect(long).toEqual([]);
  });
});
