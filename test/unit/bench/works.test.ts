import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withoutPeer, works } from '../../../src-main/bench/works.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { parseOptions } from '../../../src-main/methods/method.ts';

const all = Object.keys(works) as (keyof typeof works)[];

it.each(all)('%s is a method with options that it takes', (work) => {
  const { method, options } = works[work];
  const { name, options: schema } = findMethod(method);
  expect(parseOptions(name, schema, options)).toMatchObject(options);
});

it('has a peer in PyTorch for each of them that has been published', () => {
  const peer = readFileSync(path.resolve('bench/peers/torch_peer.py'), 'utf8');
  const inPyTorch = [...peer.matchAll(/^ {8}"(\w+)": lambda/gm)].map(([, work]) => work);
  expect(inPyTorch.toSorted()).toEqual(all.filter((work) => !withoutPeer.has(work)).toSorted());
});
