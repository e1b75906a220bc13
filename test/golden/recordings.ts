import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Recordings of the methods: by the reference implementations, by a second one of ours, and of newer methods. */
export type RecordingName = 'golden-a' | 'golden-b' | 'golden-field' | `golden-backbones/${string}`;

const data = join(import.meta.dirname, '..', 'data');

export const recordingFolder = (name: RecordingName): string => join(data, name);

/** Facts that a recording states about itself. */
export interface Configuration {
  methods: Record<string, { hyper: Record<string, number>; class_mask_used: boolean; reference: string }>;
  class_mask_indices: number[];
}

export function configurationOf(folder: string): Configuration {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Configuration;
}

/** Copies recordings into folders of the test file, which end with it. */
export function recordingCopies(): (name: RecordingName) => string {
  const scratch = temporaryFolder('recordings');
  let copies = 0;
  return (name) => {
    const folder = join(scratch, String(copies++));
    cpSync(recordingFolder(name), folder, { recursive: true });
    return folder;
  };
}
