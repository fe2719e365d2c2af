"""The same model as a PyTorch loop: eager, with fused Adam; dense or with convolutions."""

import os

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from problem import BATCH_SIZE, BETA_1, BETA_2, EPSILON, LEARNING_RATE, SHAPE, scaled

torch.set_num_threads(len(os.sched_getaffinity(0)))


def trainer(images, weights):
    """A function that trains for one epoch in a given order and returns the mean loss."""
    images = torch.from_numpy(scaled(images))
    model = logits_model(weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(BETA_1, BETA_2), eps=EPSILON, fused=True)

    def epoch(order):
        total = 0.0
        for indices in torch.from_numpy(order).split(BATCH_SIZE):
            batch = images[indices]
            # from logits: the fast and stable form, which Keras uses too
            loss = binary_cross_entropy_with_logits(model(batch), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(batch)
        return float(total) / len(images)

    return epoch


def logits_model(weights):
    """The autoencoder without its last sigmoid."""
    *convolutions, encode, decode = weights[: len(weights) // 2 + 2 : 2]
    layers: list[torch.nn.Module] = []
    if convolutions:
        side = SHAPE[0] // 2 ** len(convolutions)
        layers.append(torch.nn.Unflatten(1, (1, *SHAPE)))
        for kernel in convolutions:  # "same" as in TensorFlow: zeros after the last row and column
            layers += [torch.nn.ZeroPad2d((0, 1, 0, 1)), torch.nn.Conv2d(*kernel.shape[2:], 3, 2), torch.nn.ReLU()]
        layers += [Turn(0, 2, 3, 1), torch.nn.Flatten()]
    layers += [torch.nn.Linear(*encode.shape), torch.nn.ReLU(), torch.nn.Linear(*decode.shape)]
    if convolutions:
        layers += [torch.nn.ReLU(), torch.nn.Unflatten(1, (side, side, convolutions[-1].shape[-1])), Turn(0, 3, 1, 2)]
        for kernel in reversed(convolutions):
            given, made = kernel.shape[:1:-1]
            layers += [torch.nn.ConvTranspose2d(given, made, 3, 2), torch.nn.ZeroPad2d((0, -1, 0, -1)), torch.nn.ReLU()]
        layers[-1] = torch.nn.Flatten()
    model = torch.nn.Sequential(*layers)
    with torch.no_grad():
        for parameter, weight in zip(model.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(torch_order(weight))))
    return model


class Turn(torch.nn.Module):
    """The axes of maps in another order: torch has channels first, the weights are for channels last."""

    def __init__(self, *order):
        super().__init__()
        self.order = order

    def forward(self, maps):
        return maps.permute(self.order)


def torch_order(weight):
    """A weight with its axes as torch has them: a kernel's outputs, then inputs; its rows and columns last."""
    return weight.transpose(3, 2, 0, 1) if weight.ndim == 4 else weight.T
