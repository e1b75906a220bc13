"""FOA and CoTTA of the benchmark in PyTorch, as one writes them: each is called with images and returns logits."""

import copy

import torch

LEARNING_RATE = 1e-3
MOMENTUM = 0.9


def prompted(model, images, prompt):
    """Logits' features with prompt tokens behind the class token: the last ones and those of all blocks."""
    tokens = model.embed(images)
    return model.encode(torch.cat([tokens[:, :1], prompt.expand(len(images), -1, -1), tokens[:, 1:]], 1))


def summed_entropy(logits):
    return -(logits.softmax(1) * logits.log_softmax(1)).sum()


class Foa:
    """Tries given candidates one after the other; pycma learns from them."""

    def __init__(self, model, inputs, weight=0.4):
        import cma

        self.model, self.inputs, self.weight = model, inputs, weight
        self.candidates = inputs["candidates"]
        self.points = list(self.candidates.flatten(1).double().numpy())
        dimension = self.candidates[0].numel()
        options = {"popsize": len(self.points) - 1, "verbose": -9, "seed": 1}
        self.search = cma.CMAEvolutionStrategy(dimension * [0.0], 1.0, options)
        self.history = None

    def discrepancy(self, features):
        std, mean = torch.std_mean(features, 0)
        distance = (std - self.inputs["std"]).square().sum() + (mean - self.inputs["mean"]).square().sum()
        return self.weight * distance * len(features) / 64

    def entropy(self, last, _shift):
        return summed_entropy(self.model.head(last))

    @torch.inference_mode()
    def __call__(self, images):
        self.search.ask()
        width = self.model.head.in_features
        target = self.inputs["mean"][-width:]
        shift = torch.zeros(width) if self.history is None else target - self.history
        losses, means, best = [], [], None
        for prompt in self.candidates:
            features = prompted(self.model, images, prompt)
            last = features[:, -width:]
            losses.append((self.entropy(last, shift) + self.discrepancy(features)).item())
            means.append(last.mean(0))
            if losses[-1] == min(losses):
                best = self.model.head(last + shift)
        self.search.tell(self.points, losses)
        mean = torch.stack(means).mean(0)
        self.history = mean if self.history is None else 0.9 * self.history + 0.1 * mean
        return best


class FoaOfGroups(Foa):
    """FOA-I V2: of a group of single images only the last one's entropy counts, with the shift."""

    def entropy(self, last, shift):
        return summed_entropy(self.model.head(last[-1:] + shift))


class FoaByInterval(Foa):
    """FOA-I V1: predicts with the candidate that was best before; the search learns from some batches together."""

    def __init__(self, model, inputs, interval=4):
        super().__init__(model, inputs)
        self.interval, self.seen = interval, []

    @torch.inference_mode()
    def __call__(self, images):
        if not self.seen:
            self.search.ask()
        self.seen.append([prompted(self.model, images, prompt) for prompt in self.candidates])
        width = self.model.head.in_features
        if len(self.seen) == self.interval:
            together = [torch.cat(features) for features in zip(*self.seen)]
            losses = [(self.entropy(all_of[:, -width:], 0) + self.discrepancy(all_of)).item() for all_of in together]
            self.search.tell(self.points, losses)
            prediction, self.seen = self.seen[-1][-1], []
        else:
            prediction = self.seen[-1][-1]
        return self.model.head(prediction[:, -width:])


class Cotta:
    """Without augmented images: the same work for every batch."""

    def __init__(self, model, decay=0.999, restore=0.001):
        self.student, self.decay, self.restore = model, decay, restore
        model.requires_grad_(True)
        self.anchor, self.teacher = copy.deepcopy(model), copy.deepcopy(model)
        self.source = {name: value.clone() for name, value in model.state_dict().items()}
        self.adapted = [(n, p) for n, p in model.named_parameters() if n.endswith((".weight", ".bias"))]
        self.optimizer = torch.optim.SGD([p for _, p in self.adapted], lr=LEARNING_RATE, momentum=MOMENTUM)

    def __call__(self, images):
        student = self.student(images)[0]
        with torch.no_grad():
            self.anchor(images)[0].softmax(1).amax(1).mean().item()
            teacher = self.teacher(images)[0]
        there = (teacher.softmax(1) * student.log_softmax(1)).sum(1)
        back = (student.softmax(1) * teacher.log_softmax(1)).sum(1)
        self.optimizer.zero_grad()
        (-there / 2 - back / 2).mean().backward()
        self.optimizer.step()
        with torch.no_grad():
            for average, parameter in zip(self.teacher.parameters(), self.student.parameters()):
                average.mul_(self.decay).add_(parameter, alpha=1 - self.decay)
            for name, parameter in self.adapted:
                kept = torch.rand_like(parameter) >= self.restore
                parameter.copy_(torch.where(kept, parameter, self.source[name]))
        return teacher
