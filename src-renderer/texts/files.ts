/** Texts of the pickers of folders and files. */
export const files = {
  browse: 'Browse …',
  chooseFolder: 'Choose a folder',
  chooseFile: { checkpoints: 'Choose a checkpoint', bundles: 'Choose a bundle' },
  thisFolder: 'Choose this folder',
  thisFile: 'Choose',
  up: 'Up one folder',
  path: 'Path',
  places: 'Places',
  entries: 'Folders and files',
  empty: {
    none: 'There are no folders in here.',
    checkpoints: 'There are no checkpoints in here.',
    bundles: 'There are no bundles in here.',
  },
  truncated: 'There is more in here than is shown. Type the path above to go on.',
  hidden: 'Hidden folders are not listed; type their path to open them.',
} as const;
