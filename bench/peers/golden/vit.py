"""A vision transformer with timm's tensor names, as a function of a dictionary of weights."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

Weights = dict[str, Tensor]
LAYER_NORM_EPS = 1e-6


@dataclass(frozen=True)
class VitShape:
    image: int
    patch: int
    dim: int
    depth: int
    heads: int
    mlp_ratio: int
    classes: int

    @property
    def tokens(self) -> int:
        return (self.image // self.patch) ** 2 + 1


def norm_parameter_names(depth: int) -> list[str]:
    """Norm parameters in the order of the modules, weight before bias."""
    norms = [f"blocks.{i}.norm{j}" for i in range(depth) for j in (1, 2)] + ["norm"]
    return [f"{norm}.{part}" for norm in norms for part in ("weight", "bias")]


def flat_norm_parameters(weights: Weights, depth: int) -> Tensor:
    return torch.cat([weights[name] for name in norm_parameter_names(depth)])


def with_norm_parameters(weights: Weights, shape: VitShape, theta: Tensor) -> Weights:
    parts = torch.split(theta, shape.dim)
    return {**weights, **dict(zip(norm_parameter_names(shape.depth), parts, strict=True))}


def random_weights(shape: VitShape, generator: torch.Generator) -> Weights:
    """Weights for which entropies spread and every part of the network matters."""

    def normal(*extents: int, scale: float) -> Tensor:
        return scale * torch.randn(*extents, generator=generator)

    dim, hidden = shape.dim, shape.mlp_ratio * shape.dim
    weights: Weights = {
        "cls_token": normal(1, 1, dim, scale=0.5),
        "pos_embed": normal(1, shape.tokens, dim, scale=0.3),
        "patch_embed.proj.weight": normal(dim, 3, shape.patch, shape.patch, scale=1.5 / (3**0.5 * shape.patch)),
        "patch_embed.proj.bias": normal(dim, scale=0.1),
    }
    for i in range(shape.depth):
        for name, rows, columns in [
            ("attn.qkv", 3 * dim, dim),
            ("attn.proj", dim, dim),
            ("mlp.fc1", hidden, dim),
            ("mlp.fc2", dim, hidden),
        ]:
            weights[f"blocks.{i}.{name}.weight"] = normal(rows, columns, scale=1.3 / columns**0.5)
            weights[f"blocks.{i}.{name}.bias"] = normal(rows, scale=0.1)
    for name in norm_parameter_names(shape.depth):
        weights[name] = normal(dim, scale=0.1) + (1 if name.endswith("weight") else 0)
    weights["head.weight"] = normal(shape.classes, dim, scale=2.3 / dim**0.5)
    weights["head.bias"] = normal(shape.classes, scale=0.1)
    return weights


@dataclass(frozen=True)
class Activations:
    logits: Tensor
    """[B, C]"""
    features: Tensor
    """Class token after the norm that follows each block, [B, L·D]."""
    embedded: Tensor
    blocks: list[Tensor]
    normalised: Tensor


def forward(shape: VitShape, weights: Weights, images: Tensor, prompt: Tensor | None = None) -> Activations:
    """With a prompt [P, D], its tokens go behind the class token after the positions were added."""

    def linear(x: Tensor, name: str) -> Tensor:
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (shape.dim,), weights[f"{name}.weight"], weights[f"{name}.bias"], LAYER_NORM_EPS)

    def attention(x: Tensor, block: str) -> Tensor:
        batch, tokens, dim = x.shape
        qkv = linear(x, f"{block}.attn.qkv").view(batch, tokens, 3, shape.heads, dim // shape.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2) / (dim // shape.heads) ** 0.5).softmax(-1)
        return linear((scores @ v).transpose(1, 2).reshape(batch, tokens, dim), f"{block}.attn.proj")

    projection = weights["patch_embed.proj.weight"]
    patches = F.conv2d(images, projection, weights["patch_embed.proj.bias"], stride=shape.patch)
    start = weights["cls_token"].expand(len(images), -1, -1)
    embedded = torch.cat([start, patches.flatten(2).transpose(1, 2)], 1) + weights["pos_embed"]
    tokens, blocks = embedded, []
    if prompt is not None:
        tokens = torch.cat([embedded[:, :1], prompt.expand(len(images), -1, -1), embedded[:, 1:]], 1)
    for i in range(shape.depth):
        block = f"blocks.{i}"
        tokens = tokens + attention(norm(tokens, f"{block}.norm1"), block)
        hidden = F.gelu(linear(norm(tokens, f"{block}.norm2"), f"{block}.mlp.fc1"))
        tokens = tokens + linear(hidden, f"{block}.mlp.fc2")
        blocks.append(tokens)
    following = [f"blocks.{i + 1}.norm1" for i in range(shape.depth - 1)] + ["norm"]
    features = [norm(x[:, 0], name) for x, name in zip(blocks, following, strict=True)]
    return Activations(
        linear(features[-1], "head"), torch.cat(features, 1), embedded, blocks, norm(blocks[-1], "norm")
    )
