/** Formats that a meta gradient generator can be exported in, by the endings of their files. */
export const mggFormats = ['safetensors', 'pth'] as const;
export type MggFormat = (typeof mggFormats)[number];
