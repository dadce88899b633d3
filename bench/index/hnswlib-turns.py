# hnswlib's own Python binding in turns with bench/index.mjs: one thread, one query a call.
#   python3 hnswlib-turns.py VECTORS QUERIES DIMENSIONS SPACE M EF_CONSTRUCTION K
# VECTORS and QUERIES are files of single precision. Answers, a line each, with JSON: the seconds of building; then, for each line
# "FROM TO EF_SEARCH", the seconds of those queries and what they found.
import json
import sys
import time

import hnswlib
import numpy

vectors_path, queries_path, dimensions, space, m, ef_construction, k = sys.argv[1:]
dimensions, k = int(dimensions), int(k)
vectors = numpy.fromfile(vectors_path, dtype=numpy.float32).reshape(-1, dimensions)
queries = numpy.fromfile(queries_path, dtype=numpy.float32).reshape(-1, dimensions)


def answer(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


index = hnswlib.Index(space=space, dim=dimensions)
index.init_index(max_elements=len(vectors), M=int(m), ef_construction=int(ef_construction), random_seed=1)
index.set_num_threads(1)
start = time.process_time()
for at in range(0, len(vectors), 1000):
    index.add_items(vectors[at : at + 1000], numpy.arange(at, min(at + 1000, len(vectors))), num_threads=1)
answer({"build": time.process_time() - start})

for line in sys.stdin:
    first, end, ef_search = map(int, line.split())
    index.set_ef(ef_search)
    found = []
    start = time.process_time()
    for at in range(first, end):
        labels, _ = index.knn_query(queries[at], k=k, num_threads=1)
        found.append(labels)
    seconds = time.process_time() - start
    answer({"seconds": seconds, "found": [labels[0].tolist() for labels in found]})
