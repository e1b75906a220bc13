/** Names under which windows and the main process talk; `text` goes both ways. */
export const channels = {
  text: 'lab:text',
  navigate: 'lab:navigate',
  pickFolder: 'lab:pick-folder',
  pickFile: 'lab:pick-file',
  showDataFolder: 'lab:show-data-folder',
  openFile: 'lab:open-file',
  progress: 'lab:progress',
} as const;
