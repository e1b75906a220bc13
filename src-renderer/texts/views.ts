export const views = {
  button: 'Views',
  saved: 'Saved views',
  none: 'None yet',
  save: 'Save this view…',
  saveTitle: 'Save this view',
  saveText: {
    runs: 'Keeps search, filters, columns, order and groups of this table under a name.',
    compare: 'Keeps the chosen runs, metric, baseline and the settings of the curves under a name.',
  },
  name: 'Name',
  keep: 'Save',
  replaces: 'Replaces the view of this name.',
  manage: 'Manage views…',
  manageTitle: 'Saved views',
  delete: (name: string) => `Delete ${name}`,
  copyLink: 'Copy link to this view',
  copied: 'The link was copied.',
} as const;
