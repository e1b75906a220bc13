"""Seeded images: smooth patterns for each class, and the same with other contrast, colours and noise."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .settings import Settings


class Images:
    def __init__(self, settings: Settings, generator: torch.Generator) -> None:
        self.generator = generator
        size, classes = settings.shape.image, settings.shape.classes
        coarse = self.normal(classes, 3, 4, 4)
        self.patterns = F.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False)

    def normal(self, *extents: int) -> Tensor:
        return torch.randn(*extents, generator=self.generator)

    def labels(self, count: int) -> Tensor:
        return torch.randint(len(self.patterns), (count,), generator=self.generator, dtype=torch.int32)

    def clean(self, labels: Tensor) -> Tensor:
        patterns = self.patterns[labels.long()]
        return (0.5 * patterns + 0.1 * self.normal(*patterns.shape)).clamp(-1, 1)

    def shifted(self, labels: Tensor) -> Tensor:
        images = 0.6 * self.clean(labels) + 0.2 * self.normal(1, 3, 1, 1)
        return (images + 0.25 * self.normal(*images.shape)).clamp(-1, 1)


def cut(values: Tensor, batch: int) -> list[Tensor]:
    return list(torch.split(values, batch))
