"""The same model as a PyTorch loop: eager, with fused Adam."""

import os

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from problem import BATCH_SIZE, BETA_1, BETA_2, EPSILON, LEARNING_RATE, scaled

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
    pixels, dimension = weights[0].shape
    model = torch.nn.Sequential(torch.nn.Linear(pixels, dimension), torch.nn.ReLU(), torch.nn.Linear(dimension, pixels))
    with torch.no_grad():
        for parameter, weight in zip(model.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(weight.T)))  # torch stores (outputs, inputs)
    return model
