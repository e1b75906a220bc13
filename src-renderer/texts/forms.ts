/** Words of the generated forms. */
export const forms = {
  presets: 'Start from',
  reset: 'Reset form',
  range: (range: string) => `Range: ${range}.`,
  standard: (value: string) => `Default: ${value}.`,
};
