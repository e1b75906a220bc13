/** Diagnostics that have a symbol in the field. */
const symbols: Readonly<Record<string, string>> = { theta_distance: '‖θ − θ₀‖', update: 'mean |u|' };

/** A diagnostic as charts name it: its symbol, else its name in words. */
export function diagnosticLabel(name: string): string {
  const words = name.replaceAll('_', ' ');
  return symbols[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Words that stand in drawings and in what is said of them, in the window and in files. */
export const chartWords = {
  published: 'published',
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
  window: {
    label: 'Window',
    batches: (size: number) => (size === 1 ? 'each batch' : `last ${size} batches`),
    images: (size: number) => `last ${size.toLocaleString('en')} images`,
  },
  seedName: (name: string, seed: number) => `${name}, seed ${seed}`,
  meanName: (name: string, count: number) => `${name} (${count} seeds)`,
  rawName: (name: string) => `${name} (raw)`,
  heat: (value: string, x: string, y: string, low: string, high: string) =>
    `${value} over ${x} and ${y}, from ${low} to ${high}.`,
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
