import { mggMethod } from './mgg-method.ts';

/** MGTTA with an LSTM in place of the gradient memory layer (docs/method.md §3.5; Table 4 of the paper). No recording of a reference exists for it. */
export const mgttaLstm = mggMethod('lstm', {
  id: 'mgtta_lstm',
  name: 'MGTTA-LSTM',
  summary: 'MGTTA with an LSTM in place of the gradient memory layer: an ablation of the paper.',
});
