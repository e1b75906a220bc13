import { mggMethod } from './mgg-method.ts';

/** MGTTA with an LSTM in place of the gradient memory layer ([P] Table 4). No recording of a reference exists for it. */
export const mgttaLstm = mggMethod('lstm', {
  id: 'mgtta_lstm',
  name: 'MGTTA-LSTM',
  summary: 'MGTTA with an LSTM in place of the gradient memory layer: an ablation of the paper.',
});
