import type { Bridge } from '../src-shared/bridge.ts';

declare global {
  /** The lab's version, written in by the build. */
  const __LAB_VERSION__: string;

  /** The file NOTICE, written in by the build. */
  const __LAB_NOTICE__: string;

  interface Window {
    /** Offered by the desktop shell only. */
    labBridge?: Bridge;
  }
}
