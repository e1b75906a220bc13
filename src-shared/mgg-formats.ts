/** Formats that a meta gradient generator can be exported in, by the endings of their files. */
export const mggFormats = ['safetensors', 'pth'] as const;
export type MggFormat = (typeof mggFormats)[number];

/** The format that the name of a file asks for; undefined for any other ending. */
export function mggFormatOf(file: string): MggFormat | undefined {
  return mggFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}
