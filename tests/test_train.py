import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from autogrid.config.settings import schema
from autogrid.measure.metrics import active_share
from autogrid.model import training as training_module
from autogrid.model.autoencoder import build, make_encoder, save
from autogrid.model.compiled import compiled_epoch, compiled_loss, masked
from autogrid.model.training import make_optimizer, shuffled, train
from support.training import ARCHITECTURE, CONFIGURATION, IMAGES, SETTINGS, VALIDATION
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
NO_CHECKPOINT = SimpleNamespace(
    restore=lambda autoencoder: ([], []), save_in_time=lambda *state: None, save=lambda *state: None
)


def model(loss="binary_crossentropy", name="adam", filters=()):
    autoencoder = build((28, 28), **ARCHITECTURE | {"filters": filters})
    autoencoder.compile(make_optimizer(name, 0.001, {}), loss)
    return autoencoder


@pytest.mark.parametrize("batch_size", [100, 128])  # without and with a partial last batch
@pytest.mark.parametrize("filters", [(), (4, 6)], ids=["dense", "convolutional"])
def test_losses_and_weights_are_those_of_fit(batch_size, filters):
    ours, keras_own = model(filters=filters), model(filters=filters)
    images = IMAGES.reshape(len(IMAGES), -1)
    epoch = compiled_epoch(ours, images, batch_size, 255, xla=not filters)
    for number in (1, 2):
        order = shuffled(len(images), 0, number)
        x = images[order].astype(np.float32) / 255
        history = keras_own.fit(x, x, batch_size=batch_size, shuffle=False, verbose=0)
        assert float(epoch(order)) == pytest.approx(history.history["loss"][0], rel=1e-5)
    for a, b in zip(ours.get_weights(), keras_own.get_weights()):
        np.testing.assert_allclose(a, b, atol=2e-6)


def test_validation_loss_is_that_of_evaluate():
    autoencoder = model()
    x = VALIDATION.reshape(len(VALIDATION), -1)
    loss = compiled_loss(autoencoder, 255)(x)
    x = x.astype(np.float32) / 255
    assert float(loss) == pytest.approx(autoencoder.evaluate(x, x, verbose=0), rel=1e-5)


def test_the_penalty_is_the_l1_norm_of_the_code_times_its_weight():
    plain, sparse = model(), model()
    x = VALIDATION.reshape(len(VALIDATION), -1)
    norm = np.abs(make_encoder(plain)(x.astype(np.float32) / 255)).sum(axis=1).mean()
    losses = [float(compiled_loss(plain, 255, sparsity)(x)) for sparsity in (0, 0.5)]
    assert losses[1] - losses[0] == pytest.approx(0.5 * norm, rel=1e-4)
    trained = float(compiled_epoch(sparse, x, len(x), 255, sparsity=0.5)(shuffled(len(x), 0, 1)))
    assert trained == pytest.approx(losses[1], rel=1e-5)


def test_a_penalty_leaves_fewer_units_active():
    shares = []
    for sparsity in (0, 0.01):
        configuration = CONFIGURATION | {"dimension": 16, "epochs": 60, "sparsity": sparsity}
        autoencoder, *_ = train(IMAGES, VALIDATION, configuration, **SETTINGS, checkpoint=NO_CHECKPOINT)
        codes = make_encoder(autoencoder)(VALIDATION.reshape(len(VALIDATION), -1).astype(np.float32) / 255)
        shares.append(active_share(np.asarray(codes)))
    assert shares[1] < 0.8 * shares[0]


def test_history_has_a_row_per_epoch_and_says_when_and_on_what_it_validated():
    _, history, _ = train(IMAGES, VALIDATION, CONFIGURATION, **SETTINGS, checkpoint=NO_CHECKPOINT)
    assert [row["epoch"] for row in history] == [1, 2, 3]
    assert [row.get("val_images") for row in history] == [None, 50, None]
    assert history[2]["loss"] < history[0]["loss"]


@pytest.mark.parametrize("filters", [[], [3, 2]], ids=["dense", "convolutional"])
def test_the_same_seed_gives_the_same_bytes(tmp_path, filters):
    def trained(name, seed):
        keras.utils.clear_session()  # a job has a process, and Keras' counters for names, of its own
        configuration = CONFIGURATION | {"seed": seed, "filters": filters}
        autoencoder, *_ = train(IMAGES, VALIDATION, configuration, **SETTINGS, checkpoint=NO_CHECKPOINT)
        save(autoencoder, tmp_path / name)
        return (tmp_path / name).read_bytes()

    assert trained("a.h5", 0) == trained("b.h5", 0) != trained("c.h5", 1)


def test_noise_blackens_its_share_of_the_pixels_and_follows_from_its_seed():
    bright = tf.ones((100, 784))
    one, again, other = (masked(bright, 0.25, seed).numpy() for seed in [(0, 7), (0, 7), (0, 8)])
    assert set(np.unique(one)) == {0, 1}
    assert (one == 0).mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / one.size))
    assert (one == again).all() and (one != other).any()
    assert (masked(bright, 0, (0, 7)).numpy() == 1).all()


def test_a_denoising_epoch_learns_clean_images_from_masked_ones():
    ours, by_hand = model(), model()
    images = IMAGES[:64].reshape(64, -1)
    order = shuffled(64, 0, 1)
    loss = compiled_epoch(ours, images, 64, 255, corruption=0.5, seed=3)(order)
    clean = images[order].astype(np.float32) / 255
    mask = tf.function(lambda batch, seed: masked(batch, 0.5, tf.unstack(seed)), jit_compile=True)
    noisy = mask(clean, tf.constant([3, 0])).numpy()  # of seed 3 the first step, by XLA's generator, not TensorFlow's
    history = by_hand.fit(noisy, clean, batch_size=64, shuffle=False, verbose=0)
    assert float(loss) == pytest.approx(history.history["loss"][0], rel=1e-5)
    for a, b in zip(ours.get_weights(), by_hand.get_weights()):
        np.testing.assert_allclose(a, b, atol=2e-6)


def test_every_epoch_is_a_permutation_of_its_own():
    orders = [shuffled(50, 0, 1), shuffled(50, 0, 2), shuffled(50, 1, 1)]
    assert all(sorted(order) == list(range(50)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3


def test_averaged_weights_are_those_of_fit():
    averaging = {"use_ema": True, "ema_momentum": 0.5}
    configuration = CONFIGURATION | {"learning_rate": 0.01, "epochs": 1}
    ours, *_ = train(IMAGES, VALIDATION, configuration, **SETTINGS | {"optimizer": averaging}, checkpoint=NO_CHECKPOINT)
    keras_own = build(784, **ARCHITECTURE)
    keras_own.compile(make_optimizer("adam", 0.01, averaging), "binary_crossentropy")
    x = (IMAGES.reshape(len(IMAGES), -1).astype(np.float32) / 255)[shuffled(len(IMAGES), 0, 1)]
    keras_own.fit(x, x, batch_size=128, shuffle=False, verbose=0)
    for a, b in zip(ours.get_weights(), keras_own.get_weights()):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_a_diverging_loss_stops_at_its_epoch_and_names_the_configuration(monkeypatch):
    monkeypatch.setattr(training_module, "compiled_epoch", lambda *_: lambda order: tf.constant(np.nan))
    with pytest.raises(FloatingPointError, match="'dimension': 4.*epoch 1: lower its learning rate"):
        train(IMAGES, VALIDATION, CONFIGURATION, **SETTINGS, checkpoint=NO_CHECKPOINT)


@pytest.mark.parametrize(("validated", "named"), [(1, "val_loss is"), (9, "code/kernel is")])
def test_a_divergence_in_the_last_step_is_noticed_too(validated, named):
    steep = {"optimizer": "sgd", "learning_rate": 1e38, "loss": "mean_squared_error", "epochs": 1, "batch_size": 300}
    configuration = CONFIGURATION | steep | {"encoder": "linear", "code": "linear", "decoder": "linear"}
    settings = SETTINGS | {"validation": {"every": validated, "images": 50}, "divide_by": 1e-9}
    with pytest.raises(FloatingPointError, match=named):
        train(255 * IMAGES, VALIDATION, configuration, **settings, checkpoint=NO_CHECKPOINT)


@pytest.mark.parametrize("name", SCHEMA["$defs"]["loss"]["enum"])
def test_every_loss_that_the_schema_allows_trains(name, monkeypatch):
    monkeypatch.setattr(tf, "function", lambda **_: lambda function: function)  # compiling takes longer than training
    loss = compiled_epoch(model(loss=name), IMAGES[:32].reshape(32, -1), 16, 255)(shuffled(32, 0, 1))
    assert np.isfinite(float(loss))


@pytest.mark.parametrize("name", SCHEMA["properties"]["training"]["properties"]["optimizers"]["properties"])
def test_every_optimizer_that_the_schema_allows_trains(name):
    autoencoder = model(name=name)
    before = autoencoder.get_layer("code").kernel.numpy()
    compiled_epoch(autoencoder, IMAGES[:32].reshape(32, -1), 16, 255)(shuffled(32, 0, 1))
    assert (autoencoder.get_layer("code").kernel.numpy() != before).any()


def test_training_stops_by_itself_with_the_weights_of_its_best_epoch(monkeypatch):
    losses = iter([0.5, 0.3, 0.4, 0.2, 0.3, 0.3, 0.1])
    monkeypatch.setattr(training_module, "compiled_loss", lambda *_: lambda images: next(losses))
    configuration, settings = CONFIGURATION | {"epochs": 7}, SETTINGS | {"validation": {"every": 1, "images": 50}}
    asked = settings | {"patience": 2}
    stopped, history, _ = train(IMAGES, VALIDATION, configuration, **asked, checkpoint=NO_CHECKPOINT)
    assert [row["val_loss"] for row in history] == [0.5, 0.3, 0.4, 0.2, 0.3, 0.3]
    losses = iter([0.5, 0.3, 0.4, 0.2])
    best, *_ = train(IMAGES, VALIDATION, configuration | {"epochs": 4}, **settings, checkpoint=NO_CHECKPOINT)
    for a, b in zip(stopped.get_weights(), best.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_model_loads_without_this_workflow(finished):
    (name, data), *_ = finished.files("models/*.h5").items()
    autoencoder = keras.models.load_model(finished.folder / name)
    assert autoencoder.optimizer.name == "adam"
    assert autoencoder.loss is keras.losses.binary_crossentropy
    metrics = json.loads((finished.folder / name.replace("models", "metrics").replace(".h5", ".json")).read_text())
    with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as sample:
        x = sample["x_test"].reshape(200, -1).astype(np.float32) / 255
    assert autoencoder.evaluate(x, x, verbose=0) == pytest.approx(metrics["error"], rel=1e-5)
