"""Images of one's own: every form that they may be stored in, and what is said of those that cannot be used."""

import gzip
import io
import shutil
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from autogrid.data import collection, files, idx
from autogrid.data.known import FILES

CHANCE = np.random.default_rng(0)
GREY = CHANCE.integers(0, 256, (12, 6, 5), np.uint8)
COLOUR = CHANCE.integers(0, 256, (12, 6, 5, 3), np.uint8)
LABELS = np.arange(12) % 3
NAMES = ["cat", "dog", "eel"]


def png(image, kind="png", **options):
    """The bytes of an image in a file."""
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, kind, **options)
    return file.getvalue()


def write(folder, contents):
    """Files by their names below a folder, which is returned."""
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def flat(images):
    """Files of images in no class."""
    return {f"{i}.png": png(image) for i, image in enumerate(images)}


def by_class(images, above=""):
    """Files of images in a folder for each class."""
    return {f"{above}{NAMES[LABELS[i]]}/{i}.png": png(image) for i, image in enumerate(images)}


def divided(images):
    """The same below train and test."""
    return {**by_class(images[:9], "train/"), **{f"test/{NAMES[i]}/{9 + i}.png": png(images[9 + i]) for i in range(3)}}


def zipped(path, contents):
    """A zip of files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def tarred(path, contents):
    """A gzipped tar of files below a folder."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in contents.items():
            member = tarfile.TarInfo(f"./images/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def saved(path, array):
    """An .npy of an array."""
    np.save(path, array)
    return path


def archived(path, **arrays):
    """An .npz of arrays."""
    np.savez_compressed(path, **arrays)
    return path


def idx_files(folder, compress):
    """Four idx files, gzipped or not."""
    arrays = GREY[:9], LABELS[:9].astype(np.uint8), GREY[9:], LABELS[9:].astype(np.uint8)
    suffix = ".gz" if compress is gzip.compress else ""
    return write(folder, {f"{name}{suffix}": compress(idx.encode(array)) for name, array in zip(FILES, arrays)})


def read(path, image_shape=None):
    """What is seen at a path, its images and labels."""
    source = collection.at(path)
    look = source.look()
    assert source.glance()[0] == sum(look.images.values())
    return look, *source.read(look, look.shape(image_shape))


@pytest.mark.parametrize(
    "make",
    [
        lambda path: write(path / "a", by_class(GREY)),
        lambda path: zipped(path / "a.zip", by_class(GREY)),
        lambda path: tarred(path / "a.tar.gz", by_class(GREY)),
        lambda path: zipped(path / "a.zip", by_class(GREY, "images/animals/")),
        lambda path: archived(path / "a.npz", x_train=GREY, y_train=np.array(NAMES)[LABELS]),
    ],
    ids=["folder", "zip", "tar", "zip with folders above", "npz"],
)
def test_images_with_labels_are_read_in_their_order_whatever_they_are_stored_in(tmp_path, make):
    look, images, labels = read(make(tmp_path))
    assert look.images == {"train": 12, "test": 0} and look.classes == NAMES and look.labelled
    assert np.array_equal(images["train"], GREY) and np.array_equal(labels["train"], LABELS)
    assert len(images["test"]) == len(labels["test"]) == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda path: write(path / "a", divided(GREY)),
        lambda path: zipped(path / "a.zip", divided(GREY)),
        lambda path: archived(path / "a.npz", x_train=GREY[:9], y_train=LABELS[:9], x_test=GREY[9:], y_test=LABELS[9:]),
        lambda path: idx_files(path / "a", bytes),
        lambda path: idx_files(path / "a", gzip.compress),
    ],
    ids=["folder", "zip", "npz", "idx", "gzipped idx"],
)
def test_a_test_set_is_kept_apart(tmp_path, make):
    look, images, labels = read(make(tmp_path))
    assert look.images == {"train": 9, "test": 3} and len(look.classes) == 3
    assert np.array_equal(images["train"], GREY[:9]) and np.array_equal(images["test"], GREY[9:])
    assert labels["train"].tolist() == LABELS[:9].tolist() and labels["test"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "make",
    [
        lambda path: write(path / "a", flat(COLOUR)),
        lambda path: zipped(path / "a.zip", flat(COLOUR)),
        lambda path: tarred(path / "a.tgz", flat(COLOUR)),
        lambda path: saved(path / "a.npy", COLOUR),
        lambda path: archived(path / "a.npz", faces=COLOUR),
        lambda path: write(path / "a", by_class(COLOUR[:1]) | {f"cat/{i}.png": png(COLOUR[i]) for i in range(1, 12)}),
    ],
    ids=["folder", "zip", "tar", "npy", "npz of one array", "a single class"],
)
def test_images_in_colour_without_labels_are_read(tmp_path, make):
    look, images, labels = read(make(tmp_path))
    assert look.colour and look.shape(None) == [6, 5, 3] and not look.labelled and not look.classes
    assert np.array_equal(images["train"], COLOUR) and len(labels["train"]) == 0


@pytest.mark.parametrize("kind", ["png", "bmp", "gif", "tiff", "webp", "jpeg"])
def test_every_kind_of_picture_is_read(tmp_path, kind):
    options = {"lossless": True} if kind == "webp" else {}
    look, images, _ = read(write(tmp_path / "a", {f"{i}.{kind}": png(GREY[i], kind, **options) for i in range(4)}))
    difference = np.abs(images["train"].astype(int) - (GREY[:4] if images["train"].ndim == 3 else GREY[:4, ..., None]))
    assert difference.max() <= (60 if kind == "jpeg" else 0), look


def test_the_same_images_have_the_same_digest_in_a_folder_and_in_an_archive(tmp_path):
    makers = write(tmp_path / "a", by_class(GREY)), zipped(tmp_path / "b.zip", by_class(GREY, "c/"))
    assert len({collection.at(path).look().sha256 for path in makers}) == 1


def test_the_digest_is_another_if_an_image_its_class_or_the_order_is(tmp_path):
    files = by_class(GREY)
    others = [
        files | {"cat/0.png": png(GREY[1])},
        {("dog/0.png" if name == "cat/0.png" else name): data for name, data in files.items()},
        {("cat/99.png" if name == "cat/0.png" else name): data for name, data in files.items()},
    ]
    looks = [collection.at(write(tmp_path / str(i), of)).look() for i, of in enumerate([files, *others])]
    assert len({look.sha256 for look in looks}) == 4


def test_what_is_transparent_is_white(tmp_path):
    clear = np.zeros((6, 5, 4), np.uint8)
    clear[0, 0] = [200, 10, 20, 255]
    palette = Image.fromarray(clear[..., 0]).convert("P")
    look, images, _ = read(write(tmp_path / "a", {"0.png": png(clear), "1.png": png(palette, transparency=0)}))
    assert images["train"][0, 0, 0].tolist() == [200, 10, 20] and (images["train"][0, 1:] == 255).all()
    assert (images["train"][1, 1:] == 255).all()
    assert "What is transparent in 2 of 2 images is white." in look.notes
    _, images, _ = read(saved(tmp_path / "a.npy", np.stack([clear] * 4)))
    assert images["train"].shape == (4, 6, 5, 3) and (images["train"][0, 1:] == 255).all()


def test_grey_images_among_those_in_colour_become_colour(tmp_path):
    look, images, _ = read(write(tmp_path / "a", {"0.png": png(GREY[0]), "1.png": png(COLOUR[1])}))
    assert np.array_equal(images["train"][0], np.stack([GREY[0]] * 3, axis=2))
    assert "1 of 2 images are grey and become images in colour, as the others are." in look.notes


def test_pictures_are_turned_as_cameras_say(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    look, images, _ = read(write(tmp_path / "a", {"0.png": png(GREY[0], exif=exif)}))
    assert look.shape(None) == [5, 6] and np.array_equal(images["train"][0], np.rot90(GREY[0], -1))


def test_pictures_and_arrays_of_sixteen_bits_and_floats_keep_their_values(tmp_path):
    deep = CHANCE.integers(0, 65536, (4, 6, 5)).astype(np.uint16)
    look, images, _ = read(write(tmp_path / "a", flat(deep)))
    assert look.white is None and np.array_equal(images["train"], deep.astype(np.float32))
    for array in (deep, deep / 65535):
        look, images, _ = read(saved(tmp_path / "a.npy", array))
        assert look.white is None and np.array_equal(images["train"], array)


def test_an_array_whose_largest_byte_is_small_has_its_white_there(tmp_path):
    assert collection.at(saved(tmp_path / "a.npy", GREY)).look().white == 255
    assert collection.at(saved(tmp_path / "a.npy", GREY // 16)).look().white == 15
    assert collection.at(write(tmp_path / "a", flat(GREY // 16))).look().white == 255


@pytest.mark.parametrize("array", [COLOUR, GREY, COLOUR / 255, GREY[..., None]])
def test_images_are_resized_and_cropped(tmp_path, array):
    _, images, _ = read(saved(tmp_path / "a.npy", array), image_shape=[4, 4])
    assert images["train"].shape == (12, 4, 4, *([3] if array.shape[3:] == (3,) else []))
    tall = np.zeros((30, 10), np.uint8)
    tall[10:20] = 255
    _, images, _ = read(write(tmp_path / "a", flat([tall, tall])), image_shape=[5, 5])
    assert (images["train"] >= 250).mean() > 0.5  # the middle of it


def test_files_that_are_no_images_and_hidden_ones_are_left_out(tmp_path):
    more = {"notes.txt": b"a", ".DS_Store": b"a", "__MACOSX/._0.png": b"a", "Thumbs.db": b"a"}
    look, images, _ = read(zipped(tmp_path / "a.zip", flat(GREY) | more))
    assert look.notes == ["Left out, as no images: notes.txt."] and len(images["train"]) == 12


def bomb(path):
    """A zip that says it unpacks to terabytes."""
    zipped(path, flat(GREY))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = b"\xfe\xff\xff\xff"
    path.write_bytes(data)
    return path


def large_png():
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""
    data = bytearray(png(GREY[0]))
    data[16:24] = (60000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


REFUSED = {
    "a missing path": (lambda path: path / "nowhere", "nowhere does not exist; it can be a folder, zip or tar"),
    "an empty folder": (lambda path: path, "has no images (PNG, JPEG, BMP, GIF, TIFF, WebP)"),
    "a folder of other files": (lambda path: write(path, {"a.txt": b"a"}), "GIF, TIFF, WebP); it has a.txt"),
    "a class folder without images": (
        lambda path: write(path, by_class(GREY) | {"owl/notes.txt": b"a"}),
        "owl has no images (PNG, JPEG, BMP, GIF, TIFF, WebP): put some into it, or remove it",
    ),
    "images beside class folders": (
        lambda path: write(path, by_class(GREY) | flat(GREY[:1])),
        "has images in class folders, such as cat/0.png, and beside them, such as 0.png: move these",
    ),
    "a third folder beside train and test": (
        lambda path: write(path, divided(GREY) | by_class(GREY, "valid/")),
        "has valid beside train: move the images into train",
    ),
    "a file that is no image": (
        lambda path: write(path, flat(GREY) | {"5.png": b"no image"}),
        "/5.png is no image: Pillow cannot identify it; replace or remove it",
    ),
    "a truncated JPEG": (
        lambda path: write(path, flat(GREY) | {"99.jpg": png(np.tile(GREY[0], (20, 20)), "jpeg")[:900]}),
        "99.jpg is broken: image file is truncated",
    ),
    "a truncated PNG": (
        lambda path: write(path, flat(GREY) | {"5.png": png(GREY[0])[:60]}),
        "/5.png is broken: ",
    ),
    "a decompression bomb": (
        lambda path: write(path, flat(GREY) | {"5.png": large_png()}),
        "/5.png has more than 89,478,485 pixels, which Pillow takes for an attack: scale it down",
    ),
    "a zip that leads out of itself": (
        lambda path: zipped(path / "a.zip", flat(GREY) | {"../b.png": png(GREY[0])}),
        "a.zip has a file named '../b.png', which leads out of it: do not trust it",
    ),
    "a tar that leads out of itself": (
        lambda path: tarred(path / "a.tar", {"../../b.png": png(GREY[0])}),
        "a.tar has a file named 'images/../../b.png', which leads out of it",
    ),
    "a zip that unpacks to too much": (lambda path: bomb(path / "a.zip"), "a.zip unpacks to 4.29 GB or more"),
    "a broken zip": (
        lambda path: write(path, {"a.zip": zipped(path / "b.zip", flat(GREY)).read_bytes()[40:]}) / "a.zip",
        "a.zip cannot be read: ",
    ),
    "an array of objects": (
        lambda path: saved(path / "a.npy", np.array([GREY[0], None], object)),
        "a.npy is an array of Python objects, which are never read",
    ),
    "labels of another length": (
        lambda path: archived(path / "a.npz", x_train=GREY, y_train=LABELS[:5]),
        "y_train in ",
    ),
    "other arrays": (
        lambda path: archived(path / "a.npz", images=GREY, labels=LABELS),
        "a.npz has the arrays images, labels: call them x_train, y_train, x_test, y_test",
    ),
    "an array of another shape": (
        lambda path: saved(path / "a.npy", GREY[0]),
        "a.npy has shape (6, 5): images are (n, height, width), or (n, height, width, 3) in colour",
    ),
    "train and test images that differ": (
        lambda path: archived(path / "a.npz", x_train=GREY, x_test=GREY[:, :3]),
        "has images of shape (3, 5) and uint8, those to train on are of (6, 5) and uint8",
    ),
    "a truncated array": (
        lambda path: write(path, {"a.npy": saved(path / "b.npy", GREY).read_bytes()[:-9]}) / "a.npy",
        "a.npy has 351 bytes, not the 360 of an array of shape (12, 6, 5): get it again",
    ),
    "a single file": (lambda path: write(path, flat(GREY)) / "0.png", "0.png is one image: name the folder"),
    "a text": (lambda path: write(path, {"a.txt": b"text"}) / "a.txt", "a.txt is none of what it can be"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_a_line_that_names_it(tmp_path, name, monkeypatch):
    make, message = REFUSED[name]
    monkeypatch.setattr(collection.memory, "total", lambda: 2**32)
    with pytest.raises(ValueError) as refusal:
        read(make(tmp_path), image_shape=[6, 5])
    assert message in str(refusal.value) and "\n" not in str(refusal.value)


def test_images_of_different_sizes_are_refused_with_the_line_to_add(tmp_path):
    look = collection.at(write(tmp_path, flat([*GREY[:8], *COLOUR[:2, :3, :3]]))).look()
    with pytest.raises(
        ValueError, match=r"different sizes, 6 × 5 \(8\), 3 × 3 \(2\).*add image_shape: \[6, 5\] to dataset"
    ):
        look.shape(None)


def test_a_folder_that_links_to_itself_is_refused(tmp_path):
    write(tmp_path / "a", flat(GREY))
    (tmp_path / "a/again").symlink_to(tmp_path / "a")
    with pytest.raises(ValueError, match="again is a link to a folder that it is in"):
        collection.at(tmp_path / "a")


def test_a_stamp_changes_when_a_file_does_and_needs_no_look_into_it(tmp_path, monkeypatch):
    write(tmp_path / "a", flat(GREY))
    before = collection.at(tmp_path / "a").stamp()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert collection.at(tmp_path / "b").stamp() == before  # times are copied
    write(tmp_path / "a", {"0.png": png(GREY[1])})
    monkeypatch.setattr(files.Folder, "contents", lambda *_: pytest.fail("read"))
    assert collection.at(tmp_path / "a").stamp() != before
