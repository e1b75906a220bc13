// Draws resources/icon.png, the icon of the desktop application, from the one of the pages.
import path from 'node:path';
import sharp from 'sharp';
import { root } from './setup/shell.mjs';

const size = 1024;
const drawn = 64;
const source = path.join(root, 'src-renderer', 'public', 'icon.svg');
const target = path.join(root, 'resources', 'icon.png');

await sharp(source, { density: (72 * size) / drawn })
  .resize(size, size)
  .png({ compressionLevel: 9, palette: true })
  .toFile(target);
console.log(`${path.relative(root, target)}: ${size} × ${size}`);
