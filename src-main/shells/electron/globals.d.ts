/** The lab's version, written in by the build. */
declare const __LAB_VERSION__: string;
