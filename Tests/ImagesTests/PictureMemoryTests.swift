// What pictures cost while they are read, written and resized: bytes for each of their pixels, whatever they hold.
// Each is measured in a process of its own.

import Foundation
import Testing
import _TestSupport

@testable import Images

/// Sides of two million pixels and more: a row, a column, a square.
private let sizes = [(1, 1 << 22), (1 << 22, 1), (1 << 11, 1 << 11)]
/// What allocators and runtimes take besides.
private let spare = 6 << 20

private func check(_ bytes: Int, most: Int, pixels: Int, _ what: String) {
  precondition(
    bytes <= most * pixels + spare, "\(what): \(Double(bytes) / Double(pixels)) bytes a pixel, not \(most) at most")
}

/// A PNG file of zeros.
private func zeros(height: Int, width: Int, depth: UInt8, type: UInt8, bits: Int) -> Data {
  var (file, header) = (PNGChunk.signature, [UInt8]())
  PNGChunk.append(word: UInt32(width), to: &header)
  PNGChunk.append(word: UInt32(height), to: &header)
  PNGChunk.append("IHDR", header + [depth, type, 0, 0, 0], to: &file)
  let rows = [UInt8](repeating: 0, count: height * ((width * bits + 7) / 8 + 1))
  PNGChunk.append("IDAT", Deflate.zlib(rows), to: &file)
  PNGChunk.append("IEND", [], to: &file)
  return Data(file)
}

/// Noise that no window of DEFLATE sees twice.
private func noise(height: Int, width: Int) -> Image {
  var state: UInt32 = 7
  let block = (0..<70_000).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(truncatingIfNeeded: state >> 24)
  }
  var pixels: [UInt8] = []
  pixels.reserveCapacity(3 * height * width)
  while pixels.count < 3 * height * width { pixels += block.prefix(3 * height * width - pixels.count) }
  return Image(height: height, width: width, pixels: pixels)
}

@Suite("Memory that pictures take")
struct PictureMemoryTests {
  @Test("A PNG is read in 12 bytes a pixel: 1 bit of gray, and 64 bits of color", .timeLimit(.minutes(2)))
  func decoding() async {
    await #expect(processExitsWith: .success) {
      for (height, width) in sizes {
        let file = zeros(height: height, width: width, depth: 1, type: 0, bits: 1)
        let (image, bytes) = peakMemory { try? PNG.decode(file) }
        precondition(image?.width == width)
        check(bytes, most: 12, pixels: height * width, "gray \(height) × \(width)")
      }
    }
    await #expect(processExitsWith: .success) {
      let file = zeros(height: 1 << 11, width: 1 << 11, depth: 16, type: 6, bits: 64)
      let (image, bytes) = peakMemory { try? PNG.decode(file) }
      precondition(image?.pixels.first == 255)
      check(bytes, most: 12, pixels: 1 << 22, "colors of 64 bits")
    }
  }

  @Test(
    "A PNG is written in 6 bytes a pixel, the file among them, also of noise; in 8 where every row has one pixel",
    arguments: sizes.indices)
  func encoding(index: Int) async {
    await #expect(processExitsWith: .success) { [index] in
      let (height, width) = sizes[index]
      let image = noise(height: height, width: width)
      let (file, bytes) = peakMemory { PNG.encode(image) }
      precondition(file.count > 3 * height * width)
      check(bytes, most: width == 1 ? 8 : 6, pixels: height * width, "noise \(height) × \(width)")
    }
  }

  @Test("A picture is resized in 3 bytes a pixel beside itself", arguments: sizes.indices)
  func resizing(index: Int) async {
    await #expect(processExitsWith: .success) { [index] in
      let (height, width) = sizes[index]
      let image = Image(height: height, width: width, pixels: [UInt8](repeating: 9, count: 3 * height * width))
      let (small, bytes) = peakMemory { image.resized(height: min(height, 128), width: min(width, 128)) }
      precondition(small.pixels.allSatisfy { $0 == 9 })
      check(bytes, most: 3, pixels: height * width, "\(height) × \(width)")
    }
  }
}
