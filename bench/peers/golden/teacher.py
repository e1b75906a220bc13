"""CoTTA without augmented images, as the FOA code has it."""

import torch
from torch import Tensor

from .methods import Hyper, Recording, Source, stacked
from .vit import Weights, flat_norm_parameters, forward


def logits_of(source: Source, weights: Weights, images: Tensor) -> Tensor:
    keep = slice(None) if source.classes is None else source.classes
    return forward(source.shape, weights, images).logits[:, keep]


def cross_entropies(student: Tensor, teacher: Tensor) -> Tensor:
    there = (teacher.softmax(1) * student.log_softmax(1)).sum(1)
    back = (student.softmax(1) * teacher.log_softmax(1)).sum(1)
    return (-there / 2 - back / 2).mean()


def restored_entries(shapes: list[tuple[int, ...]], share: float, generator: torch.Generator) -> list[tuple[int, Tensor]]:
    """For each parameter the flat indices that go back to the source."""
    masks = [torch.rand(shape, generator=generator) < share for shape in shapes]
    return [(number, mask.flatten().nonzero()[:, 0]) for number, mask in enumerate(masks)]


def cotta(source: Source, batches: list[Tensor], hyper: Hyper) -> Recording:
    names = hyper["adapted"]
    generator = torch.Generator().manual_seed(hyper["restore_seed"])
    student, teacher = dict(source.weights), dict(source.weights)
    velocity = {name: torch.zeros_like(source.weights[name]) for name in names}
    depth = source.shape.depth
    outputs, student_outputs, entries = [], [], []
    rows: dict[str, list[Tensor]] = {}
    for step, images in enumerate(batches):
        with torch.no_grad():
            confidence = logits_of(source, source.weights, images).softmax(1).amax(1).mean()
            target = logits_of(source, teacher, images)
        leaves = {name: student[name].detach().requires_grad_() for name in names}
        predicted = logits_of(source, {**student, **leaves}, images)
        loss = cross_entropies(predicted, target)
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        for name, gradient in zip(names, gradients, strict=True):
            velocity[name] = hyper["momentum"] * velocity[name] + gradient
            student[name] = student[name] - hyper["lr"] * velocity[name]
            teacher[name] = 0.999 * teacher[name] + 0.001 * student[name]
        shapes = [tuple(source.weights[name].shape) for name in names]
        for number, indices in restored_entries(shapes, hyper["restore_prob"], generator):
            name = names[number]
            values = student[name].flatten().clone()
            values[indices] = source.weights[name].flatten()[indices]
            student[name] = values.view_as(student[name])
            entries.append(torch.stack([torch.full_like(indices, step), torch.full_like(indices, number), indices], 1))
        outputs.append(target)
        student_outputs.append(predicted.detach())
        values_now = {
            "anchor_confidence": confidence,
            "loss": loss.detach(),
            "norm_params": flat_norm_parameters(student, depth),
            "teacher_norm_params": flat_norm_parameters(teacher, depth),
        }
        for name, value in values_now.items():
            rows.setdefault(name, []).append(value)
    return {
        **stacked("outputs", outputs),
        **stacked("student_outputs", student_outputs),
        **{name: torch.stack(values) for name, values in rows.items()},
        "restore_idx": torch.cat(entries).int(),
        **{f"final.{name}": student[name] for name in names},
        **{f"final_teacher.{name}": teacher[name] for name in names},
    }
