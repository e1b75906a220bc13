"""The adaptation methods and the pre-training of the generator; each returns what a recording holds."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from . import mgg
from .vit import VitShape, Weights, flat_norm_parameters, forward, norm_parameter_names, with_norm_parameters

Hyper = dict[str, Any]
Recording = dict[str, Tensor]


@dataclass(frozen=True)
class Source:
    shape: VitShape
    weights: Weights
    std: Tensor
    mean: Tensor
    classes: list[int] | None
    """Class mask, or None for all classes."""

    @property
    def theta(self) -> Tensor:
        return flat_norm_parameters(self.weights, self.shape.depth)


def entropy(logits: Tensor) -> Tensor:
    log_probabilities = logits.log_softmax(-1)
    return -(log_probabilities.exp() * log_probabilities).sum(-1)


@dataclass(frozen=True)
class Loss:
    total: Tensor
    entropy: Tensor
    discrepancy: Tensor


def foa_loss(source: Source, logits: Tensor, features: Tensor, weight: float) -> Loss:
    std, mean = features.std(0), features.mean(0)
    distance = ((std - source.std) ** 2).sum() + ((mean - source.mean) ** 2).sum()
    mean_entropy, discrepancy = entropy(logits).mean(), weight * distance / 64
    return Loss(mean_entropy + discrepancy, mean_entropy, discrepancy)


def run_model(source: Source, theta: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    result = forward(source.shape, with_norm_parameters(source.weights, source.shape, theta), images)
    logits = result.logits if source.classes is None else result.logits[:, source.classes]
    return logits, result.features


def loss_gradient(source: Source, theta: Tensor, images: Tensor, weight: float | None) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, loss and its gradient; without a weight of the discrepancy the loss is the entropy alone."""
    theta = theta.detach().requires_grad_()
    logits, features = run_model(source, theta, images)
    loss = entropy(logits).mean() if weight is None else foa_loss(source, logits, features, weight).total
    (gradient,) = torch.autograd.grad(loss, theta)
    return logits.detach(), loss.detach(), gradient


def stacked(name: str, batches: list[Tensor]) -> Recording:
    """One tensor [T, …]; a smaller last batch goes into a second one."""
    if batches[-1].shape == batches[0].shape:
        return {name: torch.stack(batches)}
    return {name: torch.stack(batches[:-1]), f"{name}_last": batches[-1]}


def final(source: Source, theta: Tensor) -> Recording:
    parts = torch.split(theta, source.shape.dim)
    names = norm_parameter_names(source.shape.depth)
    return {f"final.{name}": part.clone() for name, part in zip(names, parts, strict=True)}


def noadapt(source: Source, batches: list[Tensor], _hyper: Hyper) -> Recording:
    with torch.no_grad():
        return stacked("outputs", [run_model(source, source.theta, images)[0] for images in batches])


def _descend(source: Source, batches: list[Tensor], lr: float, momentum: float, weight: float | None) -> Recording:
    theta, velocity = source.theta, torch.zeros_like(source.theta)
    outputs, losses, thetas = [], [], []
    for images in batches:
        logits, loss, gradient = loss_gradient(source, theta, images, weight)
        velocity = momentum * velocity + gradient
        theta = theta - lr * velocity
        outputs.append(logits)
        losses.append(loss)
        thetas.append(theta)
    recorded = {"loss": torch.stack(losses), "norm_params": torch.stack(thetas)}
    return {**stacked("outputs", outputs), **recorded, **final(source, theta)}


def tent(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    return _descend(source, batches, hyper["lr"], hyper["momentum"], None)


def foa_sgd(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    return _descend(source, batches, hyper["lr"], 0.0, hyper["fitness_lambda"])


def mgtta(source: Source, batches: list[Tensor], hyper: Hyper, phi: Weights) -> Recording:
    theta = source.theta
    memory, moments = mgg.initial_memory(phi, len(theta)), mgg.no_moments(theta)
    outputs: list[Tensor] = []
    series: dict[str, list[Tensor]] = {}
    for images in batches:
        logits, loss, gradient = loss_gradient(source, theta, images, hyper["fitness_lambda"])
        features, moments = mgg.gradient_features(gradient, moments, hyper["beta1"], hyper["beta2"])
        with torch.no_grad():
            update, memory = mgg.generate(phi, memory, features)
        theta = theta - hyper["adapt_lr"] * update
        outputs.append(logits)
        for name, value in {
            "loss": loss,
            "grad": gradient,
            "mgg_input": features,
            "mgg_update": update,
            "norm_params": theta,
            "W1_states_first64": memory.weight[:64],
            "b1_states_first64": memory.bias[:64],
        }.items():
            series.setdefault(name, []).append(value)
    recorded = {name: torch.stack(values) for name, values in series.items()}
    state = {
        "W1_states_final": memory.weight,
        "b1_states_final": memory.bias,
        "grad_m_final": moments.mean,
        "grad_v_final": moments.square,
    }
    return {**stacked("outputs", outputs), **recorded, **state, **final(source, theta)}
