import type { Machine } from '../../src-main/planning/engines/machine.ts';

/** A made-up computer: Linux and a CPU, and what is given. */
export function machineWith(parts: Partial<Machine> = {}): Machine {
  return {
    ...{ platform: 'linux', arch: 'x64', cpu: 'Example CPU', cores: 2, nvidia: [], renderDevices: [] },
    ...{ vulkanDrivers: [], hasCuda: false, hasTensorflow: false, versions: ['onnxruntime-node 1'] },
    ...parts,
  };
}
