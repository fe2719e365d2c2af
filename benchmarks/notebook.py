"""The notebook's code as a script, API renames apart: what a user would otherwise run.

usage: notebook.py MNIST_NPZ FOLDER [DIMENSION ...] [--epochs N] [--validate-on IMAGES] [--test-batch IMAGES]

It validates on 55,000 images after every epoch and tests in batches of 10, unless the options say otherwise.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from keras.layers import Dense, Input
from keras.models import Model, load_model


def load(path, validated):
    with np.load(path) as data:
        x_train, x_test = data["x_train"], data["x_test"]
    x_train = x_train.astype("float32") / 255.0
    x_test = x_test.astype("float32") / 255.0
    x_train = x_train.reshape((len(x_train), np.prod(x_train.shape[1:])))
    x_test = x_test.reshape((len(x_test), np.prod(x_test.shape[1:])))
    return x_train[:5000, :], x_train[5000 : 5000 + validated, :], x_test


def simple_AE(d_, act_functions, x_train, x_val, folder, epochs):
    input_img = Input(shape=(784,))
    encoded = Dense(d_, activation=act_functions[0])(input_img)
    decoded = Dense(784, activation=act_functions[1])(encoded)
    autoencoder = Model(inputs=input_img, outputs=decoded)
    autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
    autoencoder.fit(
        x_train,
        x_train,
        epochs=epochs,
        batch_size=256,
        shuffle=True,
        verbose=0,
        validation_data=(x_val, x_val),
    )
    autoencoder.save(folder / name(d_, act_functions))


def name(d_, act_functions):
    return f"basic_autoenconder_784x{d_}{act_functions[0]}_{act_functions[1]}.h5"


def main(npz, folder, dimensions, epochs, validate_on, test_batch):
    x_train, x_val, x_test = load(npz, validate_on)
    activations = [("sigmoid", "sigmoid"), ("relu", "sigmoid"), ("sigmoid", "relu")]
    for dimension in dimensions:
        for activation in activations:
            start = time.perf_counter()
            simple_AE(dimension, activation, x_train, x_val, folder, epochs)
            print(f"trained {dimension} {activation} in {time.perf_counter() - start:.1f} s", flush=True)
    for activation in activations:
        print("Encoder: " + activation[0] + " | " + "Decoder: " + activation[1])
        for dimension in dimensions:
            autoencoder = load_model(folder / name(dimension, activation))
            error = autoencoder.evaluate(x_test, x_test, batch_size=test_batch, verbose=0)
            print("Compresion: " + str(dimension / 784.0) + " | " + "Error: " + str(error), flush=True)
        print("\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("npz")
    parser.add_argument("folder", type=Path)
    parser.add_argument("dimensions", type=int, nargs="*", default=[2, 8, 32, 64])
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--validate-on", type=int, default=55_000)
    parser.add_argument("--test-batch", type=int, default=10)
    main(**vars(parser.parse_args()))
