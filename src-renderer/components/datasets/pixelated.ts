/** Sides up to which an image is shown with its pixels as squares rather than blurred. */
const smallSide = 96;

/** Shows small images pixel by pixel: blurring them would hide what the model sees. */
export function pixelated(image: HTMLImageElement): () => void {
  const decide = (): void => {
    image.style.imageRendering = image.naturalWidth <= smallSide ? 'pixelated' : 'auto';
  };
  image.addEventListener('load', decide);
  if (image.complete) decide();
  return () => image.removeEventListener('load', decide);
}
