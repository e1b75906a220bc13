"""Methods that change no weights: LAME and T3A."""

import torch
import torch.nn.functional as F
from torch import Tensor

from .methods import Hyper, Recording, Source, entropy, run_model, stacked


def affinity(features: Tensor, kind: str, neighbours: int) -> Tensor:
    unit = F.normalize(features)
    if kind == "linear":
        return unit @ unit.T
    distance = torch.cdist(unit, unit)
    count = len(unit)
    if kind == "rbf":
        sigma = distance.topk(min(neighbours, count), largest=False).values[:, -1].mean()
        return (-(distance**2) / (2 * sigma**2)).exp()
    nearest = distance.topk(min(neighbours + 1, count), largest=False).indices[:, 1:]
    return torch.zeros_like(distance).scatter(1, nearest, 1.0)


def refine(probabilities: Tensor, features: Tensor, hyper: Hyper) -> tuple[Tensor, int, Tensor]:
    weights = affinity(features, hyper["affinity"], hyper["knn"])
    kernel = (weights + weights.T) / 2
    log = (probabilities + 1e-10).log()
    refined = log.softmax(1)
    energy, steps = torch.tensor(torch.inf), 0
    for steps in range(1, 101):
        pull = kernel @ refined
        refined = (log + pull).softmax(1)
        previous, energy = energy, (refined * (refined.clamp(min=1e-20).log() - log - pull)).sum()
        if steps >= 3 and (energy - previous).abs() <= 1e-8 * previous.abs():
            break
    return refined, steps, energy


@torch.no_grad()
def lame(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    outputs, steps, energies = [], [], []
    for images in batches:
        logits, features = run_model(source, source.theta, images)
        refined, count, energy = refine(logits.softmax(1), features[:, -source.shape.dim :], hyper)
        outputs.append(refined)
        steps.append(count)
        energies.append(energy)
    recorded = {"iterations": torch.tensor(steps, dtype=torch.int32), "final_energy": torch.stack(energies)}
    return {**stacked("outputs", outputs), **recorded}


@torch.no_grad()
def t3a(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    keep = slice(None) if source.classes is None else source.classes
    weight, bias = source.weights["head.weight"][keep], source.weights["head.bias"][keep]
    classes = len(weight)
    supports = weight
    logits = F.linear(supports, weight, bias)
    labels, uncertainty = logits.argmax(1), entropy(logits)
    start = {"warmup_entropy": uncertainty, "warmup_labels": labels.int()}
    outputs, counts = [], []
    for images in batches:
        logits, features = run_model(source, source.theta, images)
        seen = features[:, -source.shape.dim :]
        supports = torch.cat([supports, seen])
        labels = torch.cat([labels, logits.argmax(1)])
        uncertainty = torch.cat([uncertainty, entropy(logits)])
        order = uncertainty.argsort(stable=True)
        chosen = torch.cat([order[labels[order] == label][: hyper["filter_K"]] for label in range(classes)])
        supports, labels, uncertainty = supports[chosen], labels[chosen], uncertainty[chosen]
        centroids = F.normalize(F.one_hot(labels, classes).to(supports).T @ F.normalize(supports))
        outputs.append(seen @ centroids.T)
        counts.append(len(supports))
    end = {
        "final_supports": supports,
        "final_support_labels": labels.int(),
        "final_support_entropy": uncertainty,
        "n_supports": torch.tensor(counts, dtype=torch.int32),
    }
    return {**stacked("outputs", outputs), **start, **end}
