import type { ImageFigures, ImageFilter, ImagePage } from '../../../src-shared/api/images.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';
import { imagesPerPage } from './image-query.ts';

/** The images of a run that are asked for, and what all of them are like. */
export class ImagesFeed {
  page = $state.raw<ImagePage>();
  figures = $state.raw<ImageFigures>();
  error = $state.raw<ErrorMessage>();
  #askedPage = '';
  #askedFigures = '';

  async loadPage(id: string, against: string | null, filter: ImageFilter, page: number): Promise<void> {
    const asked = JSON.stringify([id, against, filter, page]);
    if (asked === this.#askedPage) return;
    this.#askedPage = asked;
    try {
      const found = await lab.listImages({
        ...{ id, against, filter },
        ...{ offset: page * imagesPerPage, limit: imagesPerPage },
      });
      if (asked !== this.#askedPage) return;
      this.page = found;
      this.error = undefined;
    } catch (error) {
      if (asked === this.#askedPage) this.error = toErrorMessage(error);
    }
  }

  async loadFigures(id: string, shift: string | null): Promise<void> {
    const asked = JSON.stringify([id, shift]);
    if (asked === this.#askedFigures) return;
    this.#askedFigures = asked;
    try {
      const figures = await lab.getImageFigures({ id, shift });
      if (asked === this.#askedFigures) this.figures = figures;
    } catch (error) {
      if (asked === this.#askedFigures) this.error = toErrorMessage(error);
    }
  }
}
