"""Baselines of the benchmark in PyTorch, as one writes them: each is called with images and returns logits.

All images pass the filters (their bounds are set far out), so that the work does not depend on chance; see
src-main/bench/works.ts for the same settings on the other side.
"""

import math

import torch
import torch.nn.functional as F

MARGIN_FACTOR = 2
LEARNING_RATE = 1e-3
MOMENTUM = 0.9


def entropy(logits):
    return -(logits.softmax(1) * logits.log_softmax(1)).sum(1)


def margin(logits):
    return MARGIN_FACTOR * math.log(logits.shape[1])


def outside_last_quarter(model):
    """Parameters of the norms in front of the last quarter of the blocks."""
    depth = len(model.blocks)
    blocks = model.blocks[: depth - depth // 4]
    return [p for block in blocks for norm in (block.norm1, block.norm2) for p in norm.parameters()]


class Sar:
    def __init__(self, model, parameters, rho=0.05, entropy=entropy):
        self.model, self.parameters, self.rho, self.entropy = model, parameters, rho, entropy
        self.adapted = outside_last_quarter(model)
        self.source = [p.detach().clone() for p in self.adapted]
        self.optimizer = torch.optim.SGD(self.adapted, lr=LEARNING_RATE, momentum=MOMENTUM)
        self.ema = None

    def zero(self):
        for parameter in self.parameters:
            parameter.grad = None

    def __call__(self, images):
        self.zero()
        logits, _ = self.model(images)
        first = self.entropy(logits)
        kept = torch.where(first < margin(logits))[0]
        first[kept].mean().backward()
        with torch.no_grad():
            norm = torch.stack([p.grad.norm() for p in self.adapted]).norm()
            before = [p.clone() for p in self.adapted]
            for p in self.adapted:
                p += p.grad * (self.rho / (norm + 1e-12))
        self.zero()
        second = self.entropy(self.model(images)[0])[kept]
        chosen = second[second < margin(logits)]
        loss = chosen.mean()
        value = loss.item()
        self.ema = value if self.ema is None else 0.9 * self.ema + 0.1 * value
        loss.backward()
        with torch.no_grad():
            for p, old in zip(self.adapted, before):
                p.copy_(old)
        self.optimizer.step()
        if self.ema < 0.2:
            with torch.no_grad():
                for p, start in zip(self.adapted, self.source):
                    p.copy_(start)
            self.optimizer.state.clear()
            self.ema = None
        return logits.detach()


class Eata:
    """Without its penalty it is the ETA of RDumb."""

    def __init__(self, model, parameters, weight=2000.0, entropy=entropy):
        self.model, self.parameters, self.weight, self.entropy = model, parameters, weight, entropy
        self.source = [p.detach().clone() for p in parameters]
        self.fisher = [torch.full_like(p, 1e-3) for p in parameters]
        self.optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM)
        self.average = None

    def __call__(self, images):
        logits, _ = self.model(images)
        values = self.entropy(logits)
        chosen = torch.where(values < margin(logits))[0]
        probabilities = logits[chosen].detach().softmax(1)
        if self.average is not None:
            similar = F.cosine_similarity(self.average[None], probabilities)
            novel = torch.where(similar.abs() < 1.1)[0]
            chosen, probabilities = chosen[novel], probabilities[novel]
        mean = probabilities.mean(0)
        self.average = mean if self.average is None else 0.9 * self.average + 0.1 * mean
        kept = values[chosen]
        loss = (kept * (margin(logits) - kept.detach()).exp()).mean()
        for p, start, fisher in zip(self.parameters, self.source, self.fisher) if self.weight > 0 else ():
            loss = loss + self.weight * (fisher * (p - start) ** 2).sum()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return logits.detach()


def shuffled(images, orders, parts=4):
    """The patches of each image in an order of its own."""
    count, channels, side, _ = images.shape
    patch = side // parts
    cut = images.view(count, channels, parts, patch, parts, patch).permute(0, 2, 4, 1, 3, 5)
    cut = cut.reshape(count, parts**2, -1)
    moved = cut.gather(1, orders[:, :, None].expand_as(cut))
    moved = moved.view(count, parts, parts, channels, patch, patch).permute(0, 3, 1, 4, 2, 5)
    return moved.reshape(count, channels, side, side)


class Deyo:
    def __init__(self, model, parameters, orders, entropy=entropy):
        self.model, self.orders, self.entropy = model, orders, entropy
        self.optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM)

    def __call__(self, images):
        logits, _ = self.model(images)
        values = self.entropy(logits)
        chosen = torch.where(values < margin(logits))[0]
        with torch.no_grad():
            changed = shuffled(images[chosen], self.orders[chosen])
            other = self.model(changed)[0].softmax(1)
        probabilities = logits[chosen].detach().softmax(1)
        predicted = probabilities.argmax(1, keepdim=True)
        loss_of_probability = (probabilities.gather(1, predicted) - other.gather(1, predicted))[:, 0]
        kept = torch.where(loss_of_probability > -1)[0]
        used, plpd = values[chosen][kept], loss_of_probability[kept]
        weight = (0.4 * math.log(logits.shape[1]) - used.detach()).exp() + plpd.exp()
        self.optimizer.zero_grad()
        (used * weight).mean().backward()
        self.optimizer.step()
        return logits.detach()


class Lame:
    def __init__(self, model, neighbours=5):
        self.model, self.neighbours = model, neighbours

    @torch.inference_mode()
    def __call__(self, images):
        logits, features = self.model(images)
        unit = F.normalize(features[:, -self.model.head.in_features :])
        distance = torch.cdist(unit, unit)
        nearest = distance.topk(min(self.neighbours + 1, len(unit)), largest=False).indices[:, 1:]
        weights = torch.zeros_like(distance).scatter_(1, nearest, 1.0)
        kernel = (weights + weights.T) / 2
        log = (logits.softmax(1) + 1e-10).log()
        refined, energy = log.softmax(1), math.inf
        for step in range(100):
            pull = kernel @ refined
            exponents = log + pull
            refined = exponents.softmax(1)
            previous = energy
            energy = (refined * (refined.clamp(min=1e-20).log() - exponents)).sum().item()
            if step > 1 and abs(energy - previous) <= 1e-8 * abs(previous):
                break
        return exponents


class T3a:
    def __init__(self, model, keep=20):
        self.model, self.keep = model, keep
        with torch.no_grad():
            self.supports = model.head.weight.clone()
            logits = model.head(self.supports)
            self.labels, self.entropy = logits.argmax(1), entropy(logits)

    @torch.inference_mode()
    def __call__(self, images):
        logits, features = self.model(images)
        seen = features[:, -self.model.head.in_features :]
        supports = torch.cat([self.supports, seen])
        labels = torch.cat([self.labels, logits.argmax(1)])
        values = torch.cat([self.entropy, entropy(logits)])
        kept = []
        for label in range(logits.shape[1]):
            own = torch.where(labels == label)[0]
            kept.append(own[values[own].argsort()][: self.keep])
        kept = torch.cat(kept)
        self.supports, self.labels, self.entropy = supports[kept], labels[kept], values[kept]
        members = F.one_hot(self.labels, logits.shape[1]).float()
        centroids = F.normalize(F.normalize(self.supports).T @ members, dim=0)
        return seen @ centroids
