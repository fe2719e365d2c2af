"""A small convolutional classifier of images."""

from autogrid.model.keras_start import lean_import

with lean_import():
    import keras

from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D


def build(shape, classes):
    """A network that maps images (n, *shape) to the probabilities of classes; a shape is (height, width, channels)."""
    return keras.Sequential(
        [
            keras.Input(shape),
            Conv2D(16, 5, strides=2, padding="same", activation="relu"),
            Conv2D(32, 3, padding="same", activation="relu"),
            MaxPooling2D(padding="same"),  # no image is too small
            Flatten(),
            Dense(classes, activation="softmax"),
        ]
    )


def classify(images, labels, test_images, classes, seed, epochs, batch_size):
    """Train on images, (n, height, width) or in colour, with labels (n,), and classify (m, …) test images.

    By plain `Model.fit`: a step here costs its convolutions, not its launch. Returns the predicted labels, int (m,),
    and the number of trained parameters.
    """
    images, test_images = (of if of.ndim == 4 else of[..., None] for of in (images, test_images))
    keras.utils.set_random_seed(seed)  # of the initial weights and of the shuffling
    model = build(images.shape[1:], classes)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(images, labels, batch_size=batch_size, epochs=epochs, verbose=2)
    probabilities = model.predict(test_images, batch_size=1000, verbose=0)
    return probabilities.argmax(axis=1), model.count_params()
