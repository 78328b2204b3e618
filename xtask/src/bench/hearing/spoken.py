"""Says what speaking.rs says with Piper's own program, by onnxruntime on one thread, and prints the processor's seconds
for each second of sound.

    spoken.py VOICE SOUNDS TEXTS"""

import json
import pathlib
import sys
import time

import onnxruntime
from piper import PiperVoice


def main():
    voice, sounds, count = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    piper = PiperVoice.load(voice)
    piper.session = onnxruntime.InferenceSession(voice, options, providers=["CPUExecutionProvider"])
    with open(pathlib.Path(sounds) / "texts.jsonl", encoding="utf-8") as texts:
        entries = [json.loads(line) for line in texts]
    english = [entry["text"] for entry in entries if entry["language"] == "en"]
    seconds, begun = 0.0, time.process_time()
    for text in english[: int(count)]:
        for chunk in piper.synthesize(text):
            seconds += len(chunk.audio_float_array) / chunk.sample_rate
    print((time.process_time() - begun) / seconds)


main()
