"""Your own images: every form that they may be stored in, and the messages on those that cannot be used."""

import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from autogrid.data import collection, files
from support.layouts import (
    CHANCE,
    COLOUR,
    GREY,
    HALVES,
    LABELS,
    archived,
    pictures,
    saved,
    split,
    tarred,
    write,
    zipped,
)
from support.layouts import picture as png


def flat(images):
    """Files of images in no class."""
    return {f"{i}.png": png(image) for i, image in enumerate(images)}


def by_class(images):
    """Files of images in a folder for each class."""
    return pictures("{label}/{i}.png", range(len(images)), images)


def read(path, image_shape=None):
    """What is seen at a path, its images and labels."""
    source = collection.at(path)
    look = source.look()
    assert source.glance()[0] == sum(look.images.values())
    return look, *source.read(look, look.shape(image_shape))


@pytest.mark.parametrize("kind", ["png", "bmp", "gif", "tiff", "webp", "jpeg"])
def test_every_kind_of_picture_is_read(tmp_path, kind):
    options = {"lossless": True} if kind == "webp" else {}
    look, images, _ = read(write(tmp_path / "a", {f"{i}.{kind}": png(GREY[i], kind, **options) for i in range(4)}))
    difference = np.abs(images["train"].astype(int) - (GREY[:4] if images["train"].ndim == 3 else GREY[:4, ..., None]))
    assert difference.max() <= (60 if kind == "jpeg" else 0), look


def test_the_same_images_have_the_same_digest_in_a_folder_and_in_an_archive(tmp_path):
    makers = write(tmp_path / "a", by_class(GREY)), zipped(tmp_path / "b.zip", pictures("c/{label}/{i}.png"))
    assert len({collection.at(path).look().sha256 for path in makers}) == 1


def test_the_digest_is_the_same_if_a_class_is_renamed_in_place_of_its_order(tmp_path):
    renamed = {name.replace("dog", "dove"): data for name, data in by_class(GREY).items()}
    looks = [collection.at(write(tmp_path / str(i), of)).look() for i, of in enumerate([by_class(GREY), renamed])]
    assert looks[0].sha256 == looks[1].sha256 and looks[0].classes != looks[1].classes


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
    assert "Transparent pixels of 2 of 2 images become white." in look.notes
    _, images, _ = read(saved(tmp_path / "a.npy", np.stack([clear] * 4)))
    assert images["train"].shape == (4, 6, 5, 3) and (images["train"][0, 1:] == 255).all()


def test_grey_images_among_those_in_colour_become_colour(tmp_path):
    look, images, _ = read(write(tmp_path / "a", {"0.png": png(GREY[0]), "1.png": png(COLOUR[1])}))
    assert np.array_equal(images["train"][0], np.stack([GREY[0]] * 3, axis=2))
    assert "1 of 2 images are grey and become images in colour, like the others." in look.notes


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
    assert look.notes == ["Left out (not images): notes.txt."] and len(images["train"]) == 12


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
    "an empty folder": (lambda path: path, "has no images (PNG, JPEG, BMP, GIF, TIFF, WebP, PGM, PPM)"),
    "a folder of other files": (lambda path: write(path, {"a.txt": b"a"}), "WebP, PGM, PPM); it has a.txt"),
    "images beside class folders": (
        lambda path: write(path, by_class(GREY) | flat(GREY[:1])),
        "has images in class folders, such as cat/0.png, and beside them, such as 0.png: move these",
    ),
    "a file that is no image": (
        lambda path: write(path, flat(GREY) | {"5.png": b"no image"}),
        "is not an image: Pillow cannot identify it; replace or remove it, or add skip_unreadable: true to dataset",
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
        "/5.png has more than 89,478,485 pixels, which Pillow considers an attack: scale it down",
    ),
    "a zip that leads out of itself": (
        lambda path: zipped(path / "a.zip", flat(GREY) | {"../b.png": png(GREY[0])}),
        "a.zip has a file named '../b.png', which leads out of it: do not trust it",
    ),
    "a tar that leads out of itself": (
        lambda path: tarred(path / "a.tar", {"../../b.png": png(GREY[0])}),
        "a.tar has a file named 'set/../../b.png', which leads out of it",
    ),
    "a zip that unpacks to too much": (lambda path: bomb(path / "a.zip"), "a.zip unpacks to 4.29 GB or more"),
    "a broken zip": (
        lambda path: write(path, {"a.zip": zipped(path / "b.zip", flat(GREY)).read_bytes()[40:]}) / "a.zip",
        "a.zip/0.png cannot be read: ",
    ),
    "labels of another length": (
        lambda path: archived(path / "a.npz", x_train=GREY, y_train=LABELS[:5]),
        "y_train in ",
    ),
    "an array of another shape": (
        lambda path: saved(path / "a.npy", GREY[None, None]),
        "a.npy has shape (1, 1, 12, 6, 5): images are (n, height, width), or (n, height, width, 3) in colour",
    ),
    "an array of another kind": (
        lambda path: saved(path / "a.npy", GREY.astype(complex)),
        "a.npy is of complex128: images are of whole numbers or floats",
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
    "a text": (lambda path: write(path, {"a.txt": b"text"}) / "a.txt", "a.txt is in no supported format; it can be"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_a_line_that_names_it(tmp_path, name, monkeypatch):
    make, message = REFUSED[name]
    monkeypatch.setattr(files.memory, "total", lambda: 2**32)
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
    before = collection.stamp(tmp_path / "a")
    monkeypatch.setattr(files.File, "read", lambda *_: pytest.fail("read"))
    assert collection.stamp(tmp_path / "a") == before
    times = (tmp_path / "a/0.png").stat()
    write(tmp_path / "a", {"0.png": png(GREY[1])})
    os.utime(tmp_path / "a/0.png", ns=(times.st_atime_ns, times.st_mtime_ns))  # as some programs set them
    assert collection.stamp(tmp_path / "a") != before


def test_all_files_that_cannot_be_read_are_named_at_once_the_first_ten_of_them(tmp_path):
    broken = {f"{i}.png": b"no image" for i in range(20, 32)} | {"32.png": png(GREY[0])[:60]}
    write(tmp_path, flat(GREY) | broken)
    os.mkfifo(tmp_path / "33.png")
    (tmp_path / "34.png").symlink_to("nowhere")
    with pytest.raises(ValueError) as refusal:
        collection.at(tmp_path).look()
    first, *listed, last = str(refusal.value).splitlines()
    assert first == (
        f"{tmp_path}: 15 of 27 images cannot be read; replace or remove them, or add skip_unreadable: true to dataset:"
    )
    assert listed[0] == "    20.png is not an image: Pillow cannot identify it" and len(listed) == 10
    assert last == "    and 5 more"


def test_unreadable_files_are_left_out_where_that_is_wanted_and_it_is_said(tmp_path):
    write(tmp_path, by_class(GREY) | {"cat/20.png": b"no image"})
    os.mkfifo(tmp_path / "cat/21.png")
    (tmp_path / "dog/22.png").symlink_to("nowhere")
    source = collection.at(tmp_path, skip=True)
    look = source.look()
    said = "Left out, as they cannot be read: 3 of 15 images, cat/20.png, cat/21.png, dog/22.png."
    assert look.images["train"] == 12 and said in look.notes
    images, labels = source.read(look, look.shape(None))
    assert np.array_equal(images["train"], GREY) and np.array_equal(labels["train"], LABELS)
    assert look.sha256 == collection.at(write(tmp_path / "b", by_class(GREY))).look().sha256


def test_a_set_of_which_nothing_can_be_read_is_refused_even_so(tmp_path):
    write(tmp_path, {"1.png": b"no image"})
    with pytest.raises(ValueError, match="none of the 1 images in .* can be read: 1.png is not an image"):
        collection.at(tmp_path, skip=True).look()


def test_a_broken_member_of_a_zip_is_named_and_others_are_read(tmp_path):
    path = zipped(tmp_path / "a.zip", flat(GREY))
    data = path.read_bytes()
    path.write_bytes(data.replace(png(GREY[5]), bytes(len(png(GREY[5])))))
    with pytest.raises(ValueError, match="a.zip/5.png cannot be read: Bad CRC-32"):
        collection.at(path).look()
    assert collection.at(path, skip=True).look().images["train"] == 11


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_images_with_values_that_are_no_numbers_are_named(tmp_path, bad):
    array = GREY / 255
    array[[2, 7], 0, 0] = bad
    with pytest.raises(ValueError, match="train images 2, 7 have values that are NaN or infinite"):
        collection.at(saved(tmp_path / "a.npy", array)).look()
    write(
        tmp_path / "b",
        {f"{i}.tif": png(Image.fromarray(image.astype(np.float32)), "tiff") for i, image in enumerate(array)},
    )
    with pytest.raises(ValueError, match="2 of 12 images cannot be read"):
        collection.at(tmp_path / "b").look()


def test_what_values_there_are_is_seen(tmp_path):
    array = np.zeros((5, 6, 5))
    array[:3, 0, 0], array[3, 0, 0] = 200, 1000
    look = collection.at(saved(tmp_path / "a.npy", array)).look()
    assert (look.low, look.high, look.contrast) == (0, 1000, 200)
    look = collection.at(write(tmp_path / "b", flat(array[:4].clip(0, 250).astype(np.uint8)))).look()
    assert (look.low, look.high, look.contrast) == (0, 250, 200)


def test_images_of_each_class_are_counted_and_classes_that_only_the_test_set_has_are_said(tmp_path):
    files = split(HALVES) | {"test/owl/20.png": png(GREY[0]), "test/owl/21.png": png(GREY[1])}
    look = collection.at(write(tmp_path, files)).look()
    assert look.counts == {
        "train": dict.fromkeys(["cat", "dog", "eel"], 3),
        "test": {"cat": 1, "dog": 1, "eel": 1, "owl": 2},
    }
    said = "2 of 5 test images are of classes without images to train on, owl: a classifier cannot predict these."
    assert said in look.notes
    arrays = archived(tmp_path / "a.npz", x_train=GREY, y_train=LABELS, x_test=GREY[:2], y_test=[0, 7])
    assert "1 of 2 test images are of classes without images to train on, 7" in " ".join(
        collection.at(arrays).look().notes
    )


def test_a_file_that_an_archive_has_twice_is_one_image(tmp_path):
    path = zipped(tmp_path / "a.zip", flat(GREY))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("3.png", png(GREY[3]))
    look, images, _ = read(path)
    assert look.images["train"] == 12 and np.array_equal(images["train"], GREY)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(ValueError, match="is a pipe, socket or device"):
        collection.stamp(tmp_path / "a")
    with pytest.raises(ValueError, match="is a pipe, socket or device"):
        collection.at(tmp_path / "a")


def test_other_files_may_have_names_that_are_not_utf_8(tmp_path):
    write(tmp_path, flat(GREY) | {b"caf\xe9.txt".decode("utf-8", "surrogateescape"): b"a"})
    assert collection.at(tmp_path).look().notes == [r"Left out (not images): caf\xe9.txt."]
