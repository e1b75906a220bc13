"""Newer methods of the benchmark in PyTorch, as one writes them: each is called with images and returns logits.

Written from the equations; all images pass the filters. What is drawn is read from the inputs, see
src-main/bench/task-files.ts and, for the settings, src-main/bench/works.ts.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn
from torch_baselines import LEARNING_RATE, MOMENTUM, entropy, margin, shuffled

GRAY = (0.2989, 0.587, 0.114)


def opinion_entropy(logits, mass=10.0):
    """Of evidence for each class and a constant mass for none; the length of the logits is no variable (COME)."""
    length = logits.norm(dim=1, keepdim=True)
    evidence = (logits * (length.detach() / length)).exp()
    total = evidence.sum(1, keepdim=True) + mass
    opinion = torch.cat([evidence, total.new_full((len(total), 1), mass)], 1) / total + 1e-7
    return -(opinion * opinion.log()).sum(1)


def identity_predictor(model):
    width = model.head.in_features
    predictor = nn.Linear(width, width, bias=False)
    nn.init.eye_(predictor.weight)
    return predictor


class Neo:
    """Features are moved by their mean over all images so far."""

    def __init__(self, model):
        self.model, self.width = model, model.head.in_features
        self.centre, self.seen = torch.zeros(self.width), 0

    @torch.inference_mode()
    def __call__(self, images):
        features = self.model(images)[1][:, -self.width :]
        self.seen += len(images)
        self.centre = self.centre + (features.mean(0) - self.centre) * (len(images) / self.seen)
        return self.model.head(features - self.centre)


class ZeroSiam:
    def __init__(self, model, parameters, norm_factor=5, predictor_factor=5):
        self.model, self.predictor = model, identity_predictor(model)
        rates = [(parameters, norm_factor), (list(self.predictor.parameters()), predictor_factor)]
        groups = [{"params": params, "lr": LEARNING_RATE * factor} for params, factor in rates]
        self.optimizer = torch.optim.SGD(groups, momentum=MOMENTUM)

    def __call__(self, images):
        logits, features = self.model(images)
        online = self.model.head(self.predictor(features[:, -self.model.head.in_features :]))
        target, aligned = logits.detach().log_softmax(1), online.log_softmax(1)
        alignment = ((target.exp() - aligned.exp()) * (target - aligned)).sum(1)
        self.optimizer.zero_grad()
        (entropy(online) + alignment).mean().backward()
        self.optimizer.step()
        return logits.detach()


def gray(images):
    return sum(share * images[:, i : i + 1] for i, share in enumerate(GRAY))


def turn_hue(images, shift):
    high, low = images.amax(1, keepdim=True), images.amin(1, keepdim=True)
    spread = high - low
    red, green, blue = images.split(1, 1)
    safe = torch.where(spread == 0, torch.ones_like(spread), spread)
    sector = torch.where(
        high == red,
        (green - blue) / safe,
        torch.where(high == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    turned = sector + 6 * (shift + 2)
    places = torch.tensor([0.0, 2.0, 4.0]).view(1, 3, 1, 1)
    distance = ((turned - places + 3) % 6 - 3).abs()
    return high - spread * (distance - 1).clamp(0, 1)


def change_color(images, kind, amount):
    if kind == 0:
        return (images * amount).clamp(0, 1)
    if kind == 1:
        mean = gray(images).mean((1, 2, 3), keepdim=True)
        return (amount * images + (1 - amount) * mean).clamp(0, 1)
    if kind == 2:
        return (amount * images + (1 - amount) * gray(images)).clamp(0, 1)
    return turn_hue(images, amount) if kind == 3 else images.clamp(min=1e-8) ** amount


def changed_copies(images, inputs):
    """The same changes of colour, rotation, scale, shift and mirroring for all images of a batch; mirrored beyond the edges."""
    pixels = (images * 0.5 + 0.5).clamp(0, 1)
    factors = inputs["factors"].tolist()
    for kind in inputs["order"].int().tolist():
        pixels = change_color(pixels, kind, factors[kind])
    angle, right, down, scale = inputs["affine"].tolist()
    cos, sin = math.cos(math.radians(angle)) / scale, math.sin(math.radians(angle)) / scale
    half = (images.shape[-1] - 1) / 2
    # Where each pixel comes from, in the coordinates of `grid_sample`: from −1 to 1 between the centres of the outermost pixels.
    from_x = [cos, sin, -(cos * right + sin * down) / half]
    from_y = [-sin, cos, (sin * right - cos * down) / half]
    grid = F.affine_grid(torch.tensor([[from_x, from_y]]), [1, *pixels.shape[1:]], align_corners=True)
    pixels = F.grid_sample(pixels, grid.expand(len(pixels), -1, -1, -1), padding_mode="reflection", align_corners=True)
    if inputs["flip"].item() == 1:
        pixels = pixels.flip(3)
    return (pixels.clamp(0, 1) - 0.5) / 0.5


def stretched(x):
    return (x - x.min()) / (x.max() - x.min())


class Roid:
    """Images whose prediction is like the average are left out: they have no changed copy either."""

    def __init__(self, model, parameters, inputs, temperature=1 / 3):
        self.model, self.parameters, self.inputs, self.temperature = model, parameters, inputs, temperature
        self.source = [p.detach().clone() for p in parameters]
        self.optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM, nesterov=True)
        classes = model.head.out_features
        self.average = torch.full((classes,), 1 / classes)

    def __call__(self, images):
        logits, _ = self.model(images)
        probabilities = logits.softmax(1)
        with torch.no_grad():
            diversity = stretched(1 - F.cosine_similarity(self.average[None], probabilities))
            certainty = stretched(-entropy(logits))
            kept = torch.where(diversity >= diversity.mean())[0]
            weight = (diversity * certainty / self.temperature).exp()[kept]
            self.average = 0.9 * self.average + 0.1 * probabilities.mean(0)
        changed, _ = self.model(changed_copies(images[kept], self.inputs))
        own, sure = logits[kept], probabilities[kept].clamp(max=0.99)
        ratio = -(sure * (sure / (1 - sure) + 1e-5).log()).sum(1)
        there = (own.softmax(1) * changed.log_softmax(1)).sum(1)
        back = (changed.softmax(1) * own.log_softmax(1)).sum(1)
        self.optimizer.zero_grad()
        ((ratio - there / 2 - back / 2) * weight).sum().div(len(images)).backward()
        self.optimizer.step()
        with torch.no_grad():
            self.ensemble()
            prior = probabilities.mean(0)
            smoothing = max(1 / len(images), 1 / len(prior)) / prior.max()
            return logits.detach() * ((prior + smoothing) / (1 + smoothing * len(prior)))

    def ensemble(self):
        torch._foreach_mul_(self.parameters, 0.99)
        torch._foreach_add_(self.parameters, self.source, alpha=0.01)


class Cmf(Roid):
    def __init__(self, *args, noise=0.005):
        super().__init__(*args)
        self.hidden, self.variance = [p.clone() for p in self.source], 0.0
        self.noise = min(1.0, noise * sum(p.numel() for p in self.source) / 38400)

    def ensemble(self):
        predicted = torch._foreach_mul(self.hidden, 0.99)
        torch._foreach_add_(predicted, self.source, alpha=0.01)
        variance = 0.99**2 * self.variance + self.noise
        beta = max((1 - self.noise) / (variance + 1 - self.noise), 0.89)
        beta = 1.0 if beta >= 0.9999 else beta
        self.variance = beta * variance
        torch._foreach_mul_(predicted, beta)
        torch._foreach_add_(predicted, self.parameters, alpha=1 - beta)
        self.hidden = predicted
        torch._foreach_mul_(self.parameters, 0.99)
        torch._foreach_add_(self.parameters, self.hidden, alpha=0.01)


class Spa:
    def __init__(self, model, parameters, inputs, patch=16, ratio=0.4):
        self.model, self.patch, self.ratio, self.inputs = model, patch, ratio, inputs
        self.predictor = identity_predictor(model)
        self.side = inputs["noise"].shape[-1] // patch
        self.strength = torch.full((self.side, self.side), math.sqrt(0.4), requires_grad=True)
        groups = [{"params": parameters, "lr": LEARNING_RATE}, {"params": self.predictor.parameters(), "lr": 0.05}]
        self.optimizer = torch.optim.SGD(groups, momentum=MOMENTUM)
        self.climb = torch.optim.SGD([self.strength], lr=1, momentum=MOMENTUM, maximize=True)

    def frequencies_masked(self, images):
        kept = self.inputs["kept"][: len(images)]
        size, count = images.shape[-1], kept.shape[-1]
        places = (torch.arange(count) - count // 2) % size
        spectrum = torch.fft.fft2(images)
        spectrum[:, :, places[:, None], places] *= kept
        return torch.fft.ifft2(spectrum).real

    def noisy(self, images):
        share = self.strength.square().repeat_interleave(self.patch, 0).repeat_interleave(self.patch, 1)
        return ((1 - share) * images + share * self.inputs["noise"]).clamp(-1, 1)

    def apart(self, view, logits):
        width = self.model.head.in_features
        other = self.model.head(self.predictor(self.model(view)[1][:, -width:]))
        surer = logits.softmax(1).amax(1) > other.detach().softmax(1).amax(1)
        target = logits.log_softmax(1)
        return (target.exp() * (target - other.log_softmax(1))).sum(1)[surer].mean()

    def __call__(self, images):
        with torch.no_grad():
            logits, _ = self.model(images)
        self.optimizer.zero_grad()
        self.climb.zero_grad()
        (self.apart(self.frequencies_masked(images), logits) + self.apart(self.noisy(images), logits)).backward()
        self.optimizer.step()
        self.climb.step()
        with torch.no_grad():
            self.strength /= (self.strength.square().mean() / self.ratio).sqrt()
            self.strength.clamp_(-1, 1)
        return logits


class Recap:
    def __init__(self, model, adapted, inputs, tau=1.2, weight=0.5, cap=1.5):
        self.model, self.orders, self.weight, self.cap = model, inputs["permutation"].long(), weight, cap
        self.adapted, self.source = adapted, [p.detach().clone() for p in adapted]
        self.optimizer = torch.optim.SGD(adapted, lr=LEARNING_RATE, momentum=MOMENTUM)
        self.average = None
        with torch.no_grad():
            rows = model.head.weight
            variances = inputs["std"][-rows.shape[1] :].square()
            apart = (rows[:, None] - rows).square() @ variances
            self.regions = (apart * tau / 0.1 / 2).exp()
            self.lengths = 0.0005 * rows.square().sum(1)

    def __call__(self, images):
        logits, _ = self.model(images)
        probabilities, logs = logits.softmax(1), logits.log_softmax(1)
        spread = (probabilities @ self.regions.T).log()
        region = ((logits + self.lengths).softmax(1) * (spread - logs)).sum(1)
        instability = (probabilities * spread).sum(1)
        chosen = torch.where(region < margin(logits))[0]
        with torch.no_grad():
            destroyed = self.model(shuffled(images[chosen], self.orders[chosen]))[0].softmax(1)
            predicted = probabilities[chosen].argmax(1, keepdim=True)
            lost = (probabilities[chosen].gather(1, predicted) - destroyed.gather(1, predicted))[:, 0]
        chosen = chosen[lost > -1]
        weight = (math.log(logits.shape[1]) - region[chosen].detach()).exp().clamp(max=self.cap)
        loss = ((region + self.weight * instability)[chosen] * weight).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        half = loss.item() / 2
        self.average = half if self.average is None else 0.9 * self.average + 0.1 * half
        if self.average < 0.2:
            with torch.no_grad():
                for p, start in zip(self.adapted, self.source):
                    p.copy_(start)
            self.optimizer.state.clear()
        return logits.detach()
