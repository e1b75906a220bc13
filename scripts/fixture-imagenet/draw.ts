import type { RgbImage } from '../../src-main/data/image.ts';
import { blankImage } from '../../src-main/data/image.ts';
import type { Random } from '../../src-shared/random.ts';
import { hsvToRgb, type Colour } from './colours.ts';
import { directions, lookOf, outlineRadii, type Look } from './looks.ts';
import type { Style } from './styles.ts';
import { grain, mottles, textures, type Tile } from './textures.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels over which an edge fades. */
const softness = 1.5;
/** Width of a figure's border relative to its radius. */
const borderWidth = 0.25;
const classes = 1000;
const paper: Colour = [248, 246, 240];
const ink: Colour = [30, 28, 32];

/** A picture of something that looks like `look`; all that is free in it is drawn from `random`. */
export function drawPicture(look: Look, style: Style, size: Size, random: Random): RgbImage {
  const image = blankImage(size.width, size.height);
  drawBackdrop(image, style, random);
  drawFigure(image, look, style, random);
  for (let i = 0; i < style.distractors; i++) {
    const other = lookOf(Math.floor(random() * classes));
    drawFigure(image, other, { ...style, offset: 0.45 }, random);
  }
  addGrain(image, style.grain, random);
  return image;
}

const between = (low: number, high: number, random: Random): number => low + (high - low) * random();

/** The value of a tile at a place in pixels of the tile, whatever lies around it repeating. */
function at({ side, values }: Tile, x: number, y: number): number {
  return values[(y & (side - 1)) * side + (x & (side - 1))]!;
}

/** A colour that changes from top to bottom, with some unrest. */
function drawBackdrop({ width, height, data }: RgbImage, style: Style, random: Random): void {
  const hue = random();
  const value = between(0.45, 0.9, random);
  const top = style.drawn ? paper : hsvToRgb(hue, style.backdropSaturation, value);
  const bottom = style.drawn ? paper : hsvToRgb(hue + 0.1, style.backdropSaturation, value * 0.7);
  const unrest = style.drawn ? 0 : style.unrest;
  const tile = mottles[Math.floor(random() * mottles.length)]!;
  const [startX, startY] = [Math.floor(random() * tile.side), Math.floor(random() * tile.side)];
  for (let y = 0, i = 0; y < height; y++) {
    const share = y / height;
    for (let x = 0; x < width; x++, i += 3) {
      const light = 1 + unrest * (at(tile, startX + (x >> 1), startY + (y >> 1)) - 0.5);
      for (let c = 0; c < 3; c++) data[i + c] = clamp(light * (top[c]! * (1 - share) + bottom[c]! * share));
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function drawFigure(image: RgbImage, look: Look, style: Style, random: Random): void {
  const { width, height, data } = image;
  const short = Math.min(width, height);
  const radius = short * between(...style.radius, random);
  const centerX = width / 2 + short * style.offset * (2 * random() - 1);
  const centerY = height / 2 + short * style.offset * (2 * random() - 1);
  const turned = between(-0.3, 0.3, random);
  const [core, border] = [look.hue, look.border].map((hue) => {
    const seen = (hue + style.hueSpread * (2 * random() - 1)) / 10;
    return hsvToRgb(seen, style.saturation, between(0.75, 0.95, random));
  }) as [Colour, Colour];
  const surface = textures[look.form]!;
  const radii = outlineRadii(look.form);
  const line = style.line * short;
  const rim = borderWidth * radius;
  // One tile spans the radius, so that a surface looks the same however large the picture is.
  const scale = surface.side / radius;
  const reach = radius + softness;
  for (let y = Math.max(0, Math.ceil(centerY - reach)); y < Math.min(height, centerY + reach); y++) {
    for (let x = Math.max(0, Math.ceil(centerX - reach)); x < Math.min(width, centerX + reach); x++) {
      const [dx, dy] = [x - centerX, y - centerY];
      const direction = (Math.atan2(dy, dx) - turned) / (2 * Math.PI);
      const edge = radius * radii[Math.floor((direction + 2) * directions) % directions]! - Math.hypot(dx, dy);
      if (edge <= 0) continue;
      const opacity = Math.min(1, edge / softness);
      const pattern = at(surface, Math.floor(scale * dx), Math.floor(scale * dy));
      const inLine = edge < line;
      const light = 1 - style.contrast * pattern;
      const i = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        const colour = edge < rim ? border : core;
        const plain = style.drawn ? (pattern > 0.6 ? ink : paper) : colour;
        const value = inLine ? ink[c]! : style.drawn ? plain[c]! : light * plain[c]!;
        data[i + c] = clamp(opacity * value + (1 - opacity) * data[i + c]!);
      }
    }
  }
}

function addGrain({ width, height, data }: RgbImage, strength: number, random: Random): void {
  if (strength === 0) return;
  const [startX, startY] = [Math.floor(random() * grain.side), Math.floor(random() * grain.side)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const added = 255 * strength * (at(grain, startX + x, startY + y) - 0.5);
      for (let c = 0; c < 3; c++) data[i + c] = clamp(data[i + c]! + added);
    }
  }
}
