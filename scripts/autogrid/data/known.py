"""The data sets that are known by name: their content and their digests."""

from autogrid.data.look import Look, combined

# SHA-256 of each decompressed idx file: images and labels to train on, those to test on.
SHA256 = {
    "mnist": {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    "fashion-mnist": {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
}
CLASSES = {
    "mnist": [str(digit) for digit in range(10)],
    "fashion-mnist": [
        *("T-shirt", "trouser", "pullover", "dress", "coat"),
        *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
    ],
}
DEFAULT = "mnist"  # where a config names neither a data set nor a path
FILES = list(SHA256["mnist"])  # the idx files of a data set, whatever it is
ROLES = ("x_train", "y_train", "x_test", "y_test")  # of these, by Keras' names


def look(name):
    """The facts on a known data set, without a look at it."""
    return Look(
        sizes=[[28, 28, 70000]],
        images={"train": 60000, "validation": 0, "test": 10000},
        classes=CLASSES[name],
        sha256=combined(zip(ROLES, SHA256[name].values())),
    )
