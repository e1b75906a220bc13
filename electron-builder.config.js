import { fuseSetter } from './scripts/package/fuses.mjs';

/** Packages with native code, which the system loads from real files only. */
export const nativePackages = ['better-sqlite3', 'onnxruntime-node', 'sharp', '@img', '@tensorflow/tfjs-backend-wasm'];

/** Whether to build what Playwright tests: the same application, but for the fuse that lets a debugger in. */
const isTestBuild = process.env.LAB_TEST_BUILD === '1';

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'io.mgtta.lab',
  productName: 'MGTTA Lab',
  copyright: 'Copyright 2026 The MGTTA Lab authors. Apache License 2.0.',
  directories: { output: isTestBuild ? 'release/test' : 'release', buildResources: 'resources' },
  files: [
    'out/**',
    'resources/**',
    'package.json',
    'LICENSE',
    'NOTICE',
    // ONNX Runtime comes with the libraries of all systems in one package.
    '!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**',
    '!node_modules/onnxruntime-node/bin/napi-v6/*/!(${arch})/**',
    // They are of use with a compiler only.
    '!node_modules/{@tensorflow/tfjs-node-gpu,node-api-headers}/**',
  ],
  asar: true,
  asarUnpack: [...nativePackages.map((name) => `node_modules/${name}/**`), 'resources/**', 'package.json'],
  // All native code comes built, with an interface that is the same for Node and Electron.
  npmRebuild: false,
  afterPack: fuseSetter(isTestBuild),
  icon: 'resources/icon.png',
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'mgtta-lab',
    category: 'Science',
    synopsis: 'A laboratory for test-time adaptation',
    maintainer: 'The MGTTA Lab authors',
  },
  mac: { target: ['dmg'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
  publish: null,
};
