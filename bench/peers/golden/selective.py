"""Methods that adapt to chosen images: EATA, SAR and DeYO as the MGTTA code has them."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .methods import Hyper, Recording, Source, entropy, final, run_model, stacked
from .vit import forward, norm_parameter_names, with_norm_parameters

LOG_1000 = math.log(1000)
MASK_SCALE = math.log(200) / LOG_1000


@dataclass
class Sgd:
    theta: Tensor
    velocity: Tensor
    lr: float
    momentum: float

    @classmethod
    def start(cls, source: Source, hyper: Hyper) -> "Sgd":
        return cls(source.theta, torch.zeros_like(source.theta), hyper["lr"], hyper["momentum"])

    def step(self, gradient: Tensor) -> None:
        self.velocity = self.momentum * self.velocity + gradient
        self.theta = self.theta - self.lr * self.velocity


class Series:
    """Values of each step; per-image rows of a smaller last batch are filled up, as masks with -1 and floats with NaN."""

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.values: dict[str, list[Tensor]] = {}

    def scalar(self, name: str, value: float | Tensor) -> None:
        self.values.setdefault(name, []).append(torch.as_tensor(value))

    def mask(self, name: str, chosen: Tensor, known: bool = True) -> None:
        row = torch.full((self.batch,), -1, dtype=torch.int8)
        if known:
            row[: len(chosen)] = chosen.to(torch.int8)
        self.values.setdefault(name, []).append(row)

    def row(self, name: str, values: Tensor, known: Tensor | None = None) -> None:
        row = torch.full((self.batch,), math.nan, dtype=values.dtype)
        row[: len(values)] = values if known is None else torch.where(known, values, math.nan)
        self.values.setdefault(name, []).append(row)

    def recording(self) -> Recording:
        return {name: torch.stack(list(values)) for name, values in self.values.items()}


def reliable_gradient(source: Source, theta: Tensor, images: Tensor, margin: float) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, selected images, and the gradient of their mean entropy (zeros where none is selected)."""
    theta = theta.detach().requires_grad_()
    logits, _ = run_model(source, theta, images)
    values = entropy(logits)
    selected = values < margin
    if not selected.any():
        return logits.detach(), selected, torch.zeros_like(theta)
    (gradient,) = torch.autograd.grad(values[selected].mean(), theta)
    return logits.detach(), selected, gradient


def sar(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    dim, depth = source.shape.dim, source.shape.depth
    frozen = ("blocks.9.", "blocks.10.", "blocks.11.", "norm.")
    names = norm_parameter_names(depth)
    adapted = torch.cat([torch.full((dim,), float(not name.startswith(frozen))) for name in names]).to(source.theta)
    sgd, ema, series = Sgd.start(source, hyper), None, Series(len(batches[0]))
    outputs, first_outputs = [], []
    margin = hyper["margin_e0"]
    for images in batches:
        first, selected, gradient = reliable_gradient(source, sgd.theta, images, margin)
        gradient = gradient * adapted
        norm = gradient.norm()
        any_first = bool(selected.any())
        logits, second_selected = first, selected
        if any_first:
            perturbed = sgd.theta + hyper["rho"] * gradient / (norm + 1e-12)
            logits, second_selected, second_gradient = reliable_gradient(source, perturbed, images, margin)
            sgd.step(second_gradient * adapted)
        second_entropy = entropy(logits)
        any_second = any_first and bool(second_selected.any())
        if any_second:
            loss = second_entropy[second_selected].mean().item()
            ema = loss if ema is None else 0.9 * ema + 0.1 * loss
        reset = ema is not None and ema < 0.2
        if reset:
            sgd.theta = source.theta
        outputs.append(logits)
        first_outputs.append(first)
        series.mask("selected1", selected)
        series.mask("selected2", second_selected, any_first)
        series.row("entropy1", entropy(first))
        series.row("entropy2", second_entropy, torch.full_like(selected, any_first))
        losses = [entropy(first)[selected].mean(), second_entropy[second_selected].mean()]
        series.scalar("loss", torch.stack([losses[0], losses[1] if any_first else torch.full_like(losses[0], math.nan)]))
        series.scalar("ema", torch.tensor(math.nan if ema is None else ema).to(norm))
        series.scalar("reset", torch.tensor(int(reset), dtype=torch.int8))
        series.scalar("grad_norm", norm)
        series.scalar("norm_params", sgd.theta)
    momentum = {
        f"final_momentum.{name}": part.clone()
        for name, part in zip(names, sgd.velocity.split(dim), strict=True)
        if not name.startswith(frozen)
    }
    recorded = {**stacked("outputs", outputs), **stacked("first_forward_outputs", first_outputs)}
    return {**recorded, **series.recording(), **momentum, **final(source, sgd.theta)}


def fisher_information(source: Source, images: Tensor, batch: int) -> Tensor:
    """Squared gradients of the mean cross entropy of a batch with the predicted classes, averaged over batches."""
    parts = images.split(batch)
    total = torch.zeros_like(source.theta)
    for part in parts:
        theta = source.theta.requires_grad_()
        logits = forward(source.shape, with_norm_parameters(source.weights, source.shape, theta), part).logits
        (gradient,) = torch.autograd.grad(F.cross_entropy(logits, logits.argmax(1)), theta)
        total = total + gradient**2
    return total / len(parts)


def eata(source: Source, batches: list[Tensor], hyper: Hyper, source_images: Tensor) -> Recording:
    margin = hyper["e_margin_arg"] * LOG_1000
    largest = hyper["d_margin"] * (MASK_SCALE if source.classes is not None else 1)
    fisher = fisher_information(source, source_images, hyper["fisher_batch_size"]) if hyper["use_fishers"] else None
    sgd, average, series, outputs = Sgd.start(source, hyper), None, Series(len(batches[0])), []
    for images in batches:
        theta = sgd.theta.detach().requires_grad_()
        logits, _ = run_model(source, theta, images)
        values, probabilities = entropy(logits), logits.softmax(1).detach()
        first = values < margin
        cosine = torch.full_like(values, math.nan) if average is None else F.cosine_similarity(average[None], probabilities)
        selected = first if average is None else first & (cosine.abs() < largest)
        loss = torch.full_like(values[0], math.nan)
        if selected.any():
            chosen = values[selected]
            loss = (chosen * (margin - chosen.detach()).exp()).mean()
            if fisher is not None:
                loss = loss + hyper["fisher_alpha"] * (fisher * (theta - source.theta) ** 2).sum()
            (gradient,) = torch.autograd.grad(loss, theta)
            sgd.step(gradient)
            mean = probabilities[selected].mean(0)
            average = mean if average is None else 0.9 * average + 0.1 * mean
        outputs.append(logits.detach())
        series.mask("selected1", first)
        series.mask("selected2", selected)
        series.row("entropy", values.detach())
        series.row("cosine", cosine.detach(), first)
        series.scalar("model_probs", torch.full_like(probabilities[0], math.nan) if average is None else average)
        series.scalar("loss", loss.detach())
        series.scalar("norm_params", sgd.theta)
    names = norm_parameter_names(source.shape.depth)
    parts = {} if fisher is None else dict(zip(names, fisher.split(source.shape.dim), strict=True))
    return {
        **stacked("outputs", outputs),
        **series.recording(),
        **{f"fisher.{name}": part.clone() for name, part in parts.items()},
        **final(source, sgd.theta),
    }


def resized(images: Tensor, side: int) -> Tensor:
    return F.interpolate(images, size=(side, side), mode="bilinear", antialias=True, align_corners=False)


def shuffled(images: Tensor, orders: Tensor, parts: int) -> Tensor:
    """Patch p of the result is patch orders[image, p]."""
    if len(images) == 0:
        return images
    count, channels, side, _ = images.shape
    inner = side // parts * parts
    small = images if inner == side else resized(images, inner)
    patch = inner // parts
    cut = small.view(count, channels, parts, patch, parts, patch).permute(0, 2, 4, 1, 3, 5).flatten(1, 2)
    moved = torch.stack([patches[order.long()] for patches, order in zip(cut, orders, strict=True)])
    joined = moved.view(count, parts, parts, channels, patch, patch).permute(0, 3, 1, 4, 2, 5)
    result = joined.reshape(count, channels, inner, inner)
    return result if inner == side else resized(result, side)


def occluded(images: Tensor, hyper: Hyper) -> Tensor:
    size, row, column = hyper["occlusion_size"], hyper["row_start"], hyper["column_start"]
    result = images.clone()
    result[:, :, row : row + size, column : column + size] = images.mean((2, 3), keepdim=True)
    return result


def destroyed(
    images: Tensor, chosen: Tensor, hyper: Hyper, generator: torch.Generator, given: Tensor | None
) -> tuple[Tensor, Tensor | None]:
    """The chosen images without their shape, and the order of their parts, drawn unless it is given."""
    picked = images[chosen]
    if hyper["aug_type"] == "occ":
        return occluded(picked, hyper), None
    if hyper["aug_type"] == "pixel":
        order = torch.randperm(images[0, 0].numel(), generator=generator) if given is None else given.long()
        return picked.flatten(2)[:, :, order].view_as(picked), order.int()
    parts = hyper["patch_len"]
    orders = [torch.randperm(parts**2, generator=generator) for _ in picked] if given is None else given[: len(images)][chosen]
    orders = torch.stack(list(orders)) if len(picked) else torch.empty(0, parts**2)
    recorded = torch.full((len(images), parts**2), -1, dtype=torch.int32)
    recorded[chosen] = orders.int()
    return shuffled(picked, orders, parts), recorded


def deyo(source: Source, batches: list[Tensor], hyper: Hyper, given: Tensor | None = None) -> Recording:
    scale = LOG_1000 * (MASK_SCALE if source.classes is not None else 1)
    bound, weight_bound = hyper["deyo_margin_arg"] * scale, hyper["margin_e0_arg"] * scale
    generator = torch.Generator().manual_seed(hyper["perm_seed"])
    sgd, series, outputs, first_changed, orders = Sgd.start(source, hyper), Series(len(batches[0])), [], None, []
    for step, images in enumerate(batches):
        theta = sgd.theta.detach().requires_grad_()
        logits, _ = run_model(source, theta, images)
        values, probabilities = entropy(logits), logits.softmax(1).detach()
        first = values < bound if hyper["filter_ent"] else torch.ones_like(values, dtype=torch.bool)
        plpd = torch.full_like(values, math.nan).detach()
        changed, order = destroyed(images, first, hyper, generator, None if given is None else given[step])
        with torch.no_grad():
            weights = with_norm_parameters(source.weights, source.shape, sgd.theta)
            other = forward(source.shape, weights, changed).logits.softmax(1) if len(changed) else changed.new_empty(0, 1)
        predicted = probabilities[first].argmax(1, keepdim=True)
        if len(changed):
            plpd[first] = (probabilities[first].gather(1, predicted) - other.gather(1, predicted))[:, 0]
        selected = first & ((plpd > hyper["plpd_threshold"]) if hyper["filter_plpd"] else first)
        loss = torch.full_like(values[0], math.nan)
        if selected.any():
            chosen = values[selected]
            by_entropy = hyper["reweight_ent"] * (weight_bound - chosen.detach()).exp()
            by_plpd = hyper["reweight_plpd"] * plpd[selected].exp()
            weight = by_entropy + by_plpd if hyper["reweight_ent"] or hyper["reweight_plpd"] else 1
            loss = (chosen * weight).mean()
            (gradient,) = torch.autograd.grad(loss, theta)
            sgd.step(gradient)
        outputs.append(logits.detach())
        first_changed = changed if first_changed is None else first_changed
        if order is not None:
            rows = len(batches[0]) - len(order)
            padded = order if order.ndim == 1 or rows == 0 else torch.cat([order, order.new_full((rows, order.shape[1]), -1)])
            orders.append(padded)
        series.mask("selected1", first)
        series.mask("selected2", selected)
        series.row("entropy", values.detach())
        series.row("plpd", plpd)
        series.scalar("loss", loss.detach())
        series.scalar("norm_params", sgd.theta)
    drawn = {"perm_idx": torch.stack(orders)} if orders else {}
    return {
        **stacked("outputs", outputs),
        **series.recording(),
        **drawn,
        **({} if first_changed is None else {"x_prime_first": first_changed}),
        **final(source, sgd.theta),
    }
