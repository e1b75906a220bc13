"""Recordings of the lab's methods by an independent implementation: plain PyTorch, written from the equations.

    python make_golden.py write FOLDER    writes model, images and recordings that `lab verify` can replay
    python make_golden.py check FOLDER    replays the recordings of a folder and prints the largest differences

Needs torch, safetensors and, for FOA, cma. The folders have the layout of test/data/golden-a.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from golden.folder import largest_difference, load_file, record, recorded_methods, save, sensitivity
from golden.inputs import Images, cut
from golden.methods import Source, foa_loss, entropy
from golden.mgg import default_mgg, random_mgg
from golden.settings import Settings
from golden.vit import VitShape, forward, norm_parameter_names, random_weights, with_norm_parameters
from torch import Tensor


def model_config(shape: VitShape, weights: dict[str, Tensor]) -> dict[str, Any]:
    return {
        "img_size": shape.image,
        "patch_size": shape.patch,
        "embed_dim": shape.dim,
        "depth": shape.depth,
        "num_heads": shape.heads,
        "mlp_ratio": shape.mlp_ratio,
        "num_classes": shape.classes,
        "qkv_bias": True,
        "class_token": True,
        "global_pool": "token",
        "layernorm_eps": 1e-6,
        "act": "gelu (exact, erf)",
        "n_params": sum(value.numel() for value in weights.values()),
    }


def config(settings: Settings, weights: dict[str, Tensor]) -> dict[str, Any]:
    names = norm_parameter_names(settings.shape.depth)
    width = settings.shape.dim
    methods = {
        name: {"class_mask_used": True, "info": {}, **method} for name, method in settings.methods.items()
    }
    for method in methods.values():
        if method["reference"] == "cotta":
            method["info"] = {"adapted": [name for name in weights if name.endswith((".weight", ".bias"))]}
    return {
        "name": settings.name,
        "dtype": "float32 everywhere; see sensitivity.json for the difference of the same run in float64",
        "model": model_config(settings.shape, weights),
        "stream": {
            "T": settings.batches,
            "B": settings.batch,
            "last_batch": settings.last_batch,
            "n_source": settings.source_images,
        },
        "class_mask": "listed",
        "class_mask_indices": list(settings.class_mask),
        "seeds": {"all": settings.seed},
        "norm_param_order": [{"name": n, "numel": width, "offset": i * width} for i, n in enumerate(names)],
        "n_norm_params": len(names) * width,
        "methods": methods,
        "versions": {"torch": torch.__version__},
    }


def stream(values: Tensor, batch: int, name: str) -> dict[str, Tensor]:
    parts = cut(values, batch)
    if len(parts[-1]) == batch:
        return {name: torch.stack(parts)}
    return {name: torch.stack(parts[:-1]), f"{name}_last": parts[-1]}


def forward_recording(source: Source, images: Tensor, weight: float) -> dict[str, Tensor]:
    """One forward pass with masked logits, the loss and its gradient."""
    theta = source.theta.requires_grad_()
    result = forward(source.shape, with_norm_parameters(source.weights, source.shape, theta), images)
    used = result.logits[:, source.classes]
    loss = foa_loss(source, used, result.features, weight)
    (gradient,) = torch.autograd.grad(loss.total, theta)
    names = norm_parameter_names(source.shape.depth)
    return {
        "tokens_embedded": result.embedded[:2],
        **{f"block_out.{i}": tokens[:2] for i, tokens in enumerate(result.blocks)},
        "features_after_norm": result.normalised[:2],
        "logits": result.logits,
        "logits_used": used,
        "layers_cls_features": result.features,
        "batch_std": result.features.std(0),
        "batch_mean": result.features.mean(0),
        "entropy_per_sample": entropy(used),
        "loss": loss.total.reshape(1),
        "entropy_loss": loss.entropy.reshape(1),
        "discrepancy_loss": loss.discrepancy.reshape(1),
        **{f"grad.{n}": g for n, g in zip(names, torch.split(gradient, source.shape.dim), strict=True)},
    }


def write_inputs(folder: Path, settings: Settings, generator: torch.Generator) -> Images:
    shape = settings.shape
    weights = random_weights(shape, generator)
    images = Images(settings, generator)
    source_images = images.clean(images.labels(settings.source_images))
    with torch.no_grad():
        features = forward(shape, weights, source_images).features
    statistics = {"std": features.std(0), "mean": features.mean(0)}
    labels = images.labels((settings.batches - 1) * settings.batch + settings.last_batch)
    shifted = images.shifted(labels)
    save(folder / "model.safetensors", weights)
    save(folder / "source_images.safetensors", {"x": source_images})
    save(folder / "source_stats.safetensors", statistics)
    save(folder / "images.safetensors", stream(shifted, settings.batch, "x"))
    save(folder / "labels.safetensors", stream(labels, settings.batch, "labels"))
    save(folder / "mgg.safetensors", random_mgg(settings.mgg_size, settings.mgg_heads, generator))
    source = Source(shape, weights, statistics["std"], statistics["mean"], list(settings.class_mask))
    save(folder / "forward.safetensors", forward_recording(source, shifted[: settings.batch], 0.4))
    (folder / "config.json").write_text(json.dumps(config(settings, weights), indent=1) + "\n")
    return images


def training_start(settings: Settings, images: Images, randomised: bool) -> dict[str, Tensor]:
    """What pre-training is recorded from: images, the initial generator, the number of epochs."""
    count = (settings.train_batches - 1) * settings.train_batch + settings.train_last_batch
    make = random_mgg if randomised else default_mgg
    initial = make(settings.mgg_size, settings.mgg_heads, images.generator)
    return {
        **stream(images.shifted(images.labels(count)), settings.train_batch, "x_train"),
        **{f"mgg_init.{name}": value for name, value in initial.items()},
        "norm_params_at_epoch_start": torch.empty(settings.epochs, 0),
    }


def write(folder: Path, settings: Settings) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    images = write_inputs(folder, settings, torch.Generator().manual_seed(settings.seed))
    described = json.loads((folder / "config.json").read_text())
    sensitivities: dict[str, Any] = {}
    for name, method in settings.methods.items():
        training = method["reference"] == "train_mgg"
        start = training_start(settings, images, method["hyper"]["randomise_mgg"]) if training else None
        single, double = (record(folder, name, start, dtype) for dtype in (torch.float32, torch.float64))
        save(folder / "methods" / f"{name}.safetensors", single)
        sensitivities[name] = sensitivity(single, double)
        described["methods"][name]["tensors"] = {
            key: [list(value.shape), str(value.dtype).removeprefix("torch.")]
            for key, value in single.items()
            if "." not in key
        }
    (folder / "config.json").write_text(json.dumps(described, indent=1) + "\n")
    (folder / "sensitivity.json").write_text(json.dumps(sensitivities, indent=1) + "\n")


def check(folder: Path) -> None:
    described = json.loads((folder / "config.json").read_text())
    for name, method in described["methods"].items():
        if method["reference"] not in recorded_methods:
            continue
        recorded = load_file(folder / "methods" / f"{name}.safetensors")
        found = record(folder, name, recorded, torch.float32)
        missing = sorted(set(recorded) - set(found))
        differences = {key: largest_difference(found[key], recorded[key]) for key in recorded if key in found}
        worst = sorted(differences.items(), key=lambda item: -item[1])[:6]
        print(name, f"{len(differences)} tensors", {key: float(f"{value:.2g}") for key, value in worst})
        if missing:
            print("  not computed:", ", ".join(missing))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.command == "check":
        check(arguments.folder)
    else:
        write(arguments.folder, replace(Settings(), seed=arguments.seed))


if __name__ == "__main__":
    main()
