"""ResNet with GroupNorm and ConvNeXt as one writes them in PyTorch, with timm's names for their parameters.

Like the lab's models they return logits and features: the outputs of the stages averaged over the image, of ConvNeXt's last
stage behind the norm of the head.
"""

import torch
import torch.nn.functional as F
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, outputs, stride, shortcut):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.GroupNorm(32, width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.GroupNorm(32, width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.GroupNorm(32, outputs)
        self.downsample = None
        if shortcut:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.GroupNorm(32, outputs))

    def forward(self, x):
        beside = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = F.relu(self.bn2(self.conv2(x)), inplace=True)
        return F.relu(self.bn3(self.conv3(x)) + beside, inplace=True)


class ResNet(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.GroupNorm(32, 64)
        inputs = 64
        for stage in range(4):
            blocks = []
            while f"layer{stage + 1}.{len(blocks)}.conv1.weight" in weights:
                name = f"layer{stage + 1}.{len(blocks)}"
                width, outputs = len(weights[f"{name}.conv1.weight"]), len(weights[f"{name}.conv3.weight"])
                stride = 2 if stage > 0 and not blocks else 1
                blocks.append(Bottleneck(inputs, width, outputs, stride, f"{name}.downsample.0.weight" in weights))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, len(weights["fc.bias"]))

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(images)), inplace=True), 3, 2, 1)
        features = []
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
            features.append(x.mean((2, 3)))
        return self.fc(features[-1]), torch.cat(features, 1)


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class ConvNextBlock(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.conv_dw = nn.Conv2d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = Mlp(dim, hidden)
        self.gamma = nn.Parameter(torch.empty(dim))

    def forward(self, x):
        y = self.mlp(self.norm(self.conv_dw(x).permute(0, 2, 3, 1)))
        return x + (y * self.gamma).permute(0, 3, 1, 2)


class ConvNextStage(nn.Module):
    def __init__(self, inputs, dim, depth):
        super().__init__()
        self.downsample = nn.Identity()
        if inputs != dim:
            self.downsample = nn.Sequential(LayerNorm2d(inputs, eps=1e-6), nn.Conv2d(inputs, dim, 2, 2))
        self.blocks = nn.Sequential(*(ConvNextBlock(dim, 4 * dim) for _ in range(depth)))

    def forward(self, x):
        return self.blocks(self.downsample(x))


class ConvNextHead(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.fc = nn.Linear(dim, classes)


class ConvNext(nn.Module):
    def __init__(self, weights):
        super().__init__()
        kernel = "stages.{}.blocks.{}.conv_dw.weight"
        dims = [len(weights[kernel.format(stage, 0)]) for stage in range(4)]
        depths = [sum(kernel.format(stage, i) in weights for i in range(100)) for stage in range(4)]
        self.stem = nn.Sequential(nn.Conv2d(3, dims[0], 4, 4), LayerNorm2d(dims[0], eps=1e-6))
        stages = zip([dims[0], *dims], dims, depths)
        self.stages = nn.Sequential(*(ConvNextStage(*stage) for stage in stages))
        self.head = ConvNextHead(dims[-1], len(weights["head.fc.bias"]))

    def forward(self, images):
        x = self.stem(images)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x.mean((2, 3)))
        features[-1] = self.head.norm(features[-1])
        return self.head.fc(features[-1]), torch.cat(features, 1)
