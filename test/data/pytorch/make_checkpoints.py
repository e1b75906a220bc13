"""Writes the checkpoints beside this file, with PyTorch: what the lab's reader must read, and what it must refuse."""

import argparse
import collections
import os
import pathlib

import torch
from safetensors.torch import load_file

here = pathlib.Path(__file__).parent


class Harmful:
    """Unpickling this with Python would run a command."""

    def __reduce__(self):
        return os.system, ("touch harm-was-done",)


state = collections.OrderedDict(
    single=torch.tensor([[1.5, -2.0, 3.25], [0.0, 1e-8, -1e8]]),
    half=torch.tensor([1.5, -0.25], dtype=torch.float16),
    brain=torch.tensor([3.0, -0.5], dtype=torch.bfloat16),
    double=torch.tensor([1 / 3], dtype=torch.float64),
    count=torch.tensor(7),
    parameter=torch.nn.Parameter(torch.tensor([4.0, 5.0])),
)
whole = torch.arange(10.0)
state["slice"] = whole[2:5]

torch.save(state, here / "state.pth")
wrapped = {
    "epoch": 3,
    "lr": 0.125,
    "names": ["a", "b"],
    "none": None,
    "large": 2**40,
    "args": argparse.Namespace(lr=0.1, tags=["x"]),
    "model": {f"module.{name}": value for name, value in state.items()},
}
torch.save(wrapped, here / "wrapped.pth")
newer = {**wrapped, "bytes": b"abc", "array": bytearray(b"x"), "set": {1, 2}, "frozen": frozenset([1])}
torch.save(newer, here / "newer.pth", pickle_protocol=5)
torch.save({"model": {"single": state["single"]}, "harmful": Harmful()}, here / "harmful.pth")
views = {
    "turned": state["single"].t(),
    "channels_last": torch.arange(24.0).reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
    "repeated": torch.tensor([1.5, 2.5]).expand(3, 2),
    "every_second": whole[1::2],
    "tied": whole,
    "turned_half": state["single"].half().t(),
    "epoch": 3,
}
torch.save(views, here / "view.pth")
torch.save({"model": {"single": state["single"], "odd": Harmful()}}, here / "harmful-weights.pth")
torch.save(load_file(here.parent / "golden-a" / "mgg.safetensors"), here / "mgg.pth")
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), here / "script.pth")
torch.save(torch.nn.Linear(2, 1), here / "whole.pth")
torch.save({"lr": 0.1}, here / "no-tensors.pth")
torch.save(state, here / "legacy.pth", _use_new_zipfile_serialization=False)
