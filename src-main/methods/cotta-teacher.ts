import { float32, type HostTensor } from '../engines/engine.ts';
import { augmentations } from './augment/tta-augment.ts';

/** The teacher's logits of images. */
export type Teach = (images: HostTensor) => Promise<HostTensor>;

/** Mean of the teacher's logits over augmented copies of the images. */
export async function teachAugmented(
  teach: Teach,
  images: HostTensor,
  options: Parameters<typeof augmentations>[1],
): Promise<HostTensor> {
  let sum: Float32Array | undefined;
  let shape: readonly number[] = [];
  for (const augmented of augmentations(images, options)) {
    const logits = await teach(augmented);
    const before = sum;
    sum = (logits.data as Float32Array).map((value, i) => value + (before?.[i] ?? 0));
    ({ shape } = logits);
  }
  return float32(
    (sum ?? new Float32Array()).map((value) => value / options.copies),
    shape,
  );
}
