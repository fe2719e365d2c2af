"""The autoencoder: a code between an encoder and a decoder of one dense layer each."""

from tensorflow_start import lean_import

with lean_import():
    import keras


def build(inputs, dimension, encoder, decoder, seed):
    """An autoencoder that maps (n, inputs) images to their reconstructions.

    Glorot-uniform kernels and zero biases, Keras' defaults, drawn from `seed`.

    Parameters
    ----------
    inputs : int
        Pixels in an image.
    dimension : int
        Units of the code.
    encoder, decoder : str
        Keras activations of the code and of the reconstruction.
    seed : int
        Seed of the initial weights.
    """
    keras.utils.set_random_seed(seed)
    images = keras.Input((inputs,), name="images")
    code = keras.layers.Dense(dimension, activation=encoder, name="code")(images)
    reconstruction = keras.layers.Dense(inputs, activation=decoder, name="reconstruction")(code)
    return keras.Model(images, reconstruction, name="autoencoder")


def make_encoder(autoencoder):
    """The part of a trained autoencoder from images to codes; it shares the weights."""
    return keras.Model(autoencoder.input, autoencoder.get_layer("code").output, name="encoder")


def make_decoder(autoencoder):
    """The part of a trained autoencoder from codes to reconstructions; it shares the weights."""
    code = keras.Input(autoencoder.get_layer("code").output.shape[1:], name="code_input")
    return keras.Model(code, autoencoder.get_layer("reconstruction")(code), name="decoder")
