import { logView } from '../../state/log-view.svelte.ts';
import { t } from '../../texts/index.ts';

interface Toast {
  id: number;
  tone: 'info' | 'success' | 'warning' | 'error';
  message: string;
  hint?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
  /** How often it was said. */
  count: number;
  /** Messages that it sums up, one line each. */
  details: readonly string[];
}

/** Messages of one kind that come while the first is in view become one toast with all of them as its details. */
export interface Burst {
  readonly kind: string;
  /** Of two or more. */
  readonly text: (count: number) => string;
}

interface ToastOptions {
  hint?: string | undefined;
  /** A button in the toast, e.g. Undo. Pressing it dismisses the toast. */
  action?: { label: string; run: () => void } | undefined;
  /** Milliseconds in view; `Infinity` keeps it until dismissed. */
  duration?: number;
  details?: readonly string[] | undefined;
  burst?: Burst | undefined;
  /** Called when the toast goes away without its action having been pressed. */
  onexpire?: (() => void) | undefined;
}

const durations = { info: 5000, success: 5000, warning: 8000, error: 10_000 } as const;

/** Leads from a message to the log. */
export const showLog = { label: t.log.show, run: () => logView.show() };

interface Shown {
  timer: ReturnType<typeof setTimeout> | undefined;
  remaining: number;
  since: number;
  burst: string | undefined;
  onexpire: (() => void) | undefined;
}

/** Short messages in a corner of the window. While the pointer or the focus is on them, their time stands still. */
class Toasts {
  list = $state<Toast[]>([]);
  readonly #shown = new Map<number, Shown>();
  #lastId = 0;

  info(message: string, options?: ToastOptions): number {
    return this.#show('info', message, options);
  }

  success(message: string, options?: ToastOptions): number {
    return this.#show('success', message, options);
  }

  warning(message: string, options?: ToastOptions): number {
    return this.#show('warning', message, options);
  }

  /** Shows what went wrong; takes whatever was thrown. */
  error(error: unknown, options?: ToastOptions): number {
    if (typeof error === 'string') return this.#show('error', error, options);
    const { message, hint, code } = error as { message?: string; hint?: string; code?: string };
    // Faults of the lab's own are in its log, with where they came from.
    const action = code === 'internal' ? showLog : undefined;
    return this.#show('error', message ?? String(error), { hint, action, ...options });
  }

  dismiss(id: number): void {
    const shown = this.#take(id);
    shown?.onexpire?.();
  }

  act(toast: Toast): void {
    this.#take(toast.id);
    toast.action?.run();
  }

  dismissAll(): void {
    for (const { id } of [...this.list]) this.dismiss(id);
  }

  hold(): void {
    for (const shown of this.#shown.values()) {
      clearTimeout(shown.timer);
      shown.timer = undefined;
      shown.remaining -= Date.now() - shown.since;
    }
  }

  release(): void {
    for (const id of this.#shown.keys()) this.#start(id);
  }

  #show(tone: Toast['tone'], message: string, options: ToastOptions = {}): number {
    const { hint, action, duration = durations[tone], onexpire, burst, details = [] } = options;
    const earlier = this.list.find((toast) => this.#sameAs(toast, tone, message, options));
    if (earlier) {
      this.#merge(earlier, burst, hint === undefined ? message : `${message} ${hint}`);
      this.#restart(earlier.id, duration);
      return earlier.id;
    }
    const id = ++this.#lastId;
    this.list.push({ id, tone, message, hint, action, count: 1, details });
    this.#shown.set(id, { timer: undefined, remaining: duration, since: Date.now(), burst: burst?.kind, onexpire });
    this.#start(id);
    return id;
  }

  /** Whether a toast in view says the same, or the same kind of thing. One that can be undone stands for itself. */
  #sameAs(toast: Toast, tone: Toast['tone'], message: string, { burst, action, hint }: ToastOptions): boolean {
    if (toast.tone !== tone) return false;
    if (burst) return this.#shown.get(toast.id)?.burst === burst.kind;
    return action === toast.action && toast.message === message && toast.hint === hint;
  }

  #merge(toast: Toast, burst: Burst | undefined, line: string): void {
    toast.count += 1;
    if (!burst) return;
    const first = toast.hint === undefined ? toast.message : `${toast.message} ${toast.hint}`;
    toast.details = [...(toast.count === 2 ? [first] : toast.details), line];
    toast.message = burst.text(toast.count);
    toast.hint = undefined;
    toast.action = undefined;
  }

  #restart(id: number, duration: number): void {
    const shown = this.#shown.get(id);
    if (!shown) return;
    const held = shown.timer === undefined;
    clearTimeout(shown.timer);
    shown.timer = undefined;
    shown.remaining = duration;
    if (!held) this.#start(id);
  }

  #start(id: number): void {
    const shown = this.#shown.get(id);
    if (shown === undefined || shown.timer !== undefined || shown.remaining === Infinity) return;
    shown.since = Date.now();
    shown.timer = setTimeout(() => this.dismiss(id), Math.max(shown.remaining, 500));
  }

  #take(id: number): Shown | undefined {
    const shown = this.#shown.get(id);
    clearTimeout(shown?.timer);
    this.#shown.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
    return shown;
  }
}

export const toasts = new Toasts();
