"""PyTorch's side of bench/encoders.mjs: the same classifiers, trained on the same batches, and Grad-CAM at batch 1.

A process that stays alive: one JSON object a line on stdin, one JSON object a line on stdout.
  {"open": {"data": FILE, "kind": "lstm", "config": {...}, "threads": [1, 2]}}   tries its ways and keeps the fastest
  {"run": {"from": 0, "steps": 20}}                                             trains on those batches
  {"openCam": {"kind": "bilstm", ...}} and {"cam": {"runs": 100}}               logits and Grad-CAM, one document at a time
Needs Debian's python3-torch (1.13). Batches are tensors before the clock starts: no loader is timed.
"""
import ctypes
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, dropout, gelu, layer_norm, linear, relu
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

NOTHING = -1e9


def blas_library():
    """What computes the matrix products: the file that is loaded, not the name the package was built with."""
    with open('/proc/self/maps') as maps:
        files = {line.split()[-1] for line in maps if 'blas' in line}
    files = sorted(files, key=lambda file: 'openblas' not in file.rsplit('/', 1)[-1])
    return files[0] if files else 'none'


def set_threads(count):
    """For ATen's own loops and for OpenBLAS, which keeps threads of its own."""
    torch.set_num_threads(count)
    file = blas_library()
    if 'libopenblas' in file:
        ctypes.CDLL(file).openblas_set_num_threads(count)


class Data:
    """Documents as word numbers, in the batches that all contenders get. See data.mjs."""

    def __init__(self, file):
        with open(file + '.json') as head:
            parts = json.load(head)
        raw = np.fromfile(file, dtype=np.int32)
        arrays, at = {}, 0
        for name, length in parts['arrays']:
            arrays[name] = raw[at : at + length]
            at += length
        self.words = parts['words']
        self.buckets = parts['buckets']
        self.ngram_starts = torch.from_numpy(arrays['ngramStarts'].astype(np.int64))
        self.ngram_ids = torch.from_numpy(arrays['ngramIds'].astype(np.int64))
        self.documents = arrays['tokens'], arrays['offsets'], arrays['labels']
        starts = arrays['batchStarts']
        self.batch_docs = [arrays['batchDocs'][a:b] for a, b in zip(starts, starts[1:])]
        self.made = {}

    def batch_number(self, i):
        i %= len(self.batch_docs)
        if i not in self.made:
            self.made[i] = self.batch(self.batch_docs[i])
        return self.made[i]

    def batch(self, docs):
        """Ids [T, B], lengths, mask [T, B, 1]; longest documents first, so that nothing is sorted when they are packed."""
        tokens, offsets, labels = self.documents
        docs = sorted(docs, key=lambda doc: offsets[doc] - offsets[doc + 1])
        lengths = [int(offsets[doc + 1] - offsets[doc]) for doc in docs]
        ids = np.zeros((lengths[0], len(docs)), dtype=np.int64)
        for column, doc in enumerate(docs):
            ids[: lengths[column], column] = tokens[offsets[doc] : offsets[doc + 1]]
        ids, lengths = torch.from_numpy(ids), torch.tensor(lengths)
        padding = torch.arange(len(ids))[:, None] >= lengths
        packed = pack_padded_sequence(ids, lengths)
        return {
            'ids': ids,
            'lengths': lengths,
            'padding': padding,
            'mask': padding[:, :, None] * NOTHING,
            'packed': packed,
            'labels': torch.from_numpy(labels[docs].astype(np.int64)),
            'tokens': int(lengths.sum()),
            'distinct': torch.unique(ids, return_inverse=True),
            'packedDistinct': torch.unique(packed.data, return_inverse=True),
        }


class Rows(nn.Module):
    """Token rows: a word's row, and with `ngrams` the mean of its n-grams' rows added, by EmbeddingBag."""

    def __init__(self, data, config, sparse, ngrams, once):
        super().__init__()
        self.words = nn.Embedding(data.words, config['embedding'], sparse=sparse)
        self.data, self.once = data, once
        self.bag = nn.EmbeddingBag(data.buckets, config['embedding'], mode='mean', sparse=sparse) if ngrams else None

    def forms(self, ids):
        rows = self.words(ids)
        if self.bag is None:
            return rows
        starts = self.data.ngram_starts
        first, counts = starts[ids], starts[ids + 1] - starts[ids]
        offsets = torch.cumsum(counts, 0) - counts
        numbers = torch.repeat_interleave(first - offsets, counts) + torch.arange(int(counts.sum()))
        return rows + self.bag(self.data.ngram_ids[numbers], offsets)

    def forward(self, ids, distinct):
        """With `once`, each word of the batch is looked up a single time."""
        if self.once:
            unique, inverse = distinct
            return self.forms(unique)[inverse]
        return self.forms(ids.reshape(-1)).view(*ids.shape, -1)


class Recurrent(nn.Module):
    def __init__(self, config, kind, packed):
        super().__init__()
        of = {'simple-rnn': nn.RNN, 'lstm': nn.LSTM, 'bilstm': nn.LSTM, 'gru': nn.GRU}[kind]
        self.cell = of(config['embedding'], config['hidden'], bidirectional=kind == 'bilstm')
        self.features = config['hidden'] * (2 if kind == 'bilstm' else 1)
        self.packed = packed

    def forward(self, x, batch):
        if not self.packed:
            return self.cell(x)[0]
        ids = batch['packed']
        return pad_packed_sequence(self.cell(PackedSequence(x, ids.batch_sizes))[0])[0]


class Convolutional(nn.Module):
    """Kim 2014. As Conv1d, and as one product whose taps are shifted and added."""

    def __init__(self, config, way):
        super().__init__()
        self.widths, self.filters, self.way = config['widths'], config['hidden'], way
        self.features = self.filters * len(self.widths)
        e = config['embedding']
        if way == 'conv1d':
            self.layers = nn.ModuleList([nn.Conv1d(e, self.filters, width) for width in self.widths])
        else:
            self.weight = nn.Parameter(torch.randn(self.filters * sum(self.widths), e) * 0.05)
            self.bias = nn.Parameter(torch.zeros(self.features))

    def forward(self, x, batch):
        if self.way == 'conv1d':
            columns = x.permute(1, 2, 0)
            maps = [layer(nn.functional.pad(columns, (0, width - 1))) for layer, width in zip(self.layers, self.widths)]
            return relu(torch.cat(maps, 1)).permute(2, 0, 1)
        taps = linear(x, self.weight).split(self.filters, dim=2)
        maps, at = [], 0
        for width in self.widths:
            total = taps[at]
            for tap in range(1, min(width, len(x))):
                total = total + nn.functional.pad(taps[at + tap][tap:], (0, 0, 0, 0, 0, tap))
            maps.append(total)
            at += width
        return relu(torch.cat(maps, 2) + self.bias)


class Transformer(nn.Module):
    """BERT's encoder, post-norm, with learned positions: torch's own layers, or written out with one product for q, k and v."""

    def __init__(self, config, way):
        super().__init__()
        e, h = config['hidden'], config['heads']
        self.features, self.heads, self.way = e, h, way
        self.positions = nn.Parameter(torch.randn(config['maxLength'], 1, e) * 0.02)
        self.start = nn.LayerNorm(e)
        layers = [
            nn.TransformerEncoderLayer(e, h, 4 * e, dropout=config['innerDropout'], activation='gelu')
            for _ in range(config['layers'])
        ]
        self.layers = nn.ModuleList(layers)
        self.dropout = config['innerDropout']

    def forward(self, x, batch):
        x = self.start(x + self.positions[: len(x)])
        x = dropout(x, self.dropout, self.training) if self.dropout else x
        padding = batch['padding'].t()
        if self.way == 'layers':
            for layer in self.layers:
                x = layer(x, src_key_padding_mask=padding)
            return x
        x = x.transpose(0, 1).contiguous()
        mask = (padding * NOTHING)[:, None, None, :]
        for layer in self.layers:
            x = self.written_out(layer, x, mask)
        return x.transpose(0, 1)

    def written_out(self, layer, x, mask):
        b, t, e = x.shape
        drop = lambda value: dropout(value, self.dropout, self.training) if self.dropout else value
        attention = layer.self_attn
        q, k, v = linear(x, attention.in_proj_weight, attention.in_proj_bias).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = drop(torch.softmax(q @ k.transpose(2, 3) * (e // self.heads) ** -0.5 + mask, -1))
        x = layer.norm1(x + drop(attention.out_proj((scores @ v).transpose(1, 2).reshape(b, t, e))))
        return layer.norm2(x + drop(layer.linear2(drop(gelu(layer.linear1(x))))))


class Classifier(nn.Module):
    def __init__(self, data, kind, config, way):
        super().__init__()
        self.rows = Rows(data, config, way['sparse'], config['ngrams'], way.get('once', False))
        if kind == 'cnn':
            self.kind = Convolutional(config, way['way'])
        elif kind == 'bert':
            self.kind = Transformer(config, way['way'])
        else:
            self.kind = Recurrent(config, kind, way['way'] == 'packed')
        self.head = nn.Linear(self.kind.features, config['classes'])
        self.dropout = config['dropout']
        self.packed = way['way'] == 'packed'

    def feature_map(self, batch):
        if self.packed:
            x = self.rows(batch['packed'].data, batch['packedDistinct'])
        else:
            x = self.rows(batch['ids'], batch['distinct'])
        return self.kind(x, batch)

    def pooled(self, features, batch):
        return torch.max(features + batch['mask'], 0)[0]

    def forward(self, batch):
        return self.head(dropout(self.pooled(self.feature_map(batch), batch), self.dropout, self.training))


class Trainer:
    """Forward, backward, Adam: SparseAdam for tables with sparse gradients."""

    def __init__(self, data, kind, config, way):
        torch.manual_seed(1)
        self.data, self.way = data, way
        self.model = Classifier(data, kind, config, way)
        tables = list(self.model.rows.parameters())
        rest = [p for name, p in self.model.named_parameters() if not name.startswith('rows.')]
        if way['sparse']:
            self.optimisers = [torch.optim.Adam(rest, foreach=way['foreach']), torch.optim.SparseAdam(tables)]
        else:
            self.optimisers = [torch.optim.Adam(rest + tables, foreach=way['foreach'])]

    def step(self, batch):
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss = cross_entropy(self.model(batch), batch['labels'])
        loss.backward()
        for optimiser in self.optimisers:
            optimiser.step()
        return loss

    def run(self, start, steps):
        set_threads(self.way['threads'])
        tokens, total = 0, torch.zeros(())
        batches = [self.data.batch_number(i) for i in range(start, start + steps)]
        began, cpu = time.perf_counter(), time.process_time()
        for batch in batches:
            total += self.step(batch).detach()
            tokens += batch['tokens']
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        return {'seconds': seconds, 'cpu': cpu, 'tokens': tokens, 'loss': float(total) / steps}


WAYS = {'cnn': ['conv1d', 'shifted'], 'bert': ['layers', 'written out']}


def open_trainer(order):
    """The fastest of its ways on the first batches, the ways taking turns: each choice is tried with the best of those before."""
    data = Data(order['data'])
    kind, config = order['kind'], order['config']
    tried = []

    def best(ways):
        trainers = [Trainer(data, kind, config, way) for way in ways]
        times = [[trainer.run(0, order['probe'])['seconds'] for trainer in trainers] for _ in range(order['turns'] + 1)][1:]
        seconds = [sorted(column)[len(column) // 2] for column in zip(*times)]
        tried.extend({**way, 'ms': round(1000 * one / order['probe'], 1)} for way, one in zip(ways, seconds))
        at = seconds.index(min(seconds))
        return ways[at], trainers[at]

    first = {'threads': order['threads'][-1], 'sparse': True, 'foreach': False, 'once': config['ngrams']}
    way, trainer = best([{**first, 'way': name} for name in WAYS.get(kind, ['packed', 'padded'])])
    choices = [[{'threads': count} for count in order['threads']], [{'sparse': value} for value in (True, False)]]
    choices.append([{'once': value} for value in (True, False)])
    choices.append([{'foreach': value} for value in (True, False)])
    for choice in choices:
        if len(choice) > 1:
            way, trainer = best([{**way, **one} for one in choice])
    # Every length once, so that nothing is planned for the first time while the clock runs.
    for i in {len(data.batch_number(i)['ids']): i for i in range(order['warm'])}.values():
        trainer.run(i, 1)
    parameters = sum(p.numel() for p in trainer.model.parameters())
    return trainer, {'ready': True, 'way': way, 'tried': tried, 'parameters': parameters}


class Explainer:
    """Logits and Grad-CAM of one document at a time: a forward pass, and the gradients of the centred logits to the feature map alone."""

    def __init__(self, order):
        torch.manual_seed(1)
        data = Data(order['data'])
        self.documents = [data.batch([doc]) for doc in order['docs']]
        self.classes = order['config']['classes']
        timed, self.tried = [], []
        for name in WAYS.get(order['kind'], ['padded']):
            way = {'way': name, 'sparse': False}
            self.model = Classifier(data, order['kind'], order['config'], way).eval()
            for traced in (False, True):
                self.features = self.traced() if traced else self.model.feature_map
                for backward in ('one', 'three'):
                    for threads in order['threads']:
                        self.way = {'way': name, 'traced': traced, 'backward': backward, 'threads': threads}
                        self.run(100)
                        seconds = min(self.run(50)['seconds'] for _ in range(9))
                        self.tried.append({**self.way, 'ms': round(1000 * seconds / 50, 3)})
                        timed.append((seconds, len(timed), self.way, self.model, self.features))
        _, _, self.way, self.model, self.features = min(timed)

    def traced(self):
        """The feature map as TorchScript, frozen; it is made from one length and used for it."""
        rows = lambda document: (document['ids'], document['padding'])

        class Map(nn.Module):
            def __init__(self, model):
                super().__init__()
                self.model = model

            def forward(self, ids, padding):
                model = self.model
                return model.kind(model.rows(ids, None), {'padding': padding})

        with torch.no_grad():
            script = torch.jit.freeze(torch.jit.trace(Map(self.model).eval(), rows(self.documents[0])))
        return lambda document: script(*rows(document))

    def explain(self, batch):
        # One document has no padding; below the feature map nothing needs a gradient.
        with torch.no_grad():
            features = self.features(batch)
        if self.way['backward'] == 'one':
            # As many copies as classes: the sum of one centred logit of each has all gradients in one pass.
            copies = features.expand(-1, self.classes, -1).contiguous().requires_grad_(True)
            logits = self.model.head(torch.max(copies, 0)[0])
            target = torch.diagonal(logits - logits.mean(1, keepdim=True)).sum()
            alphas = torch.autograd.grad(target, copies)[0].mean(0)
        else:
            features.requires_grad_(True)
            logits = self.model.head(torch.max(features, 0)[0])
            targets = (logits - logits.mean(1, keepdim=True))[0]
            alphas = torch.stack(
                [torch.autograd.grad(target, features, retain_graph=True)[0].mean(0)[0] for target in targets]
            )
        with torch.no_grad():
            heat = relu(alphas @ features[:, 0].t())
        return logits.detach()[0].numpy(), heat.numpy()

    def run(self, runs):
        set_threads(self.way['threads'])
        began = time.perf_counter()
        for i in range(runs):
            self.explain(self.documents[i % len(self.documents)])
        return {'seconds': time.perf_counter() - began, 'runs': runs}


def main():
    answer = lambda value: print(json.dumps(value), flush=True)
    built_with = torch.__config__.show()
    answer({'torch': torch.__version__, 'config': built_with, 'parallel': torch.__config__.parallel_info(), 'blas': blas_library()})
    worker = None
    for line in sys.stdin:
        order = json.loads(line)
        if 'open' in order:
            worker, said = open_trainer(order['open'])
            answer(said)
        elif 'run' in order:
            answer(worker.run(order['run']['from'], order['run']['steps']))
        elif 'openCam' in order:
            worker = Explainer(order['openCam'])
            answer({'ready': True, 'way': worker.way, 'tried': worker.tried})
        elif 'cam' in order:
            answer(worker.run(order['cam']['runs']))


main()
