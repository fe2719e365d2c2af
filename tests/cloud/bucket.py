"""Copy a folder into a bucket, or what is in a bucket below a prefix into a folder. Run where boto3 is.

usage: bucket.py up FOLDER BUCKET/PREFIX, or bucket.py down BUCKET/PREFIX FOLDER
"""

import sys
from pathlib import Path

import boto3


def up(folder, place):
    name, _, prefix = place.partition("/")
    bucket = boto3.resource("s3").create_bucket(Bucket=name)
    for file in filter(Path.is_file, Path(folder).rglob("*")):
        bucket.upload_file(str(file), f"{prefix}/{file.relative_to(folder)}")


def down(place, folder):
    name, _, prefix = place.partition("/")
    for item in boto3.resource("s3").Bucket(name).objects.filter(Prefix=f"{prefix}/"):
        file = Path(folder) / Path(item.key).relative_to(prefix)
        file.parent.mkdir(parents=True, exist_ok=True)
        item.Object().download_file(str(file))


if __name__ == "__main__":
    {"up": up, "down": down}[sys.argv[1]](*sys.argv[2:])
