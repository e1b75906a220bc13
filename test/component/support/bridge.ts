import { fakeLab } from './fake-lab.ts';

// Runs when it is imported, before the module that connects the window.
window.labBridge = fakeLab.bridge;
