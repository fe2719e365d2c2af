"""Made-up cells of a grid, as findings read them."""

FLOOR = 0.06
PIXELS = 784


def cell(dimension, line, error, seed=0, mse=None, loss="binary_crossentropy", **more):
    """A cell with an error, whose other measures follow from it unless they are given."""
    configuration = {"dimension": dimension, "seed": seed, "loss": loss, "optimizer": "adam", "learning_rate": 0.001}
    return {
        "configuration": configuration,
        "line": line,
        "error": error,
        "excess": error - FLOOR,
        "mse": error / 10 if mse is None else mse,
        "code_size": dimension / PIXELS,
        "dead_outputs": 0,
        "inactive_units": 0,
        "published_error": None,
        "noisy": {},
        "outcome": "converged",
        "patience": None,
        "selected": None,
    } | more


def seeds(dimension, line, errors, **more):
    """Cells of several seeds."""
    return [cell(dimension, line, error, seed, **more) for seed, error in enumerate(errors)]


def baselines(pca=None, mean_image=0.26):
    """What is compared with: PCA by dimension, and the mean image."""
    pca = {2: (0.25, 0.05), 8: (0.15, 0.03)} if pca is None else pca
    return {
        "PCA": {d: {"error": error, "excess": error - FLOOR, "mse": mse} for d, (error, mse) in pca.items()},
        "mean image": {"error": mean_image, "excess": mean_image - FLOOR, "mse": 0.067},
        "floor": FLOOR,
    }
