/** Texts of the pickers of folders and files. */
export const files = {
  browse: 'Browse …',
  chooseFolder: 'Choose a folder',
  chooseFile: { checkpoints: 'Choose a checkpoint', bundles: 'Choose a bundle', orders: 'Choose an order file' },
  thisFolder: 'Choose this folder',
  thisFile: 'Choose',
  up: 'Up one folder',
  path: 'Path',
  places: 'Places',
  entries: 'Folders and files',
  empty: {
    none: 'No folders here.',
    checkpoints: 'No checkpoints here.',
    bundles: 'No bundles here.',
    orders: 'No .npy files and no lists here.',
  },
  truncated: 'Not all entries are shown. Type the path above.',
  hidden: 'Hidden folders are not listed; type their path.',
} as const;
