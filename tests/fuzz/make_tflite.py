#!/usr/bin/env python3
"""Makes the tiny models of corpus/tflite: one for each thing that the reader, the planner and the runner must know or refuse.

    tests/fuzz/make_tflite.py tests/fuzz/corpus/tflite

Every number in them is made up here; they have nothing of a real network but the form. Unit tests read them too.
"""
import pathlib
import struct
import sys

ADD, CONCAT, CONV, DEPTHWISE, DEPTH_TO_SPACE, DEQUANTIZE, LOGISTIC, POOL, RELU, RESHAPE, RESIZE, SOFTMAX, PAD, PRELU = (
    0, 2, 3, 4, 5, 6, 14, 17, 19, 22, 23, 25, 34, 54)
F32, F16, I32 = 0, 1, 2
SAME, VALID = 0, 1


class Table:
    """Fields by number; a value is an int (32 bits), a bytes object of length 1, or a part of its own."""

    def __init__(self, **fields):
        self.fields = {int(k[1:]): v for k, v in fields.items() if v is not None}

    def write(self, out):
        count = max(self.fields, default=-1) + 1
        slots, size = [0] * count, 4
        for number in sorted(self.fields, key=lambda n: isinstance(self.fields[n], bytes)):
            slots[number] = size
            size += 1 if isinstance(self.fields[number], bytes) else 4
        size += -size % 4
        vtable = len(out)
        out += struct.pack('<HH%dH' % count, 4 + 2 * count, size, *slots)
        out += bytes(-len(out) % 4)
        at = len(out)
        out += struct.pack('<i', at - vtable) + bytes(size - 4)
        for number, value in self.fields.items():
            where = at + slots[number]
            if isinstance(value, bytes):
                out[where] = value[0]
            elif isinstance(value, int):
                struct.pack_into('<i', out, where, value)
            else:
                out += bytes(-len(out) % 4)
                struct.pack_into('<I', out, where, value.write(out) - where)
        return at


class Vector:
    def __init__(self, items):
        self.items = items

    def write(self, out):
        out += bytes(-len(out) % 4)
        at = len(out)
        if isinstance(self.items, bytes):
            out += struct.pack('<I', len(self.items)) + self.items
            return at
        out += struct.pack('<I', len(self.items))
        first = len(out)
        out += bytes(4 * len(self.items))
        for i, item in enumerate(self.items):
            where = first + 4 * i
            if isinstance(item, int):
                struct.pack_into('<i', out, where, item)
            else:
                struct.pack_into('<I', out, where, item.write(out) - where)
        return at


class Model:
    def __init__(self):
        self.buffers, self.tensors, self.operators, self.codes = [Table()], [], [], []

    def tensor(self, shape, data=None, kind=F32):
        buffer = 0
        if data is not None:
            form = {F32: 'f', F16: 'e', I32: 'i'}[kind]
            buffer = len(self.buffers)
            self.buffers.append(Table(_0=Vector(struct.pack('<%d%s' % (len(data), form), *data))))
        self.tensors.append(Table(_0=Vector(list(shape)), _1=bytes([kind]), _2=buffer))
        return len(self.tensors) - 1

    def operator(self, code, inputs, output, **options):
        if code not in self.codes:
            self.codes.append(code)
        self.operators.append(Table(_0=self.codes.index(code), _1=Vector(inputs), _2=Vector([output]),
                                    _4=Table(**options) if options else None))
        return output

    def file(self, inputs, outputs):
        codes = Vector([Table(_0=bytes([min(c, 127)]), _3=c) for c in self.codes])
        graph = Table(_0=Vector(self.tensors), _1=Vector(inputs), _2=Vector(outputs), _3=Vector(self.operators))
        out = bytearray(b'\0\0\0\0TFL3')
        root = Table(_0=3, _1=codes, _2=Vector([graph]), _4=Vector(self.buffers)).write(out)
        struct.pack_into('<I', out, 0, root)
        return bytes(out)


def byte(n):
    return bytes([n])


def conv():
    """A 3x3 mean of every other pixel, with half precision weights; and a second output that needs more."""
    m = Model()
    x = m.tensor([1, 4, 4, 1])
    half = m.tensor([1, 3, 3, 1], [1 / 8] * 9, F16)
    weights, bias = m.tensor([1, 3, 3, 1]), m.tensor([1], [0.5])
    y, z = m.tensor([1, 2, 2, 1]), m.tensor([1, 2, 2, 1])
    m.operator(DEQUANTIZE, [half], weights)
    m.operator(CONV, [x, weights, bias], y, _0=byte(SAME), _1=2, _2=2)
    m.operator(LOGISTIC, [y], z)
    flat = m.tensor([1, 4])
    m.operator(RESHAPE, [y], flat)
    wide = m.tensor([1, 4, 4, 1])
    m.operator(RESIZE, [z], wide, _2=byte(0), _3=byte(1))
    return m.file([x], [flat, wide])


def joined():
    """An output that joins two computed tensors."""
    m = Model()
    x, slope = m.tensor([1, 2, 2, 2]), m.tensor([1, 1, 2], [0.5, 0.25])
    a, b = m.tensor([1, 2, 2, 2]), m.tensor([1, 2, 2, 2])
    m.operator(PRELU, [x, slope], a)
    m.operator(RELU, [x], b)
    left, right, out = m.tensor([1, 8, 1]), m.tensor([1, 8, 1]), m.tensor([1, 16, 1])
    m.operator(RESHAPE, [a], left)
    m.operator(RESHAPE, [b], right)
    m.operator(CONCAT, [left, right], out, _0=1)
    return m.file([x], [out])


def every():
    """Each of the other operators once."""
    m = Model()
    x, pads = m.tensor([1, 3, 3, 4]), m.tensor([4, 2], [0, 0, 0, 1, 0, 1, 0, 0], I32)
    padded, weights, bias = m.tensor([1, 4, 4, 4]), m.tensor([1, 3, 3, 4], [0.1] * 36), m.tensor([4], [1.0] * 4)
    deep, small, summed, spread = (m.tensor([1, 4, 4, 4]), m.tensor([1, 2, 2, 4]), m.tensor([1, 2, 2, 4]),
                                   m.tensor([1, 4, 4, 1]))
    m.operator(PAD, [x, pads], padded)
    m.operator(DEPTHWISE, [padded, weights, bias], deep, _0=byte(SAME), _1=1, _2=1, _3=1, _4=byte(3))
    m.operator(POOL, [deep], small, _0=byte(VALID), _1=2, _2=2, _3=2, _4=2)
    m.operator(ADD, [small, small], summed, _0=byte(1))
    m.operator(DEPTH_TO_SPACE, [summed], spread, _0=2)
    return m.file([x], [spread])


def unknown():
    m = Model()
    x, y, z = m.tensor([1, 4]), m.tensor([1, 4]), m.tensor([1, 2, 2, 1])
    m.operator(SOFTMAX, [x], y)
    m.operator(RESHAPE, [x], z)
    return m.file([x], [y, z])


def wrong_shape():
    """A convolution whose result is declared smaller than it is: a runner that believed it would write past its end."""
    m = Model()
    x, w, y = m.tensor([1, 8, 8, 1]), m.tensor([1, 1, 1, 1], [1.0]), m.tensor([1, 2, 2, 1])
    m.operator(CONV, [x, w], y, _0=byte(SAME), _1=1, _2=1)
    return m.file([x], [y])


def circle():
    m = Model()
    x, a, b = m.tensor([1, 4]), m.tensor([1, 4]), m.tensor([1, 4])
    m.operator(LOGISTIC, [b], a)
    m.operator(LOGISTIC, [a], b)
    return m.file([x], [b])


def short_data():
    m = Model()
    x, w, y = m.tensor([1, 2, 2, 1]), m.tensor([4, 1, 1, 1], [1.0]), m.tensor([1, 2, 2, 4])
    m.operator(CONV, [x, w], y, _0=byte(SAME), _1=1, _2=1)
    return m.file([x], [y])


def main():
    folder = pathlib.Path(sys.argv[1])
    for make in (conv, joined, every, unknown, wrong_shape, circle, short_data):
        (folder / (make.__name__ + '.tflite')).write_bytes(make())


if __name__ == '__main__':
    main()
