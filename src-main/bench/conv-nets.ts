import { seeded } from '../../src-shared/random.ts';
import { float32, sizeOf, type HostTensor } from '../engines/engine.ts';
import { normTensors, type FrozenWeight, type NormLayer } from '../models/architecture.ts';
import { convnextFrozen, convnextNorms, type ConvnextShape } from '../models/convnext-layout.ts';
import { resnetFrozen, resnetNorms, type ConvLayer, type ResnetShape } from '../models/resnet-layout.ts';
import { encodeSafetensors } from '../models/safetensors.ts';
import { productFlops, type Product } from './flops.ts';

/* The convolutional networks of the benchmark, as timm has them. */

const [imageSize, classes] = [224, 1000];

const convnextTiny: ConvnextShape = {
  imageSize,
  classes,
  depths: [3, 3, 9, 3],
  dims: [96, 192, 384, 768],
  patch: 4,
  kernel: 7,
  expansion: 4,
  layerScale: true,
  eps: 1e-6,
};

/** Blocks of each stage of a ResNet-50. */
const resnetDepths = [3, 4, 6, 3];

function resnetStage(depth: number, stage: number): ResnetShape['stages'][number] {
  const width = 64 * 2 ** stage;
  return Array.from({ length: depth }, (_, i) => {
    const name = `layer${stage + 1}.${i}`;
    const [first, stride] = [i === 0, i === 0 && stage > 0 ? 2 : 1];
    const inputs = first ? (stage === 0 ? 64 : 2 * width) : 4 * width;
    const conv = (at: number, shape: readonly number[], step = 1): ConvLayer => ({
      name: `${name}.conv${at}`,
      norm: `${name}.bn${at}`,
      shape,
      stride: step,
    });
    const convs = [
      conv(1, [width, inputs, 1, 1]),
      conv(2, [width, width, 3, 3], stride),
      conv(3, [4 * width, width, 1, 1]),
    ];
    const shortcut = { name: `${name}.downsample.0`, norm: `${name}.downsample.1`, shape: [4 * width, inputs, 1, 1] };
    return { convs, ...(first ? { shortcut: { ...shortcut, stride } } : {}) };
  });
}

const resnet50: ResnetShape = {
  imageSize,
  classes,
  stem: { name: 'conv1', norm: 'bn1', shape: [64, 3, 7, 7], stride: 2 },
  stages: resnetDepths.map(resnetStage),
  norm: { kind: 'group', groups: 32 },
  eps: 1e-5,
};

/** The convolution as a matrix product for so many images whose sides it makes this long. */
function convProduct({ shape: [columns = 1, inputs = 1, height = 1, width = 1] }: ConvLayer, places: number): Product {
  return { rows: places, inner: inputs * height * width, columns };
}

/** All products of a ResNet with an image. */
function resnetProducts({ stem, stages }: ResnetShape): Product[] {
  let side = imageSize / stem.stride;
  const products = [convProduct(stem, side ** 2)];
  side /= 2;
  for (const { convs, shortcut } of stages.flat()) {
    const before = side;
    for (const conv of convs) {
      side /= conv.stride;
      products.push(convProduct(conv, side ** 2));
    }
    if (shortcut) products.push(convProduct(shortcut, (before / shortcut.stride) ** 2));
  }
  return products;
}

/** All products of a ConvNeXt with an image; convolutions of single channels count as many narrow ones. */
function convnextProducts({ depths, dims, expansion, kernel, patch }: ConvnextShape): Product[] {
  return depths.flatMap((depth, stage) => {
    const dim = dims[stage] ?? 0;
    const places = (imageSize / patch / 2 ** stage) ** 2;
    const window = stage === 0 ? 3 * patch ** 2 : 4 * (dims[stage - 1] ?? 0);
    const block = [
      { rows: places * dim, inner: kernel ** 2, columns: 1 },
      { rows: places, inner: dim, columns: expansion * dim },
      { rows: places, inner: expansion * dim, columns: dim },
    ];
    return [{ rows: places, inner: window, columns: dim }, ...Array.from({ length: depth }, () => block).flat()];
  });
}

/** Random weights: as many as keep the size of what they are multiplied with; norms that do nothing. */
function weightsOf(frozen: readonly FrozenWeight[], norms: readonly NormLayer[]): Record<string, HostTensor> {
  const random = seeded(1);
  const values = (shape: readonly number[]): HostTensor => {
    const scale = shape.length === 1 ? 0.1 : Math.sqrt(6 / sizeOf(shape.slice(1)));
    return float32(
      Float32Array.from({ length: sizeOf(shape) }, () => scale * (2 * random() - 1)),
      shape,
    );
  };
  return Object.fromEntries([
    ...frozen.map(({ stored }) => [stored.name, values(stored.shape)] as const),
    ...normTensors(norms).map(
      ({ name, size }) =>
        [name, float32(new Float32Array(size).fill(name.endsWith('.weight') ? 1 : 0), [size])] as const,
    ),
  ]);
}

interface ConvNet {
  /** Numbers of the features of an image. */
  readonly features: number;
  /** Every matrix product of a forward pass of an image. */
  readonly products: readonly Product[];
  /** The checkpoint. */
  encode(): Buffer;
}

const head = (inner: number): Product => ({ rows: 1, inner, columns: classes });

export const convNets = {
  'resnet50-gn': {
    features: 256 + 512 + 1024 + 2048,
    products: [...resnetProducts(resnet50), head(2048)],
    encode: () => encodeSafetensors(weightsOf(resnetFrozen(resnet50), resnetNorms(resnet50))),
  },
  'convnext-t': {
    features: 96 + 192 + 384 + 768,
    products: [...convnextProducts(convnextTiny), head(768)],
    encode: () => encodeSafetensors(weightsOf(convnextFrozen(convnextTiny), convnextNorms(convnextTiny))),
  },
} as const satisfies Readonly<Record<string, ConvNet>>;

/** Floating-point operations of the products of a forward pass of an image. */
export function convFlops({ products }: ConvNet): number {
  return products.reduce((sum, product) => sum + productFlops(product), 0);
}

/** The largest products for so many images. */
export function largestProducts({ products }: ConvNet, images: number): Product[] {
  return [...products]
    .filter(({ columns }) => columns > 1)
    .sort((a, b) => productFlops(b) - productFlops(a))
    .slice(0, 4)
    .map((product) => ({ ...product, rows: images * product.rows }));
}
