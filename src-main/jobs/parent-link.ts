/** How a compute process talks to the lab that started it. */
export interface ParentLink {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** The port of a process that Electron started; Node's type of `process` does not know it. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The link of this process: Electron's port in the desktop shell, Node's channel elsewhere. */
export function parentLink(of: NodeJS.Process = process): ParentLink {
  const { parentPort } = of as { parentPort?: UtilityPort };
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  return {
    send: (message) => void of.send?.(message),
    onMessage: (listener) => void of.on('message', listener),
  };
}
