/*
 * Numbers printed in the paper's tables (AAAI 2025), by the lab's method ids: ViT-B/16 (timm), batch 64 where nothing else
 * is said, severity 5 for ImageNet-C. Accuracies in percent, times in seconds on the authors' RTX 4090.
 */

type ByMethod<Value> = Readonly<Record<string, Value>>;

/** Table 1: the 15 corruptions in the order of `corruptionNames`, then their average. */
export const table1: ByMethod<readonly number[]> = {
  noadapt: [56.8, 56.8, 57.5, 46.9, 35.6, 53.1, 44.8, 62.2, 62.5, 65.7, 77.7, 32.6, 46.0, 67.0, 67.6, 55.5],
  tent: [60.3, 61.6, 61.8, 59.2, 56.5, 63.5, 59.2, 54.3, 64.5, 2.3, 79.1, 67.4, 61.5, 72.5, 70.6, 59.6],
  cotta: [63.6, 63.8, 64.1, 55.5, 51.1, 63.6, 55.5, 70.0, 69.4, 71.5, 78.5, 9.7, 64.5, 73.4, 71.2, 61.7],
  sar: [59.2, 60.5, 60.7, 57.5, 55.6, 61.8, 57.6, 65.9, 63.5, 69.1, 78.7, 45.7, 62.4, 71.9, 70.3, 62.7],
  foa: [61.5, 63.2, 63.3, 59.3, 56.7, 61.4, 57.7, 69.4, 69.6, 73.4, 81.1, 67.7, 62.7, 73.9, 73.0, 66.3],
  eata: [61.2, 62.3, 62.7, 60.0, 59.2, 64.7, 61.7, 69.0, 66.6, 71.8, 79.7, 66.8, 65.0, 74.2, 72.3, 66.5],
  deyo: [62.4, 64.0, 63.9, 61.0, 60.7, 66.4, 62.9, 70.9, 69.6, 73.7, 80.5, 67.2, 69.9, 75.7, 73.7, 68.2],
  mgtta: [64.5, 66.5, 66.3, 63.8, 65.0, 70.1, 69.7, 74.5, 72.8, 77.0, 81.3, 71.0, 75.0, 77.7, 75.1, 71.3],
};

/** Table 2, left: average accuracy on ImageNet-C by seconds of adaptation per stream; null for no limit. */
export const table2Seconds = [2, 5, 10, 20, 30, 50, 90, null] as const;
export const table2BySeconds: ByMethod<readonly number[]> = {
  noadapt: [55.5, 55.5, 55.5, 55.5, 55.5, 55.5, 55.5, 55.5],
  tent: [56.8, 55.4, 56.3, 57.8, 58.7, 59.4, 59.8, 59.6],
  cotta: [45.8, 37.5, 37.1, 36.3, 37.7, 38.3, 39.5, 61.7],
  sar: [55.9, 56.6, 56.4, 55.8, 56.4, 61.3, 58.9, 62.7],
  foa: [54.3, 55.3, 56.1, 56.7, 57.1, 57.7, 59.1, 66.3],
  eata: [57.0, 58.8, 61.5, 63.9, 64.8, 65.8, 66.4, 66.5],
  deyo: [57.0, 59.2, 62.4, 64.8, 66.0, 67.1, 68.0, 68.2],
  mgtta: [64.1, 68.7, 70.4, 70.9, 71.1, 71.3, 71.3, 71.3],
};

/** Table 2, right: average accuracy on ImageNet-C by adapted batches per stream. */
export const table2Batches = [10, 20, 35, 50, 75, 100, 200, 782] as const;
export const table2ByBatches: ByMethod<readonly number[]> = {
  noadapt: [55.5, 55.5, 55.5, 55.5, 55.5, 55.5, 55.5, 55.5],
  tent: [56.7, 55.7, 55.4, 56.0, 56.7, 57.4, 58.8, 59.6],
  cotta: [36.6, 36.8, 38.4, 37.3, 38.1, 39.6, 42.6, 61.7],
  sar: [56.9, 57.0, 52.1, 55.8, 56.6, 57.0, 62.1, 62.7],
  foa: [56.9, 57.3, 58.3, 59.5, 61.1, 62.1, 64.2, 66.3],
  eata: [56.7, 58.1, 59.6, 60.6, 62.1, 63.1, 65.0, 66.5],
  deyo: [57.1, 59.1, 60.9, 61.9, 63.8, 64.9, 66.9, 68.2],
  mgtta: [63.2, 66.4, 69.3, 70.1, 70.6, 70.8, 71.2, 71.3],
};

/** Table 3: ImageNet-R, -Sketch, -A, and their average. */
export const table3: ByMethod<readonly number[]> = {
  noadapt: [59.5, 44.9, 0.1, 34.8],
  tent: [63.9, 49.1, 52.9, 55.3],
  sar: [63.3, 48.7, 52.5, 54.8],
  foa: [63.8, 49.9, 51.5, 55.1],
  eata: [63.3, 50.9, 53.4, 55.9],
  deyo: [66.1, 52.2, 54.1, 57.5],
  mgtta: [70.2, 53.3, 56.7, 60.1],
};

/** Table 4: ImageNet-C (average), -R, -Sketch, -A with other generators. */
export const table4: ByMethod<readonly number[]> = {
  mgtta: [71.3, 70.2, 53.3, 56.7],
  mgtta_lstm: [71.3, 69.4, 50.3, 56.8],
  foa_sgd: [70.0, 67.2, 51.9, 55.1],
};

/** Table 5: average accuracy on ImageNet-C, and seconds for 50,000 images. */
export const table5Accuracy: ByMethod<number> = {
  noadapt: 55.5,
  lame: 54.1,
  t3a: 56.9,
  tent: 59.6,
  cotta: 61.7,
  sar: 62.7,
  foa: 66.3,
  eata: 66.5,
  deyo: 68.2,
  mgtta: 71.3,
};
export const table5Seconds: ByMethod<number> = {
  noadapt: 54.3,
  lame: 54.8,
  t3a: 125.5,
  tent: 122.6,
  cotta: 619.3,
  sar: 242.7,
  foa: 1636.7,
  eata: 127.4,
  deyo: 172.4,
  mgtta: 125.5,
};
/** The same for MGTTA with a limit u_max of adapted batches. */
export const table5Limits = [20, 50, 100] as const;
export const table5LimitedAccuracy = [66.4, 70.1, 70.8] as const;
export const table5LimitedSeconds = [55.8, 58.5, 63.2] as const;

/** Table 6: MGTTA by number of images that the generator was pre-trained on. */
export const table6Images = [64, 128, 256, 1000] as const;
export const table6ImagenetC = [71.3, 71.3, 71.2, 71.3] as const;
export const table6ImagenetR = [70.0, 70.2, 70.1, 70.1] as const;

/** Table 7: the 15 corruptions shuffled into one stream. */
export const table7: ByMethod<number> = {
  noadapt: 53.8,
  tent: 52.1,
  cotta: 46.3,
  sar: 60.7,
  foa: 61.7,
  eata: 64.6,
  deyo: 64.0,
  mgtta: 65.9,
};

/** Table 8: average accuracy on ImageNet-C by batch size. */
export const table8BatchSizes = [2, 4] as const;
export const table8: ByMethod<readonly number[]> = {
  tent: [57.4, 59.2],
  sar: [64.3, 63.8],
  foa: [66.5, 66.6],
  eata: [67.0, 67.2],
  deyo: [63.6, 65.5],
  mgtta: [70.3, 70.9],
};

/** Peak device memory in MB. */
export const memoryMegabytes: ByMethod<number> = {
  tent: 5165,
  mgtta: 5193,
};
