"""Kill the next pod once its training has stored a checkpoint.

usage: kill.py FILE_OF_PODS NUMBER_OF_PODS_BEFORE
"""

import os
import signal
import sys
import time
from pathlib import Path

pods, before = Path(sys.argv[1]), int(sys.argv[2])
while len(lines := pods.read_text().splitlines()) <= before:
    time.sleep(0.1)
number, folder, *_ = lines[before].split()
while not any(Path(folder).rglob("*.checkpoint")):
    time.sleep(0.1)
os.killpg(int(number), signal.SIGKILL)
