"""A run as a GIF or as a video that any browser and any slide can play."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from itertools import accumulate, chain

from PIL import Image

from app.exports_film import Film
from app.shown import Shown

COLOURS = 64
MILLISECOND = Fraction(1, 1000)


def animation(shown: Sequence[Shown], link: str) -> bytes:
    """The runs as a GIF.

    Args:
        shown: the traces on screen.
        link: address of the same runs in the explorer; may be empty.

    Raises:
        ValueError: with one sentence, if they have too many moments.
    """
    film = Film(shown, link)
    palette = film.picture(film.values[-1]).quantize(COLOURS)
    first, *others = (one.quantize(palette=palette, dither=Image.Dither.NONE) for one in film.pictures())
    file = BytesIO()
    first.save(
        file, "GIF", save_all=True, append_images=others, duration=film.milliseconds, loop=0, comment=link.encode()
    )
    return file.getvalue()


def video(shown: Sequence[Shown], link: str) -> bytes:
    """The runs as an MP4 with H.264; a moment is one frame, however long it stays.

    Args:
        shown: the traces on screen.
        link: address of the same runs in the explorer, also kept as the file's comment; may be empty.

    Raises:
        ValueError: with one sentence, if they have too many moments.
    """
    import av  # only here: its libraries take a while to load, and most visitors never ask for a video

    film = Film(shown, link)
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        container.metadata["comment"] = link
        stream = container.add_stream("libx264", options={"crf": "18", "preset": "veryfast", "bf": "0"})
        stream.width, stream.height = film.size
        stream.pix_fmt = "yuv420p"  # the one that every player knows
        stream.codec_context.time_base = MILLISECOND
        moments = accumulate(film.milliseconds, initial=0)
        last = film.picture(film.values[-1])  # once more, since a video ends when its last frame begins
        for picture, moment in zip(chain(film.pictures(), [last]), moments):
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = moment, MILLISECOND
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()
