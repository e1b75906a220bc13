export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'warning' | 'error';
  message: string;
  hint?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
}

interface ToastOptions {
  hint?: string | undefined;
  /** A button in the toast, e.g. Undo. Pressing it dismisses the toast. */
  action?: { label: string; run: () => void } | undefined;
  /** Milliseconds in view; `Infinity` keeps it until dismissed. */
  duration?: number;
  /** Called when the toast goes away without its action having been pressed. */
  onexpire?: (() => void) | undefined;
}

const durations = { info: 5000, success: 5000, warning: 8000, error: 10_000 } as const;

interface Shown {
  timer: ReturnType<typeof setTimeout> | undefined;
  remaining: number;
  since: number;
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
    const { message, hint } = error as { message?: string; hint?: string };
    return this.#show('error', message ?? String(error), { hint, ...options });
  }

  dismiss(id: number): void {
    const shown = this.#take(id);
    shown?.onexpire?.();
  }

  act(toast: Toast): void {
    this.#take(toast.id);
    toast.action?.run();
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
    const { hint, action, duration = durations[tone], onexpire } = options;
    const id = ++this.#lastId;
    this.list.push({ id, tone, message, hint, action });
    this.#shown.set(id, { timer: undefined, remaining: duration, since: Date.now(), onexpire });
    this.#start(id);
    return id;
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
