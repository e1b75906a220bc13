"""PyTorch as a contestant of the benchmark: the same work on the same weights and images as the lab's engines.

Argument: a task as JSON (src-main/bench/peer-messages.ts). Then one JSON object per line on stdin and stdout.
The model is written as one writes it in PyTorch: nn.LayerNorm, nn.Linear, F.scaled_dot_product_attention; only
norm weights require gradients.
"""

import base64
import json
import platform
import resource
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch_baselines import Deyo, Eata, Lame, Sar, T3a, outside_last_quarter
from torch_convnets import ConvNext, Mlp, ResNet
from torch_field import Cmf, Neo, Recap, Roid, Spa, ZeroSiam, opinion_entropy
from torch_search import Cotta, Foa, FoaByInterval, FoaOfGroups

MGG_PREFIX = "seq_modeling_block."


def read_safetensors(path):
    """Tensors of a float32 safetensors file, each read into its own memory."""
    tensors = {}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        for name, entry in header.items():
            assert entry["dtype"] == "F32", f"{name} is not float32"
            tensor = torch.empty(entry["shape"], dtype=torch.float32, device="cpu")
            file.seek(8 + length + entry["data_offsets"][0])
            file.readinto(memoryview(tensor.numpy()).cast("B"))
            tensors[name] = tensor.to(torch.get_default_device())
    return tensors


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        batch, tokens, dim = x.shape
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, dim))


class Block(nn.Module):
    def __init__(self, dim, heads, hidden):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.attn = Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = Mlp(dim, hidden)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbedding(nn.Module):
    def __init__(self, dim, patch):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, patch, patch)

    def forward(self, images):
        return self.proj(images).flatten(2).transpose(1, 2)


class Vit(nn.Module):
    """timm's layout and names; returns logits and the CLS features after the norm that follows each block."""

    def __init__(self, weights, heads):
        super().__init__()
        dim, _, patch, _ = weights["patch_embed.proj.weight"].shape
        depth = sum(name.endswith(".norm1.weight") for name in weights)
        hidden = weights["blocks.0.mlp.fc1.bias"].shape[0]
        self.patch_embed = PatchEmbedding(dim, patch)
        self.cls_token = nn.Parameter(torch.empty_like(weights["cls_token"]))
        self.pos_embed = nn.Parameter(torch.empty_like(weights["pos_embed"]))
        self.blocks = nn.ModuleList(Block(dim, heads, hidden) for _ in range(depth))
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.head = nn.Linear(dim, weights["head.bias"].shape[0])

    def embed(self, images):
        patches = self.patch_embed(images)
        return torch.cat([self.cls_token.expand(len(images), -1, -1), patches], 1) + self.pos_embed

    def encode(self, x):
        features = []
        following = [block.norm1 for block in self.blocks[1:]] + [self.norm]
        for block, norm in zip(self.blocks, following):
            x = block(x)
            features.append(norm(x[:, 0]))
        return torch.cat(features, 1)

    def forward(self, images):
        features = self.encode(self.embed(images))
        return self.head(features[:, -self.head.in_features :]), features


def empty_model(weights, heads):
    if "layer1.0.conv1.weight" in weights:
        return ResNet(weights)
    return ConvNext(weights) if "stages.0.blocks.0.conv_dw.weight" in weights else Vit(weights, heads)


def load_model(path, heads):
    weights = read_safetensors(path)
    with torch.device("meta"):
        model = empty_model(weights, heads)
    model.load_state_dict(weights, assign=True)
    model.requires_grad_(False)
    norms = [p for module in model.modules() if isinstance(module, (nn.LayerNorm, nn.GroupNorm)) for p in module.parameters()]
    for parameter in norms:
        parameter.requires_grad_(True)
    named = [p for p in model.parameters() if p.requires_grad]
    return model.train(), named


def mean_entropy(logits):
    return -(logits.softmax(1) * logits.log_softmax(1)).sum(1).mean()


def foa_loss(logits, features, inputs):
    std, mean = torch.std_mean(features, 0)
    distance = (std - inputs["std"]).square().sum() + (mean - inputs["mean"]).square().sum()
    return mean_entropy(logits) + 0.4 * distance / 64


class MetaGradientGenerator:
    """A memory layer per parameter, all parameters at once; one head."""

    def __init__(self, weights, count):
        self.w = {name.removeprefix(MGG_PREFIX): tensor for name, tensor in weights.items()}
        self.memory = self.w["W1"].expand(count, -1, -1).clone()
        self.bias = self.w["b1"].expand(count, -1, -1).clone()

    def __call__(self, x):
        w = self.w
        size = self.memory.shape[-1]
        gamma, beta = w["ttt_norm_weight"], w["ttt_norm_bias"]
        q, k, v = (F.linear(x, w[f"{name}_proj.weight"])[:, None] for name in "qkv")
        z = torch.baddbmm(self.bias, k, self.memory)
        mean, inverse = z.mean(-1, keepdim=True), (z.var(-1, keepdim=True, correction=0) + 1e-6).rsqrt()
        unit = (z - mean) * inverse
        error = (gamma * unit + beta - (v - k)) * gamma
        gradient = inverse * (
            error - error.mean(-1, keepdim=True) - unit * (error * unit).mean(-1, keepdim=True)
        )
        gate = torch.sigmoid(F.linear(x, w["learnable_ttt_lr_weight"][0], w["learnable_ttt_lr_bias"][0]))
        rate = ((1 + w["learnable_token_idx"]).clamp(min=0) * gate / size)[:, None]
        self.memory = torch.baddbmm(self.memory, (rate * k).transpose(1, 2), gradient, alpha=-1)
        self.bias = self.bias - rate * gradient
        recalled = F.layer_norm(torch.baddbmm(self.bias, q, self.memory), (size,), gamma[0], beta[0], 1e-6)
        hidden = F.layer_norm(q + recalled, (size,), w["post_norm.weight"], w["post_norm.bias"], 1e-6)
        return torch.tanh(F.linear(hidden, w["o_proj.weight"])).flatten()


class Mgtta:
    def __init__(self, model, parameters, inputs, mgg, lr=1e-3):
        self.model, self.parameters, self.inputs, self.lr = model, parameters, inputs, lr
        count = sum(p.numel() for p in parameters)
        self.generator = MetaGradientGenerator(mgg, count)
        self.first, self.second, self.steps = torch.zeros(count), torch.zeros(count), 0

    def __call__(self, images):
        logits, features = self.model(images)
        gradients = torch.autograd.grad(foa_loss(logits, features, self.inputs), self.parameters)
        with torch.no_grad():
            self.update(torch.cat([g.flatten() for g in gradients]))
        return logits.detach()

    def update(self, gradient):
        self.steps += 1
        self.first = 0.9 * self.first + 0.1 * gradient
        self.second = 0.99 * self.second + 0.01 * gradient.square()
        scale = (self.second / (1 - 0.99 ** (self.steps + 1))).sqrt() + 1e-8
        momentum = self.first / (1 - 0.9 ** (self.steps + 1))
        update = self.generator(torch.stack([momentum / scale, gradient / scale], 1))
        sizes = [p.numel() for p in self.parameters]
        for parameter, change in zip(self.parameters, update.split(sizes)):
            parameter -= self.lr * change.view_as(parameter)


class Sgd:
    """TENT (entropy, momentum) or SGD on the loss of MGTTA."""

    def __init__(self, model, parameters, loss, momentum):
        self.model, self.loss = model, loss
        self.optimizer = torch.optim.SGD(parameters, lr=1e-3, momentum=momentum)

    def __call__(self, images):
        logits, features = self.model(images)
        self.optimizer.zero_grad()
        self.loss(logits, features).backward()
        self.optimizer.step()
        return logits.detach()


def forward_only(model):
    def run(images):
        with torch.inference_mode():
            return model(images)[0]

    return run


def prepare(task):
    files = task["files"]
    model, parameters = load_model(files["model"], task["heads"])
    inputs = read_safetensors(files["inputs"])
    images = inputs["images"][: task["batch"]].clone()
    orders = inputs["permutation"][: task["batch"]].long()
    come = {"entropy": opinion_entropy}
    work = {
        "forward": lambda: forward_only(model),
        "tent": lambda: Sgd(model, parameters, lambda logits, _: mean_entropy(logits), 0.9),
        "tent_come": lambda: Sgd(model, parameters, lambda logits, _: opinion_entropy(logits).mean(), 0.9),
        "foa_sgd": lambda: Sgd(model, parameters, lambda logits, cls: foa_loss(logits, cls, inputs), 0),
        "sar": lambda: Sar(model, parameters),
        "sar_come": lambda: Sar(model, parameters, **come),
        "eata": lambda: Eata(model, parameters),
        "eata_come": lambda: Eata(model, parameters, **come),
        "rdumb": lambda: Eata(model, parameters, weight=0),
        "deyo": lambda: Deyo(model, parameters, orders),
        "deyo_come": lambda: Deyo(model, parameters, orders, **come),
        "recap": lambda: Recap(model, outside_last_quarter(model), inputs),
        "roid": lambda: Roid(model, parameters, inputs),
        "cmf": lambda: Cmf(model, parameters, inputs),
        "zerosiam": lambda: ZeroSiam(model, parameters),
        "spa": lambda: Spa(model, parameters, inputs),
        "cotta": lambda: Cotta(model),
        "foa": lambda: Foa(model, inputs),
        "foa_i_v1": lambda: FoaByInterval(model, inputs),
        "foa_i_v2": lambda: FoaOfGroups(model, inputs),
        "lame": lambda: Lame(model),
        "t3a": lambda: T3a(model),
        "neo": lambda: Neo(model),
        "mgtta": lambda: Mgtta(model, parameters, inputs, read_safetensors(files["mgg"])),
    }[task["work"]]()
    return lambda: work(images)


def say(message):
    print(json.dumps(message), flush=True)


def peak_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def main():
    task = json.loads(sys.argv[1])
    if task["threads"] > 0:
        torch.set_num_threads(task["threads"])
    on_gpu = task.get("device", "cpu") != "cpu"
    if on_gpu:
        torch.set_default_device("cuda")
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = task["device"] == "cuda-tf32"
    run = prepare(task)
    device = torch.cuda.get_device_name() if on_gpu else "cpu"
    say({"version": f"PyTorch {torch.__version__}", "device": device, "compileSeconds": 0})
    for line in sys.stdin:
        command = json.loads(line)
        if "end" in command:
            break
        seconds, cpu = [], []
        for _ in range(command["run"]):
            start, before = time.perf_counter(), time.process_time()
            logits = run()
            if on_gpu:
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
            cpu.append(time.process_time() - before)
        say({"seconds": seconds, "cpuSeconds": cpu, "logits": base64.b64encode(logits.cpu().contiguous().numpy().tobytes()).decode()})
    say({"peakBytes": peak_bytes()})


if __name__ == "__main__":
    main()
