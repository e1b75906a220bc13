import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { Previews } from '../../catalog/datasets/previews.ts';
import { findImages } from '../../runs/find-images.ts';
import { imageFigures } from '../../runs/image-figures.ts';
import { requireRecords } from '../../runs/recorded-images.ts';
import { asPromise } from './as-promise.ts';
import type { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';

type ImagesApi = Pick<LabApi, 'listImages' | 'getImageFigures'>;

/**
 * Results of runs for each image.
 * @param previews knows the names of classes
 * @param confinement a stored run may have come as a bundle, with any paths
 */
export function imagesApi(
  { store }: Pick<ApiContext, 'store'>,
  previews: Pick<Previews, 'classTitles'>,
  confinement: Pick<ConfigConfinement, 'run'>,
): ImagesApi {
  return {
    listImages: asPromise(({ id, against, filter, offset, limit }) => {
      const other = against === null ? undefined : requireRecords(store, against);
      return findImages(requireRecords(store, id), other, filter, { offset, limit });
    }),
    async getImageFigures({ id, shift }) {
      const run = requireRecords(store, id);
      // A dataset that is gone takes the names of its classes along, not what was measured.
      const { config } = run.run;
      const classNames = await confinement
        .run(config)
        .then(() => previews.classTitles(config.dataset))
        .catch(() => null);
      return { ...(await imageFigures(run, shift)), classNames };
    },
  };
}
