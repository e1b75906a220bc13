import type { Palette } from './palette.ts';

/** Font of files: that of the window where a computer has it, else the system's. */
const font = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** The palette of styles/tokens.css, whatever the theme: figures in papers are on white. */
export const lightPalette: Palette = {
  series: [
    ...['#1f4fd8', '#d1570c', '#0b7d62', '#9333c7', '#a16a00', '#0a7ea4'],
    ...['#c2185b', '#4d7c0f', '#7a4a2b', '#5b6472', '#e0393e', '#5f4fc9'],
  ],
  grid: '#e6e9ee',
  axis: '#8d96a5',
  label: '#4a5361',
  text: '#151920',
  reference: '#5f6978',
  surface: '#ffffff',
  font,
};

/** The same for dark pages. */
export const darkPalette: Palette = {
  series: [
    ...['#86a8ff', '#ff9c5b', '#45cfa4', '#cb97ff', '#e5bd4c', '#4dc7ea'],
    ...['#ff85b6', '#a4d65e', '#d2a27c', '#a8b3c4', '#ff7f7f', '#a99cff'],
  ],
  grid: '#242932',
  axis: '#6b7484',
  label: '#adb5c2',
  text: '#e7eaef',
  reference: '#8f98a7',
  surface: '#16191f',
  font,
};
