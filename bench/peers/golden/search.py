"""FOA: CMA-ES (pycma) searches prompts; the losses and the shift are written from the equations."""

import warnings

import numpy
import torch
from torch import Tensor

from .methods import Hyper, Recording, Source, entropy, stacked
from .vit import forward

with warnings.catch_warnings():
    # It misses a plotting library that is not needed here.
    warnings.simplefilter("ignore")
    import cma


CMA_SEED = 2020


def try_prompt(source: Source, images: Tensor, prompt: Tensor, weight: float, shift: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Loss of one candidate without the shift, logits with it, and the batch mean of the last features."""
    keep = slice(None) if source.classes is None else source.classes
    result = forward(source.shape, source.weights, images, prompt)
    distance = ((result.features.std(0) - source.std) ** 2).sum() + ((result.features.mean(0) - source.mean) ** 2).sum()
    loss = entropy(result.logits[:, keep]).sum() + weight * distance * len(images) / 64
    last = result.features[:, -source.shape.dim :]
    head = source.weights
    logits = (last + shift) @ head["head.weight"][keep].T + head["head.bias"][keep]
    return loss, logits, last.mean(0)


@torch.no_grad()
def foa(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    count, dim = hyper["num_prompts"], source.shape.dim
    bound = (6 / (3 * source.shape.patch**2 + dim)) ** 0.5
    generator = torch.Generator().manual_seed(hyper["prompt_seed"])
    best = bound * (2 * torch.rand(1, count, dim, generator=generator) - 1)
    options = {"popsize": hyper["popsize"], "seed": CMA_SEED, "verbose": -9}
    search = cma.CMAEvolutionStrategy(count * dim * [0.0], 1.0, options)
    history = None
    source_last = source.mean[-dim:]
    series: dict[str, list[Tensor]] = {name: [] for name in ("outputs", "candidate_outputs")}
    rows: dict[str, list[Tensor]] = {}
    start = {"prompts_init": best}
    for images in batches:
        asked = search.ask()
        points = [*asked, best.flatten().double().numpy()]
        prompts = torch.tensor(numpy.array(points), dtype=torch.float32).view(-1, count, dim)
        shift = torch.zeros_like(source_last) if history is None else source_last - history
        tried = [try_prompt(source, images, p.to(images), hyper["fitness_lambda"], shift) for p in prompts]
        losses = torch.stack([loss for loss, _, _ in tried])
        search.tell(points, losses.double().tolist())
        winner = int(losses.argmin())
        best = prompts[winner : winner + 1]
        means = torch.stack([mean for _, _, mean in tried])
        history = means.mean(0) if history is None else 0.9 * history + 0.1 * means.mean(0)
        outputs = torch.stack([logits for _, logits, _ in tried])
        series["outputs"].append(outputs[winner])
        series["candidate_outputs"].append(outputs)
        step = {
            "prompts": prompts,
            "losses": losses,
            "candidate_cls_mean": means,
            "best_index": torch.tensor(winner, dtype=torch.int32),
            "shift_vector": shift,
            "hist_stat": history,
            "cma_mean_after_tell": torch.tensor(search.mean),
            "cma_sigma_after_tell": torch.tensor(search.sigma),
        }
        for name, value in step.items():
            rows.setdefault(name, []).append(value)
    recorded = {name: torch.stack(values) for name, values in rows.items()}
    return {**stacked("outputs", series["outputs"]), **stacked("candidate_outputs", series["candidate_outputs"]), **start, **recorded}
