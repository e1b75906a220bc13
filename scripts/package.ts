// Packages the built lab as a desktop application for this system; --test packages the one that Playwright can drive.
import { environmentFor, root, runInForeground, toolScript } from './setup/shell.mjs';

const args = process.argv.slice(2);
const environment = {
  ...environmentFor(process.execPath),
  LAB_TEST_BUILD: args.includes('--test') ? '1' : '0',
};
const builder = [toolScript('electron-builder'), '--config', 'electron-builder.config.js', '--publish', 'never'];
const rest = args.filter((arg) => arg !== '--test');
const target = args.includes('--test') ? ['--dir'] : [];
process.chdir(root);
process.exitCode = await runInForeground(process.execPath, [...builder, ...target, ...rest], environment);
