/* TensorFlow.js as one file: the full package registers the gradients, its core is what is used of it. */
import '@tensorflow/tfjs';
export * from '@tensorflow/tfjs-core';
