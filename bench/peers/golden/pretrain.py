"""Pre-training of the generator: each update is trained through the loss of the next batch."""

import torch
from torch import Tensor

from . import mgg
from .methods import Hyper, Recording, Source, final, loss_gradient, stacked
from .vit import Weights


def train_mgg(source: Source, batches: list[Tensor], hyper: Hyper, start: Weights, epochs: int) -> Recording:
    phi = {name: value.clone().requires_grad_() for name, value in start.items()}
    adam = torch.optim.Adam(phi.values(), lr=hyper["train_mgg_lr"])
    beta1, beta2 = hyper.get("beta1", 0.9), hyper.get("beta2", 0.99)
    theta, lr = source.theta, hyper["train_adapt_lr"]
    outputs: list[list[Tensor]] = []
    series: dict[str, list[Tensor]] = {}

    def record(name: str, value: Tensor) -> None:
        series.setdefault(name, []).append(value.detach().clone())

    for _ in range(epochs):
        record("norm_params_at_epoch_start", theta)
        memory, moments = mgg.initial_memory(phi, len(theta)), mgg.no_moments(theta)
        update: Tensor | None = None
        outputs.append([])
        for images in batches:
            logits, loss, gradient = loss_gradient(source, theta, images, hyper["fitness_lambda"])
            gradients: tuple[Tensor | None, ...] = (None,) * len(phi)
            if update is not None:
                # θ = θ_prev − lr·u: the loss reaches u with −lr times its gradient, and through u the generator.
                gradients = torch.autograd.grad(update, list(phi.values()), -lr * gradient, allow_unused=True)
                memory = memory.detached()
            for (name, value), grad in zip(phi.items(), gradients, strict=True):
                value.grad = grad
                record(f"mgg_grad.{name}", torch.zeros_like(value) if grad is None else grad)
                record(f"mgg_grad_is_none.{name}", torch.tensor(grad is None, dtype=torch.uint8))
            adam.step()
            for name, value in phi.items():
                record(f"mgg_after_step.{name}", value)
            features, moments = mgg.gradient_features(gradient, moments, beta1, beta2)
            update, memory = mgg.generate(phi, memory, features)
            theta = theta - lr * update.detach()
            outputs[-1].append(logits)
            for name, value in {"loss": loss, "mgg_input": features, "mgg_update": update, "norm_params": theta}.items():
                record(name, value)

    result = {name: torch.stack(values) for name, values in series.items()}
    for name, value in phi.items():
        state = adam.state[value]
        result[f"mgg_init.{name}"] = start[name].clone()
        result[f"adam_exp_avg.{name}"] = state["exp_avg"].clone()
        result[f"adam_exp_avg_sq.{name}"] = state["exp_avg_sq"].clone()
        result[f"adam_step.{name}"] = state["step"].reshape(1).float()
    return {**stacked("x_train", batches), **_epoch_outputs(outputs), **result, **final(source, theta)}


def _epoch_outputs(outputs: list[list[Tensor]]) -> Recording:
    """Outputs of all epochs one after the other; those of a smaller last batch of each epoch apart."""
    parts = [stacked("outputs", epoch) for epoch in outputs]
    join = {"outputs": torch.cat, "outputs_last": torch.stack}
    return {name: join[name]([part[name] for part in parts]) for name in parts[0]}
