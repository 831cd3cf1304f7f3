// How Winograd's tiles are read: each kind of reading is one small type, compiled into the transform.
// Where tiles lie is in WinogradTiles.swift, how they are written in WinogradWriters.swift.

/// A way to read tiles.
protocol TileReader {
  associatedtype Lanes: TileLanes
  /// Whether reading is a load and nothing else, which leaves registers for a transform's own numbers.
  static var isPlain: Bool { get }
  var maps: TileMaps { get }
  /// What is needed to read a vector of channels at any pixel of an image.
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes
  /// Asks for what reading a vector of channels of a tile's own pixels needs.
  func prefetch(_ tile: WinogradTile, channel: Int)
}

extension TileReader {
  @inline(__always)
  static var isPlain: Bool { false }

  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int) { maps.prefetch(tile, channel: channel) }
}

/// One vector of channels of one image.
protocol TileLanes {
  /// The vector at an offset from the image's first pixel.
  func vector(_ offset: Int) -> Vector
}

/// Reads the numbers as they are.
struct PlainReader: TileReader {
  struct Lanes: TileLanes {
    let image: Floats
    @inline(__always) func vector(_ offset: Int) -> Vector { image.vector(offset) }
  }

  @inline(__always)
  static var isPlain: Bool { true }

  let maps: TileMaps

  @inline(__always)
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes {
    Lanes(image: maps[tile.map].image(tile.image) + channel)
  }
}

/// Reads max(0, factor · x + offset): a normalization and its ReLU, which nobody has to write to memory first.
struct RectifyingReader: TileReader {
  struct Lanes: TileLanes {
    let image: Floats
    let factor: Vector
    let offset: Vector
    @inline(__always) func vector(_ index: Int) -> Vector {
      let value = offset.addingProduct(image.vector(index), factor)
      return value.replacing(with: 0, where: value .< 0)
    }
  }

  let maps: TileMaps
  private let moments: [FloatBuffer]
  /// Whether every image has moments of its own.
  private let isPerImage: Bool

  init(_ unnormalized: Unnormalized, isPerImage: Bool) {
    maps = TileMaps(unnormalized.maps)
    moments = unnormalized.moments
    self.isPerImage = isPerImage
  }

  @inline(__always)
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes {
    let map = maps[tile.map]
    let instance = isPerImage ? tile.image : 0
    let moments = moments[tile.map].view + (Unnormalized.rows &* instance &* map.channels &+ channel)
    return Lanes(
      image: map.image(tile.image) + channel, factor: moments.vector(0), offset: moments.vector(map.channels))
  }
}

extension Winograd {
  /// Vectors of room that a transform needs, for 36 numbers that were transformed one way.
  static let spareVectors = 36

  /// Bᵀ d B of the 6 × 6 inputs around a tile, for all channels; what lies beyond the border counts as zero.
  ///
  /// - Parameters:
  ///   - next: the tile that comes after it, whose inputs are asked for.
  ///   - target: where the first of the 36 numbers of channel 0 goes; the next are `step` apart.
  ///   - spare: room for `spareVectors`.
  @inline(__always)
  static func transformInput<Reader: TileReader>(
    _ tile: WinogradTile, next: WinogradTile, _ reader: Reader, channels: [Int], _ target: Floats, step: Int,
    spare: Floats
  ) {
    let map = reader.maps[tile.map]
    let rows = (tile.y == 0 ? 1 : 0)..<min(6, map.height &+ 1 &- tile.y)
    let columns = (tile.x == 0 ? 1 : 0)..<min(6, map.width &+ 1 &- tile.x)
    let pixel = map.channels
    let row = map.width &* pixel
    let origin = map.offset(y: tile.y &- 1, x: tile.x &- 1)
    let width = Vector.scalarCount
    let isWhole = rows.count == 6 && columns.count == 6
    for j in 0..<6 where !columns.contains(j) { spare.store(inputTransform(zeros), j &* width, step: 6 &* width) }
    for channel in channels {
      reader.maps.prefetchInputs(next, channel: channel)
      let lanes = reader.lanes(tile, channel: channel)
      if isWhole && Reader.isPlain {
        let column = { (j: Int) in
          let start = origin &+ j &* pixel
          return inputTransform(
            (
              lanes.vector(start), lanes.vector(start &+ row), lanes.vector(start &+ 2 &* row),
              lanes.vector(start &+ 3 &* row), lanes.vector(start &+ 4 &* row), lanes.vector(start &+ 5 &* row)
            ))
        }
        storeRows((column(0), column(1), column(2), column(3), column(4), column(5)), target + channel, step)
        continue
      }
      if isWhole {
        for j in 0..<6 {
          let start = origin &+ j &* pixel
          let column: Six = (
            lanes.vector(start), lanes.vector(start &+ row), lanes.vector(start &+ 2 &* row),
            lanes.vector(start &+ 3 &* row), lanes.vector(start &+ 4 &* row), lanes.vector(start &+ 5 &* row)
          )
          spare.store(inputTransform(column), j &* width, step: 6 &* width)
        }
      } else {
        // Columns beyond the border stay the zeros that they are.
        for j in columns {
          let start = origin &+ j &* pixel
          let column: Six = (
            rows.lowerBound == 0 ? lanes.vector(start) : .zero, lanes.vector(start &+ row),
            rows.upperBound > 2 ? lanes.vector(start &+ 2 &* row) : .zero,
            rows.upperBound > 3 ? lanes.vector(start &+ 3 &* row) : .zero,
            rows.upperBound > 4 ? lanes.vector(start &+ 4 &* row) : .zero,
            rows.upperBound > 5 ? lanes.vector(start &+ 5 &* row) : .zero
          )
          spare.store(inputTransform(column), j &* width, step: 6 &* width)
        }
      }
      let out = target + channel
      for i in 0..<6 {
        out.store(inputTransform(spare.six(6 &* i &* width, step: width)), 6 &* i &* step, step: step)
      }
    }
  }

  /// Transforms the rows of 36 numbers whose columns are given: half of them are in registers all the while.
  @inline(__always)
  private static func storeRows(_ columns: (Six, Six, Six, Six, Six, Six), _ target: Floats, _ step: Int) {
    let (a, b, c, d, e, f) = columns
    target.store(inputTransform((a.0, b.0, c.0, d.0, e.0, f.0)), 0, step: step)
    target.store(inputTransform((a.1, b.1, c.1, d.1, e.1, f.1)), 6 &* step, step: step)
    target.store(inputTransform((a.2, b.2, c.2, d.2, e.2, f.2)), 12 &* step, step: step)
    target.store(inputTransform((a.3, b.3, c.3, d.3, e.3, f.3)), 18 &* step, step: step)
    target.store(inputTransform((a.4, b.4, c.4, d.4, e.4, f.4)), 24 &* step, step: step)
    target.store(inputTransform((a.5, b.5, c.5, d.5, e.5, f.5)), 30 &* step, step: step)
  }

  /// A y Aᵀ of a tile's 4 × 4 numbers; what lies beyond the border counts as zero.
  @inline(__always)
  static func transformOutputGradient<Reader: TileReader>(
    _ tile: WinogradTile, next: WinogradTile, _ reader: Reader, channels: [Int], _ target: Floats, step: Int,
    spare: Floats
  ) {
    let map = reader.maps[tile.map]
    let (rows, columns) = (min(4, map.height &- tile.y), min(4, map.width &- tile.x))
    let pixel = map.channels
    let row = map.width &* pixel
    let origin = map.offset(y: tile.y, x: tile.x)
    let width = Vector.scalarCount
    let isWhole = rows == 4 && columns == 4
    for j in columns..<4 { spare.store(zeros, j &* width, step: 4 &* width) }
    for channel in channels {
      reader.prefetch(next, channel: channel)
      let lanes = reader.lanes(tile, channel: channel)
      if isWhole {
        for j in 0..<4 {
          let start = origin &+ j &* pixel
          let column: Four = (
            lanes.vector(start), lanes.vector(start &+ row), lanes.vector(start &+ 2 &* row),
            lanes.vector(start &+ 3 &* row)
          )
          spare.store(outputGradientTransform(column), j &* width, step: 4 &* width)
        }
      } else {
        for j in 0..<columns {
          let start = origin &+ j &* pixel
          let column: Four = (
            lanes.vector(start), rows > 1 ? lanes.vector(start &+ row) : .zero,
            rows > 2 ? lanes.vector(start &+ 2 &* row) : .zero, rows > 3 ? lanes.vector(start &+ 3 &* row) : .zero
          )
          spare.store(outputGradientTransform(column), j &* width, step: 4 &* width)
        }
      }
      let out = target + channel
      for i in 0..<6 {
        out.store(outputGradientTransform(spare.four(4 &* i &* width, step: width)), 6 &* i &* step, step: step)
      }
    }
  }

  private static var zeros: Six { (.zero, .zero, .zero, .zero, .zero, .zero) }
}

extension Floats {
  /// Four vectors, each `step` behind the one before it.
  @inline(__always)
  fileprivate func four(_ index: Int, step: Int) -> Winograd.Four {
    (vector(index), vector(index &+ step), vector(index &+ 2 &* step), vector(index &+ 3 &* step))
  }
}
