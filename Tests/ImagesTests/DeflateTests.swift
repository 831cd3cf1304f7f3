// Compression and its checksum: there and back, against zlib's streams, and damaged ones.

import Foundation
import Images
import Randomness
import Testing

@Suite("DEFLATE")
struct DeflateTests {
  @Test("Adler-32 of \"Wikipedia\" is 0x11E60398, of nothing 1")
  func adler() {
    #expect(Adler32.checksum(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(Adler32.checksum([]) == 1)
  }

  @Test("Adler-32 of 100 000 bytes of 255, where the sums would overflow without reduction")
  func longAdler() {
    let (low, high) = (0..<100_000).reduce((1, 0)) { sums, _ in
      let low = (sums.0 + 255) % 65521
      return (low, (sums.1 + low) % 65521)
    }
    #expect(Adler32.checksum([UInt8](repeating: 255, count: 100_000)) == UInt32(high << 16 | low))
  }

  // Python 3.11.7 with zlib 1.2.13: c = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy);
  // base64.b64encode(c.compress(data) + c.flush())
  private static let text = String(repeating: "the quick brown fox jumps over the lazy dog; ", count: 3)
  private static let streams: [(String, base64: String, data: [UInt8])] = [
    (
      "stored: level 0",
      """
      eAEBhwB4/3RoZSBxdWljayBicm93biBmb3gganVtcHMgb3ZlciB0aGUgbGF6eSBkb2c7IHRoZSBxdWljayBicm93biBmb3gganVtcHMgb3ZlciB0\
      aGUgbGF6eSBkb2c7IHRoZSBxdWljayBicm93biBmb3gganVtcHMgb3ZlciB0aGUgbGF6eSBkb2c7ICI0MP0=
      """, Array(text.utf8)
    ),
    (
      "fixed: level 9, Z_FIXED", "eAEryUhVKCzNTM5WSCrKL89TSMuvUMgqzS0oVsgvSy1SKAFK5yRWVSqk5Kdbg3m0UQwAIjQw/Q==",
      Array(text.utf8)
    ),
    (
      "dynamic: level 9",
      """
      eNrV0Q2OoyAAQGGr0cGfahFUSnAUkclYsY1osRXvf67tJnuJfTf48hzHObme/xXGKcSEtf1wX94uSAsmxsUGGeHj002qbnoD3E57RH5WHwvtF/IZ\
      0tHJe5M0OqxnUOuoNZk8ygm0L6QAt0RnNyDc7/1qygVrNCON12qjtvFkpOBKnT5+lFbEM/UGtPfZ1p1Nl75kftxIoPnlUCzZR3Y+7i0KzFBDf1O8\
      TNynEhSGJ/P45RSnwLNmngbZNexaFSiHl+zTBeaoqK6s6eQwzcZ6IMWU/z7MKYRUqI+p5GrzYT2YALX348zGPWHquHAdkNuRy1famXO3Zf2OBo/O\
      sbDlI+4dukIVSa+xdKvWf6ilNNf92xXglmliOVDo1YKpPGRm2kjXYK5D3SSmz52Rhk9Z+Fpgf/0h0T61GLynrvqYRk6ywC6jYEUK3PdyH/qWEQzT\
      OPzyPffk/O3/WfUHPNJF2w==
      """, (0..<600).map { UInt8(($0 * $0 / 7) % 61) }
    ),
  ]

  @Test("zlib's stored, fixed and dynamic blocks are read", arguments: 0..<3)
  func zlibStreams(_ index: Int) throws {
    let (name, base64, data) = Self.streams[index]
    let stream = [UInt8](try #require(Data(base64Encoded: base64)))
    #expect(try Inflate.zlib(stream, limit: data.count) == data, "\(name)")
  }

  @Test("A stream that ends anywhere before its end is truncated", arguments: 0..<3)
  func truncation(_ index: Int) throws {
    let (_, base64, data) = Self.streams[index]
    let stream = [UInt8](try #require(Data(base64Encoded: base64)))
    for end in 0..<stream.count {
      #expect(throws: InflateError.truncated) { try Inflate.zlib(Array(stream[..<end]), limit: data.count) }
    }
  }

  @Test("A stream with one wrong bit is an error, or has the same content", arguments: 0..<3)
  func damage(_ index: Int) throws {
    let (_, base64, data) = Self.streams[index]
    let stream = [UInt8](try #require(Data(base64Encoded: base64)))
    for bit in 0..<stream.count * 8 {
      var damaged = stream
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let result = try? Inflate.zlib(damaged, limit: data.count)
      #expect(result == nil || result == data, "bit \(bit)")
    }
  }

  @Test("More data than asked for are refused")
  func limit() {
    let stream = Deflate.zlib([UInt8](repeating: 5, count: 1000))
    #expect(throws: InflateError.tooLong(limit: 999)) { try Inflate.zlib(stream, limit: 999) }
  }

  @Test("There and back: no bytes, one, two, many, of few and of many kinds", arguments: 0..<8 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for count in [0, 1, 2, 3, 4, 5, 257, 258, 259, 1000, 40_000] {
      for kinds in [1, 2, 7, 256] {
        let data = (0..<count).map { _ in UInt8(generator.integer(in: 0...kinds - 1)) }
        #expect(try Inflate.zlib(Deflate.zlib(data), limit: count) == data, "\(count) bytes of \(kinds) kinds")
      }
    }
  }

  @Test("Copies from 32 768 bytes back, and no further")
  func window() throws {
    for gap in [32_700, 32_764, 32_765, 32_766, 32_768, 32_769, 40_000] {
      var generator = SeededGenerator(seed: 1)
      let phrase = (0..<64).map { _ in UInt8(generator.integer(in: 0...255)) }
      let between = (0..<gap - 64).map { _ in UInt8(generator.integer(in: 0...255)) }
      let data = phrase + between + phrase
      #expect(try Inflate.zlib(Deflate.zlib(data), limit: data.count) == data, "gap \(gap)")
    }
  }

  @Test("More tokens than one block holds")
  func manyBlocks() throws {
    var generator = SeededGenerator(seed: 2)
    let data = (0..<200_000).map { _ in UInt8(generator.integer(in: 0...200)) }
    #expect(try Inflate.zlib(Deflate.zlib(data), limit: data.count) == data)
  }

  @Test("A million equal bytes shrink to below 1100: one 258th of them, a few bits each")
  func compression() {
    #expect(Deflate.zlib([UInt8](repeating: 9, count: 1_000_000)).count < 1100)
  }

  @Test("Fibonacci frequencies would need 19 bits: cut to 15, the code stays complete")
  func limitedLengths() {
    var frequencies = [1, 1]
    while frequencies.count < 20 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
    for limit in [7, 15, 19] {
      let lengths = Huffman.lengths(frequencies: frequencies, limit: limit)
      #expect(lengths.max() == UInt8(limit))
      #expect(lengths.allSatisfy { $0 > 0 })
      #expect(lengths.reduce(0) { $0 + 1 << (limit - Int($1)) } == 1 << limit, "Kraft's sum is 1")
      #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "the rarer, the longer")
    }
  }

  @Test("A Huffman code by hand: 1, 1, 2, 4 occurrences take 3, 3, 2, 1 bits; what does not occur takes none")
  func lengths() {
    #expect(Huffman.lengths(frequencies: [1, 0, 4, 2, 1], limit: 15) == [3, 0, 1, 2, 3])
    #expect(Huffman.lengths(frequencies: [0, 0, 9], limit: 15) == [1, 0, 1], "two symbols at least")
  }
}
