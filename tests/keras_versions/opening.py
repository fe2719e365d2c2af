"""Open models with the Keras of this environment, and predict.

usage: opening.py MODEL.h5 …

For each MODEL.h5 there is a MODEL.npy with images; the reconstructions are stored as MODEL.predicted.npy.
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

for model in sys.argv[1:]:
    images = np.load(model.replace(".h5", ".npy"))
    predicted = keras.models.load_model(model, compile=False).predict(images, verbose=0)
    np.save(model.replace(".h5", ".predicted.npy"), predicted)
print(keras.__version__)
