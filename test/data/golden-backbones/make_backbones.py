"""Records a small ResNet with GroupNorm of timm and shortens recordings of other networks.

    python make_backbones.py resnet_gn TARGET
    python make_backbones.py shorten SOURCE TARGET STEPS
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def entropy(logits):
    log = logits.log_softmax(1)
    return -(log.exp() * log).sum(1)


def write_json(path, content):
    path.write_text(json.dumps(content, indent=1) + "\n")


def record(target):
    """TENT, forward pass and its gradient, in float32, with basic blocks and few channels."""
    from timm.layers import GroupNorm
    from timm.models.resnet import BasicBlock, ResNet

    torch.manual_seed(3)
    torch.set_num_threads(1)
    planes = (32, 32, 32, 32)
    model = ResNet(BasicBlock, (1, 1, 1, 1), channels=planes, num_classes=7, norm_layer=GroupNorm)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter.add_(0.2 * torch.randn_like(parameter))
        model.fc.weight.mul_(8)
    model.eval()
    (target / "methods").mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), target / "model.safetensors")
    images = torch.randn(2, 2, 3, 64, 64)
    save_file({"x": images}, target / "images.safetensors")
    norms = {
        f"{name}.{part}": getattr(module, part)
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.GroupNorm)
        for part in ("weight", "bias")
    }
    pooled = {}
    hooks = [
        getattr(model, f"layer{i}").register_forward_hook(
            lambda _module, _inputs, output, name=f"pooled.layer{i}": pooled.__setitem__(name, output.mean((2, 3)))
        )
        for i in range(1, 5)
    ]
    logits = model(images[0])
    loss = entropy(logits).mean()
    gradients = torch.autograd.grad(loss, list(norms.values()))
    recorded = {
        "logits": logits,
        "entropy_per_sample": entropy(logits),
        "features": pooled["pooled.layer4"],
        **pooled,
        **{f"grad.{name}": gradient for name, gradient in zip(norms, gradients)},
    }
    for hook in hooks:
        hook.remove()
    save_file({k: v.detach().clone() for k, v in recorded.items()}, target / "forward.safetensors")
    options = {"lr": 0.01, "momentum": 0.9}
    optimizer = torch.optim.SGD(list(norms.values()), **options)
    steps = []
    for batch in images:
        logits = model(batch)
        loss = entropy(logits).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps.append((logits.detach(), loss.detach(), torch.cat([v.detach().flatten() for v in norms.values()])))
    outputs, losses, parameters = (torch.stack(list(part)) for part in zip(*steps))
    save_file({"outputs": outputs, "loss": losses, "norm_params": parameters}, target / "methods" / "tent.safetensors")
    write_json(
        target / "config.json",
        {
            "model": {"img_size": 64, "num_classes": 7, "norm_eps": 1e-5},
            "methods": {"tent": {"reference": "tent", "hyper": options}},
        },
    )


def shorten(source, target, steps):
    """The first batches of all recordings, without what was recorded at the end."""
    (target / "methods").mkdir(parents=True, exist_ok=True)
    config = json.loads((source / "config.json").read_text())
    kept = {key: config["model"][key] for key in ("img_size", "num_classes", "norm_eps") if key in config["model"]}
    methods = {
        name: {"reference": method["reference"], "hyper": method["hyper"]}
        for name, method in config["methods"].items()
    }
    write_json(target / "config.json", {"model": kept, "methods": methods})
    for name in ("model", "forward", "sensitivity"):
        suffix = "json" if name == "sensitivity" else "safetensors"
        (target / f"{name}.{suffix}").write_bytes((source / f"{name}.{suffix}").read_bytes())
    images = load_file(source / "images.safetensors")["x"]
    short = images if images.ndim == 4 else images[:steps]
    save_file({"x": short.contiguous()}, target / "images.safetensors")
    for name in methods:
        tensors = load_file(source / "methods" / f"{name}.safetensors")
        first = {
            key: value[:steps].contiguous()
            for key, value in tensors.items()
            if not key.startswith("final") and not key.endswith("_last")
        }
        save_file(first, target / "methods" / f"{name}.safetensors")


if __name__ == "__main__":
    if sys.argv[1] == "resnet_gn":
        record(Path(sys.argv[2]))
    else:
        shorten(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
