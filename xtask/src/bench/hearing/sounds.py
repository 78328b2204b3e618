"""Makes of Debian's packages of Asterisk's sounds what is heard: for each recording of speech a file of
samples and its text.

    sounds.py PACKAGES FOLDER

PACKAGES holds asterisk-core-sounds-{ru,en}-g722 and asterisk-core-sounds-{ru,en}, unpacked. It writes
FOLDER/{ru,en}/NAME.f32 (32-bit samples at 16 kHz) and FOLDER/texts.jsonl."""

import gzip
import json
import pathlib
import sys

import av
import numpy

VOICES = {"ru": "ru_RU_f_IvrvoiceRU", "en": "en_US_f_Allison"}


def samples(path):
    with av.open(str(path), format="g722") as file:
        frames = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    sound = numpy.concatenate(frames)
    return sound.astype(numpy.float32) / 32768 if sound.dtype == numpy.int16 else sound


def main():
    packages, folder = map(pathlib.Path, sys.argv[1:])
    entries = []
    for language, voice in VOICES.items():
        texts = packages / f"usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
        (folder / language).mkdir(parents=True, exist_ok=True)
        for line in gzip.decompress(texts.read_bytes()).decode().splitlines():
            name, _, text = line.partition(":")
            sound = packages / f"usr/share/asterisk/sounds/{voice}/{name.strip()}.g722"
            # What stands in brackets is a noise, and what has digits is said in one of many ways.
            noise = not text.strip() or any(c in "[](){}<>" or c.isdigit() for c in text)
            if noise or line.startswith(";") or not sound.is_file():
                continue
            heard = samples(sound)
            # A word alone tells of guessing, not of hearing.
            if len(text.split()) < 2 or len(heard) < 16000:
                continue
            path = folder / language / f"{name.strip().replace('/', '_')}.f32"
            path.write_bytes(heard.astype("<f4").tobytes())
            entries.append({"language": language, "path": str(path), "text": text.strip()})
    with open(folder / "texts.jsonl", "w", encoding="utf-8") as file:
        for entry in entries:
            print(json.dumps(entry, ensure_ascii=False), file=file)


main()
