let title = $state('');

/** The title of the page in view: set by its header, read by the shell for the window's title. */
export const pageTitle = {
  get current(): string {
    return title;
  },
  show(next: string): void {
    title = next;
  },
};
