"""Writes one tiny ViT as training programs and libraries wrap it, with PyTorch and timm, and its logits of four images."""

import argparse
import collections
import json
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer

here = pathlib.Path(__file__).parent
torch.manual_seed(0)
sizes = dict(img_size=16, patch_size=8, embed_dim=8, depth=2, num_heads=2, mlp_ratio=2, num_classes=3)


def scrambled(model: torch.nn.Module) -> torch.nn.Module:
    """No weight is 0 or 1, so that none can be left out without being missed."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter + 0.3 * torch.randn_like(parameter))
    return model.eval()


model = scrambled(VisionTransformer(**sizes))
other = scrambled(VisionTransformer(**sizes))
images = torch.randn(4, 3, 16, 16)
state = model.state_dict()
expected = {"logits": model(images).tolist(), "other": other(images).tolist()}


def behind(prefix: str, tensors=None) -> dict[str, torch.Tensor]:
    return {prefix + name: value.clone() for name, value in (tensors or state).items()}


def backbone(prefix: str, head: str) -> dict[str, torch.Tensor]:
    """A network without its head behind a prefix, and the head beside it."""
    bare = {name: value for name, value in state.items() if not name.startswith("head.")}
    return behind(prefix, bare) | {head + name[5:]: state[name].clone() for name in ("head.weight", "head.bias")}


def save(name: str, tensors: dict[str, torch.Tensor]) -> None:
    save_file(tensors, here / f"{name}.safetensors")


save("plain", behind(""))
save("backbone", backbone("backbone.", "head."))
save("backbone-fc", backbone("module.backbone.", "module.fc."))
save("net", behind("net."))
save("module", behind("module."))
save("compiled", behind("_orig_mod."))
save("timm-wrapper", behind("timm_model."))
save("student-teacher", behind("student.", other.state_dict()) | behind("teacher."))

lightning = {
    "epoch": 3,
    "global_step": 12,
    "pytorch-lightning_version": "2.5.0",
    "state_dict": collections.OrderedDict(behind("model.")),
    "loops": {"fit_loop": {"state_dict": {}}},
    "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.5)}},
    "optimizer_states": [{"state": {0: {"exp_avg": torch.ones(2)}}, "param_groups": [{"lr": 0.1}]}],
    "hyper_parameters": argparse.Namespace(lr=0.1),
}
torch.save(lightning, here / "lightning.ckpt")
torch.save({"model": behind("module._orig_mod."), "epoch": 3}, here / "compiled-module.pth")
torch.save({"algorithm": {"network": {"weights": behind("encoder.")}}, "seed": torch.tensor(1)}, here / "nested.pth")
head = {"head.mlp.0.weight": torch.ones(4, 8), "head.last_layer.weight_g": torch.ones(4, 1)}
bare = {name: value for name, value in state.items() if not name.startswith("head.")}
bare_other = {name: value for name, value in other.state_dict().items() if not name.startswith("head.")}
dino = {
    "student": behind("module.backbone.", bare_other) | behind("module.", head),
    "teacher": behind("backbone.", bare) | head,
    "epoch": 100,
    "args": argparse.Namespace(arch="vit_small"),
    "dino_loss": {"center": torch.zeros(1, 4)},
}
torch.save(dino, here / "dino.pth")
moco_head = {"head.0.weight": torch.ones(4, 8), "head.1.running_mean": torch.ones(4)}
moco = {
    "epoch": 300,
    "arch": "vit_small",
    "state_dict": behind("module.base_encoder.", bare | moco_head)
    | behind("module.momentum_encoder.", bare_other | moco_head)
    | {"module.predictor.0.weight": torch.ones(4, 4)},
}
torch.save(moco, here / "moco.pth")
torch.save({"state_dict": behind("module.")}, here / "before-1.6.pth", _use_new_zipfile_serialization=False)
tied = {"model": behind("") | {"tied": state["head.weight"][1:].t()}}
torch.save(tied, here / "before-1.6-protocol-4.pth", _use_new_zipfile_serialization=False, pickle_protocol=4)

folder = here / "sharded"
folder.mkdir(exist_ok=True)
names = sorted(state)
halves = [names[: len(names) // 2], names[len(names) // 2 :]]
files = [f"model-0000{i + 1}-of-00002.safetensors" for i in range(2)]
for file, half in zip(files, halves):
    save_file({f"timm_model.{name}": state[name].clone() for name in half}, folder / file, metadata={"format": "pt"})
weight_map = {f"timm_model.{name}": file for file, half in zip(files, halves) for name in half}
index = {"metadata": {"total_size": sum(4 * value.numel() for value in state.values())}, "weight_map": weight_map}
(folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1))


def jax_arrays(source: VisionTransformer, big_vision: bool) -> dict[str, np.ndarray]:
    """Weights under the names and in the layouts of vit_jax (AugReg) and of big_vision."""
    weights = {name: value.detach().numpy() for name, value in source.state_dict().items()}
    attention, mlp, second = ("MultiHeadDotProductAttention_0", "MlpBlock_0", 1) if big_vision else (
        "MultiHeadDotProductAttention_1",
        "MlpBlock_3",
        2,
    )
    dim, heads = sizes["embed_dim"], sizes["num_heads"]
    arrays = {
        "cls": weights["cls_token"],
        "embedding/kernel": weights["patch_embed.proj.weight"].transpose(2, 3, 1, 0),
        "embedding/bias": weights["patch_embed.proj.bias"],
        ("pos_embedding" if big_vision else "Transformer/posembed_input/pos_embedding"): weights["pos_embed"],
        "Transformer/encoder_norm/scale": weights["norm.weight"],
        "Transformer/encoder_norm/bias": weights["norm.bias"],
        "head/kernel": weights["head.weight"].T,
        "head/bias": weights["head.bias"],
    }
    for i in range(sizes["depth"]):
        block, ours = f"Transformer/encoderblock_{i}/", f"blocks.{i}."
        for layer, norm in ((0, "norm1"), (second, "norm2")):
            arrays[f"{block}LayerNorm_{layer}/scale"] = weights[f"{ours}{norm}.weight"]
            arrays[f"{block}LayerNorm_{layer}/bias"] = weights[f"{ours}{norm}.bias"]
        rows = weights[f"{ours}attn.qkv.weight"].reshape(3, heads, dim // heads, dim)
        biases = weights[f"{ours}attn.qkv.bias"].reshape(3, heads, dim // heads)
        for part, name in enumerate(("query", "key", "value")):
            arrays[f"{block}{attention}/{name}/kernel"] = rows[part].transpose(2, 0, 1)
            arrays[f"{block}{attention}/{name}/bias"] = biases[part]
        out = weights[f"{ours}attn.proj.weight"].reshape(dim, heads, dim // heads)
        arrays[f"{block}{attention}/out/kernel"] = out.transpose(1, 2, 0)
        arrays[f"{block}{attention}/out/bias"] = weights[f"{ours}attn.proj.bias"]
        for dense in (0, 1):
            arrays[f"{block}{mlp}/Dense_{dense}/kernel"] = weights[f"{ours}mlp.fc{dense + 1}.weight"].T
            arrays[f"{block}{mlp}/Dense_{dense}/bias"] = weights[f"{ours}mlp.fc{dense + 1}.bias"]
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def stacked(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All blocks in one array with an axis for the depth, as big_vision has them when it scans."""
    first = "Transformer/encoderblock_0/"
    result = {name: value for name, value in arrays.items() if "encoderblock_" not in name}
    for name in arrays:
        if name.startswith(first):
            layers = [arrays[name.replace("_0/", f"_{i}/", 1)] for i in range(sizes["depth"])]
            result[name.replace("_0/", "/", 1)] = np.stack(layers)
    return result


augreg = jax_arrays(model, big_vision=False)
np.savez(here / "augreg.npz", **augreg)
np.savez_compressed(here / "augreg-packed.npz", **augreg)
np.savez(here / "augreg-opt.npz", **{f"opt/target/{name}": np.asfortranarray(value) for name, value in augreg.items()})
np.savez(here / "timm-names.npz", **{name: value.numpy() for name, value in state.items()})

patches = scrambled(VisionTransformer(**sizes, no_embed_class=True))
expected["patches"] = patches(images).tolist()
np.savez(here / "big-vision.npz", **{f"params/{name}": value for name, value in stacked(jax_arrays(patches, True)).items()})

for name, pattern, source in (("augreg", model, {}), ("big-vision", patches, {"no_embed_class": True})):
    again = VisionTransformer(**sizes, **source).eval()
    again.load_pretrained(here / f"{name}.npz")
    assert torch.equal(again(images), pattern(images)), name

expected["images"] = images.tolist()
(here / "expected.json").write_text(json.dumps(expected))
