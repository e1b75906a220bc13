/** Diagnostics that have a symbol in the field. */
const symbols: Readonly<Record<string, string>> = { theta_distance: '‖θ − θ₀‖', update: 'mean |u|' };

/** A diagnostic as charts name it: its symbol, else its name in words. */
export function diagnosticLabel(name: string): string {
  const words = name.replaceAll('_', ' ');
  return symbols[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Texts of the charts and of what stands around them. */
export const charts = {
  empty: 'Nothing to draw yet.',
  published: 'published',
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
    letters: 'Letter size',
    lettersNote: 'at the axes; legend and title are a little larger',
    lines: 'Lines',
    dashes: 'Dashes for grey print',
    preview: 'Preview of the figure',
    noRoom: 'Letters of this size leave no room for a chart of this width. Take smaller letters or a wider figure.',
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
  quantity: {
    label: 'Metric',
    accuracy: 'Accuracy',
    diagnostic: diagnosticLabel,
  },
  accuracyAxis: {
    cumulative: 'Cumulative accuracy (%)',
    windowed: (window: string) => `Accuracy, ${window} (%)`,
  },
  allImages: 'all images',
  axis: {
    label: 'Horizontal axis',
    batches: { short: 'Batches', long: 'Batches' },
    images: { short: 'Images', long: 'Images seen' },
    seconds: { short: 'Seconds', long: 'Adaptation time (s)' },
  },
  accuracy: {
    label: 'Accuracy as',
    cumulative: 'Cumulative',
    windowed: 'Windowed',
  },
  window: {
    label: 'Window',
    batches: (size: number) => (size === 1 ? 'each batch' : `last ${size} batches`),
    images: (size: number) => `last ${size.toLocaleString('en')} images`,
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
  seedName: (name: string, seed: number) => `${name}, seed ${seed}`,
  meanName: (name: string, count: number) => `${name} (${count} seeds)`,
  rawName: (name: string) => `${name} (raw)`,
  average: 'Average',
  over: (y: string, x: string) => `${y} over ${x.toLowerCase()}`,
  summary: {
    lines: (count: number, x: string, y: string) =>
      `${count === 1 ? 'One line' : `${count} lines`}: ${y} over ${x.toLowerCase()}.`,
    line: (name: string, first: string, last: string, x: string) => `${name}: from ${first} to ${last} at ${x}.`,
    bars: (series: number, categories: number) =>
      `${series === 1 ? 'One series' : `${series} series`} of bars over ${categories} categories.`,
    bar: (name: string, lowest: string, at: string, highest: string, where: string) =>
      `${name}: from ${lowest} (${at}) to ${highest} (${where}).`,
    panels: (count: number) => `${count} small charts.`,
    more: (count: number) => `And ${count} more.`,
  },
  table: {
    caption: (title: string) => `Data of ${title}`,
    sampled: (rows: number, all: number) => `${rows} of ${all} points; the CSV export holds them all.`,
    category: 'Corruption',
  },
} as const;
