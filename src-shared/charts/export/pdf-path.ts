import { number } from './svg-text.ts';

type Point = readonly [number, number];

/** Share of the radius by which the handles of a curve stand out that draws so much of a circle. */
const handle = (angle: number): number => (4 / 3) * Math.tan(angle / 4);

/** An arc of half a turn at most, clockwise on the page, as curves of a quarter turn at most. */
function arcCurves([x0, y0]: Point, [x1, y1]: Point, radius: number): string[] {
  const [dx, dy] = [(x1 - x0) / 2, (y1 - y0) / 2];
  const half = Math.hypot(dx, dy);
  if (half === 0) return [];
  const r = Math.max(radius, half);
  const rise = Math.sqrt(Math.max(0, r * r - half * half)) / half;
  const [cx, cy] = [x0 + dx - dy * rise, y0 + dy + dx * rise];
  const from = Math.atan2(y0 - cy, x0 - cx);
  const sweep = (Math.atan2(y1 - cy, x1 - cx) - from + 2 * Math.PI) % (2 * Math.PI);
  const steps = Math.max(1, Math.ceil(sweep / (Math.PI / 2) - 1e-9));
  const k = handle(sweep / steps) * r;
  return Array.from({ length: steps }, (_, index) => {
    const [a, b] = [from + (sweep * index) / steps, from + (sweep * (index + 1)) / steps];
    const points = [
      ...[cx + r * Math.cos(a) - k * Math.sin(a), cy + r * Math.sin(a) + k * Math.cos(a)],
      ...[cx + r * Math.cos(b) + k * Math.sin(b), cy + r * Math.sin(b) - k * Math.cos(b)],
      ...[cx + r * Math.cos(b), cy + r * Math.sin(b)],
    ];
    return `${points.map(number).join(' ')} c`;
  });
}

/** The path of an SVG drawing of ours (M, L, A, Z; full coordinates) as operators of PDF. */
export function pdfPath(d: string): string {
  let at: Point = [0, 0];
  const operators = [...d.matchAll(/([MLAZ])([^MLAZ]*)/g)].flatMap(([, command, rest]): string[] => {
    const values = (rest ?? '')
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (command === 'Z') return ['h'];
    const end: Point = [values.at(-2)!, values.at(-1)!];
    const from = at;
    at = end;
    if (command === 'A') return arcCurves(from, end, values[0]!);
    return [`${end.map(number).join(' ')} ${command === 'M' ? 'm' : 'l'}`];
  });
  return operators.join('\n');
}
