import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { AfterPackContext, Configuration } from 'electron-builder';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import config, { nativePackages } from '../../../electron-builder.config.js';
import { fuseSetter } from '../../../scripts/package/fuses.mjs';
import { root } from '../../../scripts/setup/shell.mjs';
import { rootAbove } from '../../../src-main/platform/package-root.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const require = createRequire(import.meta.url);
const folder = temporaryFolder('package');

describe('the configuration of electron-builder', () => {
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
    validateConfiguration: (config: Configuration, log: { isEnabled: boolean }) => Promise<void>;
  };

  it("keeps to electron-builder's own schema, which notices what does not", async () => {
    await validateConfiguration(config, { isEnabled: false });
    const wrong = { ...config, asarUnpakc: [] } as unknown as Configuration;
    await expect(validateConfiguration(wrong, { isEnabled: false })).rejects.toThrow('asarUnpakc');
  });

  it('takes files that exist', () => {
    const files = (config.files as string[]).filter((file) => !file.startsWith('!') && !file.startsWith('out/'));
    for (const file of files) expect(existsSync(path.join(root, file.replace('/**', '')))).toBe(true);
  });

  it('unpacks every package with native code, and the files that native code reads', () => {
    const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
    };
    const withInstallScript = Object.entries(locked.packages)
      .filter(([name, { dev, hasInstallScript }]) => name !== '' && dev !== true && hasInstallScript === true)
      .map(([name]) => name.replace('node_modules/', ''));
    // core-js only advertises itself; protobufjs and fsevents are not among what the lab runs.
    const others = /^(core-js|protobufjs|fsevents)$/;
    const leftAway = (config.files as string[]).filter((file) => file.startsWith('!')).join();
    for (const name of withInstallScript.filter((name) => !others.test(name) && !leftAway.includes(name))) {
      expect(nativePackages).toContain(name);
    }
    for (const name of nativePackages) {
      expect(existsSync(path.join(root, 'node_modules', name))).toBe(true);
      expect(config.asarUnpack).toContain(`node_modules/${name}/**`);
    }
    expect(config.asarUnpack).toEqual(expect.arrayContaining(['resources/**', 'package.json']));
  });

  it('has an icon that is large enough for every system', async () => {
    const { width, height, format } = await sharp(path.join(root, String(config.icon))).metadata();
    expect({ width, height, format }).toEqual({ width: 1024, height: 1024, format: 'png' });
  });
});

describe('the fuses', () => {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const wire = Buffer.from([1, 9, ...Buffer.from('101100111')]);

  /** A program with a fuse wire as Electron 45 has it. */
  async function fused(inspectable: boolean) {
    const program = path.join(folder, 'mgtta-lab');
    writeFileSync(program, Buffer.concat([Buffer.from(`code ${sentinel}`), wire, Buffer.from('code')]));
    const context = {
      appOutDir: folder,
      electronPlatformName: 'linux',
      arch: 1,
      packager: { appInfo: { productFilename: 'MGTTA Lab' }, config },
    } as unknown as AfterPackContext;
    await fuseSetter(inspectable)(context);
    return getCurrentFuseWire(program) as unknown as Promise<Record<number, number>>;
  }

  it('are all nine set, and only the test build lets a debugger in', async () => {
    const [on, off] = ['1', '0'].map((digit) => digit.charCodeAt(0));
    const expected = {
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
      [FuseV1Options.WasmTrapHandlers]: on,
    };
    expect(await fused(false)).toMatchObject(expected);
    expect(await fused(true)).toMatchObject({ ...expected, [FuseV1Options.EnableNodeCliInspectArguments]: on });
  });
});

describe('packageRoot', () => {
  it('lies beside the archive of a packaged application', () => {
    const archive = path.join(folder, 'app.asar');
    expect(rootAbove(root)).toBe(root);
    mkdirSync(archive);
    writeFileSync(path.join(archive, 'package.json'), '{}');
    expect(rootAbove(path.join(archive, 'out', 'main'))).toBe(`${archive}.unpacked`);
  });
});
