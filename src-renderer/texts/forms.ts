/** Words of the generated forms. */
export const forms = {
  presets: 'Start from',
  reset: 'Reset form',
  range: (range: string) => `Range: ${range}.`,
  standard: (value: string) => `Default: ${value}.`,
  on: 'on',
  off: 'off',
  /** Settings that are tried out at several values. */
  vary: {
    begin: 'vary',
    beginLabel: (setting: string) => `Try several values of ${setting}`,
    end: (setting: string) => `Back to a single value of ${setting}`,
    kind: (setting: string) => `How values of ${setting} are given`,
    kinds: { list: 'List', linear: 'Range', log: 'Log range' },
    values: (setting: string) => `Values of ${setting}`,
    from: 'from',
    to: 'to',
    steps: 'values in a grid',
    stepsShort: 'values',
    count: (count: number) => (count === 1 ? '1 value' : `${count} values`),
    noValue: 'Enter at least one value; several are separated by commas.',
  },
};
