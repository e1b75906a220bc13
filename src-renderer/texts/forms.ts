/** Words of the generated forms. */
export const forms = {
  range: (range: string) => `Range: ${range}.`,
  standard: (value: string) => `Default: ${value}.`,
};
