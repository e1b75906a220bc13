"""Reading, writing and comparing folders of recordings."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from .methods import Hyper, Recording, Source, foa_sgd, mgtta, noadapt, tent
from .outputs import lame, t3a
from .pretrain import train_mgg
from .search import foa
from .selective import deyo, eata, sar
from .teacher import cotta
from .vit import VitShape, Weights

Tensors = dict[str, Tensor]


def load_batches(path: Path, name: str) -> list[Tensor]:
    stored = load_file(path)
    last = [stored[f"{name}_last"]] if f"{name}_last" in stored else []
    return [*stored[name], *last]


def shape_of(model: dict[str, Any]) -> VitShape:
    return VitShape(
        model["img_size"],
        model["patch_size"],
        model["embed_dim"],
        model["depth"],
        model["num_heads"],
        model["mlp_ratio"],
        model["num_classes"],
    )


def as_type(tensors: Tensors, dtype: torch.dtype) -> Tensors:
    return {name: value.to(dtype) for name, value in tensors.items()}


def load_source(folder: Path, config: dict[str, Any], masked: bool, dtype: torch.dtype) -> Source:
    statistics = as_type(load_file(folder / "source_stats.safetensors"), dtype)
    weights = as_type(load_file(folder / "model.safetensors"), dtype)
    classes = config["class_mask_indices"] if masked else None
    return Source(shape_of(config["model"]), weights, statistics["std"], statistics["mean"], classes)


def record(folder: Path, name: str, start: Recording | None, dtype: torch.dtype) -> Recording:
    """Runs one method on the inputs of a folder; pre-training takes its inputs from `start`, DeYO its permutations."""
    config = json.loads((folder / "config.json").read_text())
    method = config["methods"][name]
    hyper: Hyper = method["hyper"]
    source = load_source(folder, config, method["class_mask_used"], dtype)
    for part in ("head.weight", "head.bias"):
        source.weights[part] = source.weights[part] * hyper.get("head_scale", 1)
    if method["reference"] == "train_mgg":
        return _record_training(source, hyper, start or {}, dtype)
    batches = [images.to(dtype) for images in load_batches(folder / "images.safetensors", "x")]
    if method["reference"] == "mgtta":
        return mgtta(source, batches, hyper, as_type(load_file(folder / "mgg.safetensors"), dtype))
    if method["reference"] == "eata":
        return eata(source, batches, hyper, load_file(folder / "source_images.safetensors")["x"].to(dtype))
    if method["reference"] == "deyo":
        return deyo(source, batches, hyper, (start or {}).get("perm_idx"))
    return plain_methods[method["reference"]](source, batches, {**method["info"], **hyper})


plain_methods = {
    "noadapt": noadapt,
    "tent": tent,
    "foa_sgd": foa_sgd,
    "sar": sar,
    "lame": lame,
    "t3a": t3a,
    "foa": foa,
    "cotta": cotta,
}
recorded_methods = {*plain_methods, "deyo", "eata", "mgtta", "train_mgg"}


def _record_training(source: Source, hyper: Hyper, start: Recording, dtype: torch.dtype) -> Recording:
    batches = [images.to(dtype) for images in start["x_train"]]
    if "x_train_last" in start:
        batches.append(start["x_train_last"].to(dtype))
    initial: Weights = {
        name.removeprefix("mgg_init."): value.to(dtype) for name, value in start.items() if name.startswith("mgg_init.")
    }
    return train_mgg(source, batches, hyper, initial, len(start["norm_params_at_epoch_start"]))


def save(path: Path, tensors: Tensors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {name: value.float() if value.is_floating_point() else value for name, value in tensors.items()}
    save_file({name: value.detach().contiguous().clone() for name, value in stored.items()}, path)


def largest_difference(a: Tensor, b: Tensor) -> float:
    """Of values that are known in both; NaN stands for unknown ones."""
    same = (a == b) | (a.isnan() & b.isnan())
    return torch.where(same, 0, a.double() - b.double()).abs().max().item()


def sensitivity(single: Recording, double: Recording) -> dict[str, Any]:
    """Largest differences of a run in float32 from the same run in float64."""
    steps: list[float] = [largest_difference(a, b) for a, b in zip(single["outputs"], double["outputs"], strict=True)]
    if "outputs_last" in single:
        steps.append(largest_difference(single["outputs_last"], double["outputs_last"]))
    result: dict[str, Any] = {"outputs_max_abs_diff_per_step": steps}
    for name in ("norm_params", "mgg_input", "mgg_update", "W1_states_final", "grad", "final_supports", "candidate_outputs"):
        if name in single:
            result[f"{name}_max_abs_diff"] = largest_difference(single[name], double[name])
    for group in ("mgg_after_step", "mgg_grad"):
        names = [name for name in single if name.startswith(f"{group}.")]
        if names:
            result[f"{group}_max_abs_diff"] = {
                name.removeprefix(f"{group}."): largest_difference(single[name], double[name]) for name in names
            }
    decisions = [name for name, value in single.items() if not value.is_floating_point() and name != "iterations"]
    identical = all(torch.equal(single[name], double[name]) for name in decisions)
    return {**result, "discrete_decisions_identical": identical}
