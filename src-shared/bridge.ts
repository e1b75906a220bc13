/** Name of the property of `window` under which the desktop shell offers its bridge. */
export const bridgeName = 'labBridge';

/** What the desktop shell tells the page. In a browser there is no bridge. */
export interface Bridge {
  shell: 'desktop';
  version: string;
}
