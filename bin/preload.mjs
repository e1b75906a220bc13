// In a checkout each process and thread of the lab begins with this (`--import`).
import { keepStripped } from './stripped.mjs';

keepStripped(new URL('../', import.meta.url));
