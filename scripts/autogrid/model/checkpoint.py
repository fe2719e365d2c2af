"""Checkpoints, from which a killed training resumes, to end with the same bytes."""

import hashlib
import json
import logging
import os
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Checkpoint(NamedTuple):
    """A file with the state of a training: weights, optimizer and history.

    The order of the images follows from seed and epoch, so there is no other state. The file is beside a job's outputs,
    but is not one of them, or Snakemake would delete it when the job fails.
    """

    path: str
    key: str  # digest of everything that determines the training; the state of another training is ignored
    every: int  # epochs from one checkpoint to the next

    def save_in_time(self, autoencoder, history, best):
        """Store the state, if it is due."""
        if len(history) % self.every == 0:
            self.save(autoencoder, history, best)

    def save(self, autoencoder, history, best):
        """Store the state after the last epoch of a history, and the `best` weights until then."""
        state = {f"variable_{i}": variable.numpy() for i, variable in enumerate(variables(autoencoder))}
        state |= {f"best_{i}": weights for i, weights in enumerate(best)}
        make_folders([self.path])
        with open(f"{self.path}.new", "wb") as file:
            np.savez(file, key=self.key, history=json.dumps(history), **state)
        os.replace(f"{self.path}.new", self.path)  # whole or not at all

    def restore(self, autoencoder):
        """Set a model and its built optimizer to the stored state; return its history and best weights, or none."""
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                state = {name: stored[name] for name in stored}
            of_this_training = state["key"] == self.key
        except FileNotFoundError:
            return [], []
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
            logging.warning("%s is ignored: %s", self.path, error)
            return [], []
        if not of_this_training:
            logging.warning("%s is ignored: it belongs to another training", self.path)
            return [], []
        for i, variable in enumerate(variables(autoencoder)):
            variable.assign(state[f"variable_{i}"])
        history = json.loads(str(state["history"]))
        logging.info("resumed after epoch %d", len(history))
        return history, [state[f"best_{i}"] for i in range(sum(name.startswith("best_") for name in state))]

    def remove(self):
        """Delete the file, once its training is stored as a model."""
        Path(self.path).unlink(missing_ok=True)


def make_folders(files):
    """Make the folders of files where they are gone.

    A Snakemake that is interrupted removes the empty ones, even of a job that it could not cancel and that runs on.
    """
    for file in files:
        Path(file).parent.mkdir(parents=True, exist_ok=True)


def variables(autoencoder):
    """Everything that training changes: weights, moments, step counter, learning rate."""
    return [*autoencoder.variables, *autoencoder.optimizer.variables]


def key(**settings):
    """A digest of everything that determines a training: its settings, and the digests of code and data."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
