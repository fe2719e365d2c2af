"""The autoencoder: a code between an encoder and a decoder of one dense layer each."""

from tensorflow_start import lean_import

with lean_import():
    import keras


def build(inputs, dimension, encoder, decoder, seed):
    """An autoencoder that maps (n, inputs) images to their reconstructions.

    Kernels are Glorot-uniform, the encoder's drawn from seed 2s and the decoder's
    from 2s + 1, so that no two of any run are the same draw; biases are zero.

    Parameters
    ----------
    inputs : int
        Pixels in an image.
    dimension : int
        Units of the code.
    encoder, decoder : str
        Keras activations of the code and of the reconstruction.
    seed : int
        The s of the initial weights.
    """
    images = keras.Input((inputs,), name="images")
    code = dense(dimension, encoder, 2 * seed, "code")(images)
    reconstruction = dense(inputs, decoder, 2 * seed + 1, "reconstruction")(code)
    return keras.Model(images, reconstruction, name="autoencoder")


def dense(units, activation, seed, name):
    """A dense layer whose kernel is drawn from a seed of its own."""
    kernel = keras.initializers.GlorotUniform(seed)
    return keras.layers.Dense(units, activation, kernel_initializer=kernel, name=name)


def make_encoder(autoencoder):
    """The part of a trained autoencoder from images to codes; it shares the weights."""
    return keras.Model(autoencoder.input, autoencoder.get_layer("code").output, name="encoder")


def make_decoder(autoencoder):
    """The part of a trained autoencoder from codes to reconstructions; it shares the weights."""
    code = keras.Input(autoencoder.get_layer("code").output.shape[1:], name="code_input")
    return keras.Model(code, autoencoder.get_layer("reconstruction")(code), name="decoder")
