"""What a generated folder of recordings is made of."""

from dataclasses import dataclass, field
from typing import Any

from .vit import VitShape


@dataclass(frozen=True)
class Settings:
    name: str = "b"
    shape: VitShape = VitShape(image=24, patch=8, dim=32, depth=2, heads=4, mlp_ratio=4, classes=12)
    batch: int = 6
    last_batch: int = 4
    batches: int = 5
    source_images: int = 24
    class_mask: tuple[int, ...] = (1, 2, 9, 4, 7, 8, 11)
    """In this order, to show that the order counts."""
    mgg_size: int = 4
    mgg_heads: int = 2
    train_batch: int = 3
    train_last_batch: int = 2
    train_batches: int = 4
    epochs: int = 2
    seed: int = 7
    methods: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            "noadapt": {"reference": "noadapt", "hyper": {}, "class_mask_used": False},
            "noadapt_masked": {"reference": "noadapt", "hyper": {}},
            "tent": {"reference": "tent", "hyper": {"lr": 0.008, "momentum": 0.8}},
            "foa_sgd": {"reference": "foa_sgd", "hyper": {"lr": 0.003, "fitness_lambda": 0.25}},
            "mgtta": {
                "reference": "mgtta",
                "hyper": {"adapt_lr": 2e-3, "beta1": 0.85, "beta2": 0.98, "fitness_lambda": 0.3},
            },
            "train_mgg": {
                "reference": "train_mgg",
                "hyper": {
                    "train_mgg_lr": 0.02,
                    "train_adapt_lr": 5e-4,
                    "fitness_lambda": 0.3,
                    "randomise_mgg": False,
                },
            },
            "train_mgg_rand": {
                "reference": "train_mgg",
                "hyper": {
                    "train_mgg_lr": 0.005,
                    "train_adapt_lr": 2e-4,
                    "fitness_lambda": 0.5,
                    "beta1": 0.8,
                    "beta2": 0.97,
                    "randomise_mgg": True,
                },
            },
        }
    )
