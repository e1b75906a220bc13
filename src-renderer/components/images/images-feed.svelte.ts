import type { ImageFigures, ImageFilter, ImagePage, SeenImage } from '../../../src-shared/api/images.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { DatasetConfig } from '../../../src-shared/run-config.ts';
import { lab } from '../../lab/client.ts';
import { corruptedPicture } from '../datasets/pictures.ts';
import { imagesPerPage } from './image-query.ts';

const mostMilliseconds = 1000;

/** Settles when the pictures of images have come, as `ImagePicture` asks for them, or when that takes long. */
export async function picturesOf(dataset: DatasetConfig, images: readonly SeenImage[]): Promise<void> {
  const pictures = images.map(({ index, shift }) => corruptedPicture({ dataset, index, ...shift }));
  await Promise.race([Promise.allSettled(pictures), new Promise((resolve) => setTimeout(resolve, mostMilliseconds))]);
}

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
