"""The settings of one training, on their way from the config through rules and jobs to the results."""

from typing import Any, TypedDict


class Configuration(TypedDict):
    """A configuration of the grid: one value per axis; the schema of the config's ``grid`` says what each one means."""

    dimension: int
    encoder: str
    decoder: str
    architecture: str
    filters: list[int]
    code: str
    hidden: list[int]
    corruption: float
    sparsity: float
    optimizer: str
    learning_rate: float
    epochs: int
    train: int
    batch_size: int
    loss: str
    seed: int


class Validation(TypedDict):
    """Epochs from one validation to the next, and the number of images in each."""

    every: int
    images: int


class Training(TypedDict):
    """All settings that determine the training of a configuration."""

    configuration: Configuration
    optimizer: dict[str, Any]  # its settings apart from the learning rate, by Keras' names
    validation: Validation
    patience: int | None  # epochs without a lower validation loss, after which training stops
    divide_by: float  # the intensity that becomes 1
