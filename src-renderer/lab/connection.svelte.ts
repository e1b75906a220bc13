import type { ConnectionState } from '../../src-shared/api/client.ts';
import { connection } from './client.ts';

let state = $state<ConnectionState>(connection.state);
connection.onState((next) => (state = next));

/** Whether the lab can be reached: `connecting`, `open` or `lost`. */
export const connectionState = {
  get current(): ConnectionState {
    return state;
  },
};
