import type { Part, PartLists } from './part.ts';

const isLibrary = (entry: string): boolean => /\.so(\.\d+)*$/.test(entry);
const lastOf = (entry: string): string => entry.slice(entry.lastIndexOf('/') + 1);
const libraries = (entry: string): string | undefined => (isLibrary(entry) ? lastOf(entry) : undefined);

/** A wheel of NVIDIA's from the Python package index. @param place its folder there */
function nvidia(name: string, version: string, tag: string, place: string, sha256: string, bytes: number): Part {
  const file = `${name.replaceAll('-', '_')}-${version}-py3-none-${tag}.whl`;
  const url = `https://files.pythonhosted.org/packages/${place}/${file}`;
  return { name, version, url, sha256, bytes, keep: libraries };
}

const linux2010 = 'manylinux2010_x86_64.manylinux_2_12_x86_64';
const linux2014 = 'manylinux2014_x86_64.manylinux_2_17_x86_64';
const linux227 = 'manylinux_2_27_x86_64';

/** CUDA 12.8 and cuDNN 9 as far as ONNX Runtime's library needs them: its own set, so that versions fit one another. */
const cuda: readonly Part[] = [
  nvidia(
    ...(['nvidia-cuda-runtime-cu12', '12.8.90', linux2014] as const),
    '0d/9b/a997b638fcd068ad6e4d53b8551a7d30fe8b404d6f1804abf1df69838932',
    'adade8dcbd0edf427b7204d480d6066d33902cab2a4707dcfc48a2d0fd44ab90',
    954_765,
  ),
  nvidia(
    ...(['nvidia-nvjitlink-cu12', '12.8.93', linux2010] as const),
    'f6/74/86a07f1d0f42998ca31312f998bd3b9a7eff7f52378f4f270c8679c77fb9',
    '81ff63371a7ebd6e6451970684f916be2eab07321b73c9d244dc2b4da7f73b88',
    39_254_836,
  ),
  nvidia(
    ...(['nvidia-cublas-cu12', '12.8.4.1', linux227] as const),
    'dc/61/e24b560ab2e2eaeb3c839129175fb330dfcfc29e5203196e5541a4c44682',
    '8ac4e771d5a348c551b2a426eda6193c19aa630236b418086020df5ba9667142',
    594_346_921,
  ),
  nvidia(
    ...(['nvidia-cufft-cu12', '11.3.3.83', linux2014] as const),
    '1f/13/ee4e00f30e676b66ae65b4f08cb5bcbb8392c03f54f2d5413ea99a5d1c80',
    '4d2dd21ec0b88cf61b62e6b43564355e5222e4a3fb394cac0db101f2dd0d4f74',
    193_118_695,
  ),
  nvidia(
    ...(['nvidia-curand-cu12', '10.3.9.90', linux227] as const),
    'fb/aa/6584b56dc84ebe9cf93226a5cde4d99080c8e90ab40f0c27bda7a0f29aa1',
    'b32331d4f4df5d6eefa0554c565b626c7216f87a06a4f56fab27c3b68a830ec9',
    63_619_976,
  ),
  nvidia(
    ...(['nvidia-cuda-nvrtc-cu12', '12.8.93', linux2010] as const),
    '05/6b/32f747947df2da6994e999492ab306a903659555dddc0fbdeb9d71f75e52',
    'a7756528852ef889772a84c6cd89d41dfa74667e24cca16bb31f8f061e3e9994',
    88_040_029,
  ),
  nvidia(
    ...(['nvidia-cudnn-cu12', '9.10.2.21', linux227] as const),
    'ba/51/e123d997aa098c61d029f76663dedbfb9bc8dcf8c60cbd6adbe42f76d049',
    '949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8',
    706_758_467,
  ),
];

/** Further libraries that TensorFlow needs. */
const moreCuda: readonly Part[] = [
  nvidia(
    ...(['nvidia-cuda-cupti-cu12', '12.8.90', linux2014] as const),
    'f8/02/2adcaa145158bf1a8295d83591d22e4103dbfd821bcaf6f3f53151ca4ffa',
    'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
    10_248_621,
  ),
  nvidia(
    ...(['nvidia-cusolver-cu12', '11.7.3.90', linux227] as const),
    '85/48/9a13d2975803e8cf2777d5ed57b87a0b6ca2cc795f9a4f59796a910bfb80',
    '4376c11ad263152bd50ea295c05370360776f8c3427b30991df774f9fb26c450',
    267_506_905,
  ),
  nvidia(
    ...(['nvidia-cusparse-cu12', '12.5.8.93', linux2014] as const),
    'c2/f5/e1854cb2f2bcd4280c44736c93550cc300ff4b8c95ebe370d0aa7d2b473d',
    '1ec05d76bbbd8b61b06a80e1eaf8cf4959c3d4ce8e711b65ebd0443bb0ebb13b',
    288_216_466,
  ),
  nvidia(
    ...(['nvidia-nccl-cu12', '2.27.3', linux2014] as const),
    '5c/5b/4e4fff7bad39adf89f735f2bc87248c81db71205b62bcc0d5ca5b606b3c3',
    'adf27ccf4238253e0b826bce3ff5fa532d65fc42322c8bfdfaf28024c0fbe039',
    322_364_134,
  ),
];

/** Libraries with which ONNX Runtime of the same version, which the npm package brings, computes by CUDA 12. */
const onnxRuntime: Part = {
  name: 'onnxruntime-cuda12',
  version: '1.30.0',
  url: 'https://github.com/microsoft/onnxruntime/releases/download/v1.30.0/onnxruntime-linux-x64-gpu_cuda12-1.30.0.tgz',
  sha256: 'f9886932ee7bb0b4d3fcab736a392d4ff5efaa0672b47f19f0cec03437cf64f1',
  bytes: 230_000_000,
  keep: (entry) => (/libonnxruntime_providers_(cuda|shared)\.so$/.test(entry) ? lastOf(entry) : undefined),
};

/** TensorFlow's C library with what it takes to build the binding; the same one for GPUs and without. */
const tensorflow: Part = {
  name: 'tensorflow',
  version: '2.21.0',
  url: 'https://files.pythonhosted.org/packages/86/6c/10d075ffc09754c7f10e749ba3c9d46dd809fb007990c7f788128044180c/tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
  sha256: 'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
  bytes: 572_881_074,
  keep(entry) {
    if (/^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(entry)) return lastOf(entry);
    const isHeader = /^tensorflow\/include\/(tensorflow\/c|tsl|xla\/tsl)\/.*\.h$/.test(entry);
    return isHeader ? entry.slice('tensorflow/'.length) : undefined;
  },
};

/** @param hasGpu of NVIDIA */
export function partLists(hasGpu: boolean): PartLists {
  return {
    cuda: [...cuda, onnxRuntime],
    tensorflow: hasGpu ? [...cuda, ...moreCuda, tensorflow] : [tensorflow],
  };
}
