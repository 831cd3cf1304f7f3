// Passing over the channels of pixels: whole vectors first, then one by one; cutting work into pieces; and sums over
// pixels whose bits do not depend on the number of threads.

/// Calls `vector` for whole vectors of channels and `scalar` for the rest.
@inline(__always)
func forEachChannel(_ channels: Int, vector: (Int) -> Void, scalar: (Int) -> Void) {
  var channel = 0
  while channel &+ Vector.scalarCount <= channels {
    vector(channel)
    channel &+= Vector.scalarCount
  }
  while channel < channels {
    scalar(channel)
    channel &+= 1
  }
}

/// Calls `vector` for whole vectors of channels and `scalar` for the rest, with runs of up to 32 pixels.
///
/// What belongs to the channels stays in registers for a run, and a run's numbers in the nearest cache for all
/// channels.
@inline(__always)
func forEachRun(
  of pixels: Range<Int>, _ channels: Int, vector: (_ channel: Int, _ run: Range<Int>) -> Void,
  scalar: (_ channel: Int, _ run: Range<Int>) -> Void
) {
  var first = pixels.lowerBound
  while first < pixels.upperBound {
    let run = first..<min(pixels.upperBound, first &+ 32)
    forEachChannel(channels, vector: { vector($0, run) }, scalar: { scalar($0, run) })
    first &+= 32
  }
}

/// Calls `vector` for runs of up to 32 pixels of channels that fill whole vectors.
@inline(__always)
func forEachWholeRun(
  of pixels: Range<Int>, _ channels: Int, vector: (_ channel: Int, _ run: Range<Int>) -> Void
) {
  forEachRun(
    of: pixels, channels, vector: vector,
    scalar: { _, _ in preconditionFailure("channels must fill vectors, found too few") })
}

extension Vector {
  /// A number of channels, rounded up to whole vectors.
  static func wholeVectors(_ channels: Int) -> Int { (channels + scalarCount - 1) / scalarCount * scalarCount }
}

/// How many numbers of a buffer one thread works on at a time.
let numbersInPiece = 16_384

/// Calls `body`, on any thread, for every run of at most `numbersInPiece` of a number of numbers.
func forEachPiece(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  parallel((count + numbersInPiece - 1) / numbersInPiece) { piece in
    let start = piece * numbersInPiece
    body(start, min(numbersInPiece, count - start))
  }
}

/// Items cut into pieces of whole sixes (the rows of a tile), as equal as may be, and four, eight, twelve … of them: so
/// that two or four threads have the same to do.
struct EvenPieces: Sendable {
  /// How many pieces there are.
  let count: Int
  private let items: Int
  private let sixes: Int

  /// - Parameters:
  ///   - most: the most items in a piece, a multiple of six.
  ///   - multiple: what the number of pieces is a multiple of, if there are sixes for so many.
  init(_ items: Int, most: Int, multiple: Int = 4) {
    self.items = items
    sixes = (items + TileRows.count - 1) / TileRows.count
    let needed = (items + most - 1) / most
    count = min(sixes, (needed + multiple - 1) / multiple * multiple)
  }

  /// The most items of a piece, in whole sixes.
  var largest: Int { count == 0 ? 0 : (sixes + count - 1) / count * TileRows.count }

  subscript(piece: Int) -> Range<Int> {
    piece * sixes / count * TileRows.count..<min(items, (piece + 1) * sixes / count * TileRows.count)
  }
}

/// A run of pixels of one instance (an image, or a batch) of one map: what one thread works on at a time.
struct PixelPiece: Sendable {
  var map: Int
  var instance: Int
  var pixels: Range<Int>

  static let size = 512

  /// Cuts every instance of every map into runs of at most 512 pixels, in order.
  static func pieces(_ maps: [FeatureMap], instances: (FeatureMap) -> Int) -> [PixelPiece] {
    var pieces: [PixelPiece] = []
    for (index, map) in maps.enumerated() {
      let count = instances(map)
      let perInstance = map.pixels / max(count, 1)
      for instance in 0..<count {
        for first in stride(from: 0, to: perInstance, by: size) {
          let start = instance * perInstance
          pieces.append(
            PixelPiece(
              map: index, instance: instance, pixels: start + first..<start + min(perInstance, first + size)))
        }
      }
    }
    return pieces
  }
}

extension FeatureMap {
  /// The sum of each channel over all pixels: `Float` within 512 pixels, then `Double` in order.
  func channelSums() -> [Double] {
    let pieces = PixelPiece.pieces([self]) { _ in 1 }
    let partial = FloatBuffer(count: pieces.count * channels, zeroed: true)
    parallel(pieces.count) { index in
      let sums = partial.view + index * channels
      for pixel in pieces[index].pixels {
        let source = view + pixel * channels
        forEachChannel(
          channels, vector: { sums.store(sums.vector($0) + source.vector($0), $0) },
          scalar: { sums[$0] += source[$0] })
      }
    }
    var total = [Double](repeating: 0, count: channels)
    for index in 0..<pieces.count * channels { total[index % channels] += Double(partial.view[index]) }
    return total
  }
}
