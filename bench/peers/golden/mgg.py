"""The meta gradient generator: gradient features, gradient memory layer, update."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

PREFIX = "seq_modeling_block."
LAYER_NORM_EPS = 1e-6
MOMENT_EPS = 1e-8


def mgg_shapes(size: int, heads: int) -> dict[str, tuple[int, ...]]:
    width = size * heads
    return {
        "W1": (heads, size, size),
        "b1": (heads, 1, size),
        "q_proj.weight": (width, 2),
        "k_proj.weight": (width, 2),
        "v_proj.weight": (width, 2),
        "o_proj.weight": (1, width),
        "learnable_token_idx": (1,),
        "learnable_ttt_lr_weight": (heads, 1, 2),
        "learnable_ttt_lr_bias": (heads, 1),
        "ttt_norm_weight": (heads, size),
        "ttt_norm_bias": (heads, size),
        "post_norm.weight": (width,),
        "post_norm.bias": (width,),
    }


def default_mgg(size: int, heads: int, generator: torch.Generator) -> dict[str, Tensor]:
    """The initialisation at which pre-training starts."""
    weights: dict[str, Tensor] = {}
    for name, shape in mgg_shapes(size, heads).items():
        if name.endswith("_proj.weight"):
            weights[PREFIX + name] = (2 * torch.rand(shape, generator=generator) - 1) / shape[1] ** 0.5
        elif name in ("W1", "learnable_ttt_lr_weight"):
            weights[PREFIX + name] = 0.02 * torch.randn(shape, generator=generator)
        else:
            ones = name in ("ttt_norm_weight", "post_norm.weight")
            weights[PREFIX + name] = torch.ones(shape) if ones else torch.zeros(shape)
    return weights


def random_mgg(size: int, heads: int, generator: torch.Generator) -> dict[str, Tensor]:
    """Larger values everywhere, so that each of them matters."""
    start = default_mgg(size, heads, generator)
    return {name: value + 0.3 * torch.randn(value.shape, generator=generator) for name, value in start.items()}


@dataclass(frozen=True)
class Moments:
    mean: Tensor
    square: Tensor
    batches: int


def no_moments(like: Tensor) -> Moments:
    return Moments(torch.zeros_like(like), torch.zeros_like(like), 0)


def gradient_features(gradient: Tensor, before: Moments, beta1: float, beta2: float) -> tuple[Tensor, Moments]:
    """[n] → [n, 2]: bias-corrected momentum and the gradient itself, both over the root of the second moment."""
    mean = beta1 * before.mean + (1 - beta1) * gradient
    square = beta2 * before.square + (1 - beta2) * gradient**2
    after = Moments(mean, square, before.batches + 1)
    exponent = after.batches + 1
    scale = (square / (1 - beta2**exponent)).sqrt() + MOMENT_EPS
    return torch.stack([mean / (1 - beta1**exponent) / scale, gradient / scale], 1), after


@dataclass(frozen=True)
class Memory:
    weight: Tensor
    """[n, h, f, f]"""
    bias: Tensor
    """[n, h, 1, f]"""

    def detached(self) -> "Memory":
        return Memory(self.weight.detach(), self.bias.detach())


def initial_memory(phi: dict[str, Tensor], n: int) -> Memory:
    return Memory(*(phi[PREFIX + name].expand(n, -1, -1, -1) for name in ("W1", "b1")))


def _standardise(x: Tensor) -> tuple[Tensor, Tensor]:
    std = (x.var(-1, correction=0, keepdim=True) + LAYER_NORM_EPS).sqrt()
    return (x - x.mean(-1, keepdim=True)) / std, std


def generate(phi: dict[str, Tensor], memory: Memory, x: Tensor) -> tuple[Tensor, Memory]:
    """Memorises the features [n, 2] and returns the update u [n] and the new memory."""
    n, (heads, size) = len(x), phi[PREFIX + "ttt_norm_weight"].shape
    q, k, v = (F.linear(x, phi[f"{PREFIX}{p}_proj.weight"]).view(n, heads, 1, size) for p in "qkv")
    gamma, beta = (phi[f"{PREFIX}ttt_norm_{part}"].view(heads, 1, size) for part in ("weight", "bias"))

    unit, std = _standardise(k @ memory.weight + memory.bias)
    error = (gamma * unit + beta - (v - k)) * gamma
    total, projection = error.sum(-1, keepdim=True), (error * unit).sum(-1, keepdim=True)
    inner = (size * error - total - unit * projection) / (size * std)

    gate = torch.einsum("nc,hc->nh", x, phi[PREFIX + "learnable_ttt_lr_weight"][:, 0])
    gate = torch.sigmoid(gate + phi[PREFIX + "learnable_ttt_lr_bias"][:, 0])
    eta = (torch.clamp_min(1 + phi[PREFIX + "learnable_token_idx"], 0) * gate / size).view(n, heads, 1, 1)
    after = Memory(memory.weight - eta * k.transpose(-1, -2) @ inner, memory.bias - eta * inner)

    hidden = q + gamma * _standardise(q @ after.weight + after.bias)[0] + beta
    post = F.layer_norm(
        hidden.reshape(n, heads * size),
        (heads * size,),
        phi[PREFIX + "post_norm.weight"],
        phi[PREFIX + "post_norm.bias"],
        LAYER_NORM_EPS,
    )
    return torch.tanh(F.linear(post, phi[PREFIX + "o_proj.weight"]))[:, 0], after
