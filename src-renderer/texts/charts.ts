import { chartWords } from '../../src-shared/charts/words.ts';

/** Texts of the charts and of what stands around them. */
export const charts = {
  ...chartWords,
  empty: 'Nothing to draw yet.',
  actions: {
    resetZoom: 'Reset zoom',
    table: 'Show data as table',
    export: 'Export this chart',
    figure: 'Figure (PDF, SVG, PNG)…',
    csv: 'Data (CSV)',
    enlarge: 'Enlarge',
  },
  figure: {
    title: 'Export figure',
    format: 'Format',
    formats: { pdf: 'PDF', svg: 'SVG', png: (dots: number) => `PNG (${dots} dpi)` },
    width: 'Width',
    column: (millimetres: number) => `One column, ${millimetres} mm`,
    full: (millimetres: number) => `Full width, ${millimetres} mm`,
    own: 'Other',
    ownWidth: 'Width in mm',
    letters: 'Font size',
    lettersNote: 'at the axes; legend and title are a little larger',
    lines: 'Lines',
    dashes: 'Dashes for grey print',
    preview: 'Preview of the figure',
    noRoom: 'At this font size the chart does not fit the width. Choose a smaller font or a wider figure.',
    save: 'Save figure',
    failed: 'The figure could not be saved.',
  },
  legend: {
    label: 'Lines',
    toggle: (name: string) => `Show ${name}`,
    only: 'Double-click to show one line only.',
    /** Before the last value of a line: what it is of. */
    at: (stream: string) => `${stream}:`,
    showAll: 'Show all',
    hideAll: 'Hide all',
    more: (count: number) => `and ${count} more`,
  },
  cursor: (title: string) => `Cursor in ${title}`,
  cursorHelp:
    'Arrow keys move the cursor, Shift and arrow keys pan, plus and minus zoom, 0 resets the zoom. With the mouse: drag to zoom, Shift and drag to pan, Ctrl and wheel to zoom, double-click to reset the zoom.',
  noCursor: 'not placed',
  more: (count: number) => `${count} more`,
  accuracy: {
    label: 'Accuracy as',
    cumulative: 'Cumulative',
    windowed: 'Windowed',
  },
  smoothing: {
    label: 'Smoothing',
    value: (weight: number) => (weight === 0 ? 'off' : weight.toFixed(weight > 0.99 ? 3 : 2)),
  },
  bars: {
    label: 'Bars',
    values: 'Values',
    differences: (name: string) => `Δ vs. ${name}`,
    axis: (label: string) => `Δ ${label.charAt(0).toLowerCase()}${label.slice(1).replace('(%)', '(points)')}`,
  },
  seeds: { label: 'Seeds', each: 'Each seed', band: 'Mean ± std' },
  average: 'Average',
} as const;
