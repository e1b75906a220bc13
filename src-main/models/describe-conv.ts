import { LabError } from '../../src-shared/errors.ts';
import type { Activation, ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { modelPart, pick, type Claims } from './claims.ts';
import { claimsOfConfig } from './model-config.ts';
import { readNeighbours } from './neighbours.ts';
import type { CheckpointFile } from './stored-tensor.ts';

/* Common to convolutional networks: nothing in their tensors says for which size of images they are. */

/** Usual ε of a convolutional network in training, and the fixed arithmetic of its kind. */
interface Usual {
  readonly eps: number;
  readonly activation: Activation;
  /** In messages, e.g. `ResNet`. */
  readonly what: string;
}

interface ConvFacts {
  readonly imageSize: number;
  readonly eps: number;
  readonly parts: readonly ModelPart[];
}

const usualSize = 224;

/** Size of images and ε, from the user, a configuration beside the file, or as usual. @throws LabError `bad-checkpoint` */
export function convFacts(file: CheckpointFile, reading: ModelReading, usual: Usual): ConvFacts {
  const { eps: answered, activation, imageSize } = reading;
  const claims: Claims[] = [
    {
      source: 'answer',
      eps: answered,
      activation,
      imageSides: imageSize === undefined ? undefined : [imageSize, imageSize],
    },
    ...readNeighbours(file.path).flatMap(({ name, content }) => claimsOfConfig(content, name) ?? []),
    { source: 'guess', eps: usual.eps, imageSides: [usualSize, usualSize] },
  ];
  const other = pick(claims, 'activation');
  if (other && other.value !== usual.activation) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is a ${usual.what} with the activation ${other.value}, which the lab doesn't compute (${other.from ?? 'set by you'}).`,
      `Use one with ${usual.activation}.`,
    );
  }
  const [sides, eps] = [pick(claims, 'imageSides'), pick(claims, 'eps')];
  if (!sides || !eps) throw new LabError('internal', 'A default of the arithmetic is missing.');
  const [height, width] = sides.value;
  if (height !== width) {
    const message = `${file.path} is for images of ${height}×${width} pixels (${sides.from ?? ''} says so); the lab computes square ones only.`;
    throw new LabError('bad-checkpoint', message, 'Give the side of square images with --image-size.');
  }
  return {
    imageSize: height,
    eps: eps.value,
    parts: [modelPart('imageSize', String(height), sides), modelPart('normEps', eps.value.toExponential(), eps)],
  };
}

/** The shape of a tensor that has so many axes. @throws LabError `bad-checkpoint` */
export function shapeOf(file: CheckpointFile, table: WeightTable, name: string, rank: number): readonly number[] {
  const shape = table.get(name)?.shape;
  if (shape?.length === rank) return shape;
  throw new LabError(
    'bad-checkpoint',
    shape
      ? `Tensor ${name} of ${file.path} has shape [${shape.join(', ')}], expected ${rank} axes.`
      : `${file.path} has no tensor ${name}.`,
  );
}

/** Refuses a network with a tensor that the lab knows nothing of. @throws LabError `bad-checkpoint` naming it */
export function refuseUnknown(
  file: CheckpointFile,
  table: WeightTable,
  what: string,
  known: ReadonlySet<string>,
  harmless?: RegExp,
): void {
  const unknown = [...table.keys()].find((name) => !known.has(name) && harmless?.test(name) !== true);
  if (unknown === undefined) return;
  throw new LabError(
    'bad-checkpoint',
    `${file.path} is a kind of ${what} that the lab doesn't compute: it doesn't know its part ${unknown}.`,
    'docs/models.md lists what the lab computes.',
  );
}
