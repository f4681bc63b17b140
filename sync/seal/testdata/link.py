# Computes the known answers of TestLinkKnownAnswer from Link's comment alone.
import hashlib
import struct


def number(n):
    return struct.pack(">Q", n)


def link(previous, sealed):
    fields = [
        b"yitiji chain v1", previous,
        b"YX07", number(36), b"application", b"YX07-261122-0036-D",
        number(1795314360000), number(8 * 3600), sealed,
    ]
    return hashlib.sha256(b"".join(number(len(f)) + f for f in fields)).digest()


first = link(bytes(32), b"sealed")
print(first.hex())
print(link(first, b"").hex())
