"""A client's connection: packets sent by more than one thread, blocks packed and unpacked."""

import socket
import struct
import threading

import lz4.block
import zstandard
from clickhouse_cityhash.cityhash import CityHash128

from deploy.embedded.clickhouse import packets
from deploy.embedded.clickhouse.blocks import Block, read_block
from deploy.embedded.clickhouse.engine import ServerError, may_send
from deploy.embedded.clickhouse.wire import Reader, TooLong
from streams.clock import SYSTEM_CLOCK, Clock

RECEIVED_AT_ONCE = 1 << 18  # bytes
LARGEST_PACKED = 256 << 20  # bytes of one compressed piece; drivers send a megabyte
CANCELLED = 394
UNEXPECTED_PACKET = 101

# A compressed piece: checksum (16 bytes), method (1), packed size with these 9 (4), size (4)
CHECKSUM = struct.Struct("<QQ")
SIZES = struct.Struct("<II")
CHECKSUM_SIZE = 16
HEAD_SIZE = 9
LZ4 = 0x82
PLAIN = 0x02
MASK_64 = (1 << 64) - 1


class Connection:
    """One client. Raises EOFError or OSError where it has gone."""

    def __init__(self, connection: socket.socket, *, clock: Clock = SYSTEM_CLOCK) -> None:
        # Small packets go out at once: an exception must not wait for a full segment.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.cancelled = False
        self.compressed = False
        self.last_sent_s = 0.0
        self.reader = Reader(lambda: connection.recv(RECEIVED_AT_ONCE))
        self._unpacked = Reader(self._unpack)
        self._sending = threading.Lock()  # the session's thread and the engine's watch both send
        self._clock = clock

    def send(self, packet: bytes) -> None:
        with self._sending:
            self.socket.sendall(packet)
            self.last_sent_s = self._clock.monotonic_s()

    def send_block(self, raw: bytes) -> None:
        """A data packet with a block in the `Native` format."""
        body = packets.BLOCK_INFO + raw
        self.send(packets.DATA_HEAD + (_packed(body) if self.compressed else body))

    def read_block(self) -> tuple[str, Block]:
        """A data packet: the table's name and its block. Raises ServerError where it is another
        packet.
        """
        self.reader.trim()
        kind = self.reader.varint()
        if kind == packets.CANCEL:
            raise ServerError(CANCELLED, "Query was cancelled")
        if kind != packets.DATA:
            raise ServerError(UNEXPECTED_PACKET, f"Unexpected packet {kind}")
        name = self.reader.string()
        # Only blocks are compressed, never the kind and name before them.
        reader = self._unpacked if self.compressed else self.reader
        reader.trim()
        packets.skip_block_info(reader)
        return name, read_block(reader)

    def keep_alive(self) -> None:
        """An empty progress packet, where it can be sent without waiting for anybody."""
        # Called by the engine's one watch: a client that reads nothing must not hold it up.
        if not self._sending.acquire(blocking=False):
            return
        try:
            if may_send(self.socket):
                self.socket.sendall(packets.progress())
                self.last_sent_s = self._clock.monotonic_s()
        finally:
            self._sending.release()

    def hang_up(self) -> None:
        """Ends the connection from another thread."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # gone already
            pass

    def _unpack(self) -> bytes:
        head = self.reader.take(CHECKSUM_SIZE + HEAD_SIZE)
        packed, unpacked = SIZES.unpack(head[CHECKSUM_SIZE + 1 :])
        if not HEAD_SIZE <= packed <= LARGEST_PACKED or unpacked > LARGEST_PACKED:
            raise TooLong
        body = self.reader.take(packed - HEAD_SIZE)
        # The checksum is not looked at: TCP has its own, and only this machine is served.
        method = head[CHECKSUM_SIZE]
        if method == LZ4:
            return bytes(lz4.block.decompress(body, uncompressed_size=unpacked))
        if method == PLAIN:
            return body
        decompressor = zstandard.ZstdDecompressor()
        return bytes(decompressor.decompress(body, max_output_size=unpacked))


def _packed(body: bytes) -> bytes:
    packed: bytes = lz4.block.compress(body, store_size=False)
    piece = bytes([LZ4]) + SIZES.pack(len(packed) + HEAD_SIZE, len(body)) + packed
    digest = CityHash128(piece)
    return CHECKSUM.pack(digest >> 64 & MASK_64, digest & MASK_64) + piece
