"""What a generated folder of recordings is made of."""

from dataclasses import dataclass, field
from typing import Any

from .vit import VitShape


deyo: dict[str, Any] = {
    "lr": 0.008,
    "momentum": 0.8,
    "deyo_margin_arg": 0.055,
    "margin_e0_arg": 0.04,
    "filter_ent": 1,
    "filter_plpd": 1,
    "reweight_ent": 1,
    "reweight_plpd": 1,
    "plpd_threshold": 0.965,
    "aug_type": "patch",
    "patch_len": 4,
    "occlusion_size": 11,
    "row_start": 5,
    "column_start": 7,
    "perm_seed": 31,
}
"""Settings of DeYO that its recordings share."""


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
            "sar": {
                "reference": "sar",
                "hyper": {"lr": 0.01, "momentum": 0.8, "rho": 0.08, "margin_e0": 0.36},
            },
            "sar_reset": {
                "reference": "sar",
                "hyper": {"lr": 0.02, "momentum": 0.9, "rho": 0.05, "margin_e0": 0.5, "head_scale": 1.5},
                "class_mask_used": False,
            },
            "eata": {
                "reference": "eata",
                "hyper": {
                    "lr": 0.01,
                    "momentum": 0.8,
                    "use_fishers": True,
                    "fisher_alpha": 500.0,
                    "fisher_batch_size": 10,
                    "e_margin_arg": 0.05,
                    "d_margin": 1.3032,
                },
            },
            "eata_nofisher": {
                "reference": "eata",
                "hyper": {
                    "lr": 0.005,
                    "momentum": 0.9,
                    "use_fishers": False,
                    "fisher_alpha": 2000.0,
                    "fisher_batch_size": 10,
                    "e_margin_arg": 0.13,
                    "d_margin": 0.9975,
                },
                "class_mask_used": False,
            },
            "deyo": {"reference": "deyo", "hyper": {**deyo, "patch_len": 3}},
            "deyo_resize": {
                "reference": "deyo",
                "hyper": {**deyo, "patch_len": 5, "reweight_plpd": 0, "plpd_threshold": 0.0, "deyo_margin_arg": 0.1},
                "class_mask_used": False,
            },
            "deyo_occ": {"reference": "deyo", "hyper": {**deyo, "aug_type": "occ", "filter_ent": 0}},
            "deyo_pixel": {"reference": "deyo", "hyper": {**deyo, "aug_type": "pixel", "filter_plpd": 0, "reweight_ent": 0}},
            "lame": {"reference": "lame", "hyper": {"knn": 3, "affinity": "kNN"}},
            "lame_rbf": {"reference": "lame", "hyper": {"knn": 4, "affinity": "rbf"}, "class_mask_used": False},
            "lame_linear": {"reference": "lame", "hyper": {"knn": 5, "affinity": "linear"}},
            "t3a": {"reference": "t3a", "hyper": {"filter_K": 3}, "class_mask_used": False},
            "t3a_masked": {"reference": "t3a", "hyper": {"filter_K": 2}},
            "foa": {
                "reference": "foa",
                "hyper": {"num_prompts": 2, "fitness_lambda": 0.25, "prompt_seed": 11},
                "info": {"popsize": 9},
            },
            "foa_one": {
                "reference": "foa",
                "hyper": {"num_prompts": 1, "fitness_lambda": 0.6, "prompt_seed": 12},
                "info": {"popsize": 14},
                "class_mask_used": False,
            },
            "cotta": {
                "reference": "cotta",
                "hyper": {"lr": 0.01, "momentum": 0.8, "restore_prob": 0.05, "restore_seed": 13},
            },
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
