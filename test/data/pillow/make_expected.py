"""Writes what Pillow makes of the JPEG files beside this one, as loaders for ImageNet use it: `expected/<name>.png`."""

import pathlib

from PIL import Image

here = pathlib.Path(__file__).parent
photo_size, other_size = 224, 64


def load(path, size):
    """Short side to 256/224 of the size (bilinear), then the centre square."""
    with Image.open(path) as file:
        image = file.convert("RGB")
    short = round(size * 256 / 224)
    width, height = image.size
    scaled = (short, int(short * height / width)) if width < height else (int(short * width / height), short)
    image = image.resize(scaled, Image.Resampling.BILINEAR)
    left, top = (round((extent - size) / 2.0) for extent in image.size)
    return image.crop((left, top, left + size, top + size))


if __name__ == "__main__":
    (here / "expected").mkdir(exist_ok=True)
    for path in sorted(here.glob("*.JPEG")):
        size = photo_size if path.stem == "photo" else other_size
        load(path, size).save(here / "expected" / f"{path.stem}.png", optimize=True, icc_profile=None)
