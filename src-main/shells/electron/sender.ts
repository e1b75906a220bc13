import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';

/** Whether a message comes from a page of the lab itself: the main frame of a window, at the lab's origin. */
export function isOwnPage({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent, origin: string): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.url.startsWith(`${origin}/`);
}
