"""How the cells of a grid were trained, in words."""

from autogrid.config.names import count, readable

NAMES = {
    "train": "training images",
    "optimizer": "optimizer",
    "learning_rate": "learning rate",
    "batch_size": "images in a batch",
    "epochs": "epochs",
    "loss": "loss",
    "corruption": "share of pixel values set to 0 in training",
    "architecture": "layers",
    "filters": "filters of the convolutions",
    "hidden": "hidden layers",
    "sparsity": "weight of the L1 penalty on the code",
    "seed": "seed",
}
PLAIN = {"architecture": "dense", "filters": [], "corruption": 0, "hidden": [], "sparsity": 0}  # what need not be said


def protocol(cells):
    """Each setting of training by its name, with the value or the values that it has in some cells of a grid."""
    found = {}
    for axis, name in NAMES.items():
        values = list({str(cell["configuration"][axis]): cell["configuration"][axis] for cell in cells}.values())
        if values != [PLAIN.get(axis)]:
            found[name] = " or ".join(map(readable, values))
    if cells[0]["patience"]:
        found["epochs"] = f"at most {found['epochs']}"
        found["patience"] = count(cells[0]["patience"], "epoch")
    validation = cells[0]["validation"]
    every = "each epoch" if validation["every"] == 1 else f"every {validation['every']:,} epochs"
    found["validation"] = f"{count(validation['images'], 'image')} after {every}"
    return found
