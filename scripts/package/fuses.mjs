import path from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/**
 * Every fuse of Electron's wire, for an application that nobody can talk into being something else: not a Node, no
 * debugger, no code but its own archive's.
 * @param {boolean} inspectable lets Playwright attach, for the test build only
 * @returns {import('@electron/fuses').FuseV1Config}
 */
function fuses(inspectable) {
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: inspectable,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
  };
}

/** Where electron-builder has put the program. @param {import('electron-builder').AfterPackContext} context */
function programIn({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo;
  if (electronPlatformName === 'darwin') return path.join(appOutDir, `${productFilename}.app`);
  if (electronPlatformName === 'win32') return path.join(appOutDir, `${productFilename}.exe`);
  return path.join(appOutDir, packager.config.linux?.executableName ?? productFilename);
}

/** Sets the fuses of a packed application, before it is signed. @param {boolean} inspectable */
export function fuseSetter(inspectable) {
  /** @param {import('electron-builder').AfterPackContext} context */
  return async (context) => {
    const isMacOnArm = context.electronPlatformName === 'darwin' && context.arch === 3;
    await flipFuses(programIn(context), { ...fuses(inspectable), resetAdHocDarwinSignature: isMacOnArm });
  };
}
