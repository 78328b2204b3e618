"""Hears what sounds.py made with faster-whisper in 8 bits, and writes what it heard.

    faster.py WEIGHTS SOUNDS HEARD

HEARD gets a line of JSON for each recording: its text as heard, and the processor's seconds."""

import json
import pathlib
import sys
import time

import numpy
from faster_whisper import WhisperModel


def main():
    weights, sounds, heard = map(pathlib.Path, sys.argv[1:])
    model = WhisperModel(str(weights), device="cpu", compute_type="int8", local_files_only=True)
    with open(sounds / "texts.jsonl", encoding="utf-8") as texts, open(heard, "w", encoding="utf-8") as out:
        for line in texts:
            entry = json.loads(line)
            samples = numpy.fromfile(entry["path"], dtype="<f4")
            begun = time.process_time()
            segments, _ = model.transcribe(samples, language=entry["language"])
            text = " ".join(segment.text.strip() for segment in segments)
            spent = time.process_time() - begun
            print(json.dumps({"text": text, "cpu": spent}, ensure_ascii=False), file=out)


main()
