"""One run of gensim: prints a line of JSON with the seconds and the memory of the training alone.

    python3 peer.py word2vec|doc2vec TOKENS LABELS OPTIONS-AS-JSON

`save` among the options is a file for the word vectors, in word2vec's binary format: `malgwi vectors import` and `eval --vectors` take them.
"""
import json
import resource
import sys
import time

kind, tokens, labels, given = sys.argv[1:]
o = json.loads(given)


def rss():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def lines(path):
    with open(path, encoding="utf8") as file:
        return [line.rstrip("\n") for line in file]


from gensim.models.doc2vec import Doc2Vec, TaggedDocument
from gensim.models.word2vec import Word2Vec

idle = rss()
common = dict(
    vector_size=o["dimensions"], window=o["window"], negative=o["negatives"], hs=0, sample=o["subsample"], alpha=o["learningRate"],
    min_count=o["minCount"], workers=o["threads"], seed=1,
)
documents = [line.split() for line in lines(tokens)]
if kind == "word2vec":
    model = Word2Vec(sg=1, **common)
else:
    documents = [TaggedDocument(words, line.split("\t")[:1]) for words, line in zip(documents, lines(labels))]
    model = Doc2Vec(dm=0, dbow_words=1, **common)
model.build_vocab(documents)
wall, cpu = time.perf_counter(), time.process_time()
model.train(documents, total_examples=len(documents), epochs=o["epochs"])
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
kept = sum(model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key)
if "save" in o:
    model.wv.save_word2vec_format(o["save"], binary=True)
print(json.dumps(dict(wall=wall, cpu=cpu, memory=peak - idle, tokens=int(kept), words=len(model.wv))))
