// Where Winograd's tiles lie, and how they are read: each kind of reading is one small type, compiled into the transform.
// How they are written is in WinogradWriters.swift.

/// One tile of outputs: which map and image, and where its first output is.
struct WinogradTile: Sendable {
  var map: Int
  var image: Int
  var y: Int
  var x: Int

  /// All tiles of all maps, in order.
  static func tiles(_ maps: [FeatureMap]) -> [WinogradTile] {
    var tiles: [WinogradTile] = []
    tiles.reserveCapacity(maps.reduce(0) { $0 + TileMap($1).tileCount })
    for (index, map) in maps.enumerated() {
      for image in 0..<map.images {
        for y in stride(from: 0, to: map.height, by: Winograd.outputs) {
          for x in stride(from: 0, to: map.width, by: Winograd.outputs) {
            tiles.append(WinogradTile(map: index, image: image, y: y, x: x))
          }
        }
      }
    }
    return tiles
  }
}

/// A batch of maps whose images may lie apart: a map by itself, or one level of a buffer that holds all levels of an
/// image one after another.
struct TileMap: Sendable {
  var view: Floats
  var images: Int
  var height: Int
  var width: Int
  var channels: Int
  /// From one image to the next, in floats.
  var imageStride: Int

  init(_ map: FeatureMap) {
    view = map.view
    (images, height, width, channels) = (map.images, map.height, map.width, map.channels)
    imageStride = height * width * channels
  }

  var tileCount: Int {
    images * ((height + Winograd.outputs - 1) / Winograd.outputs) * ((width + Winograd.outputs - 1) / Winograd.outputs)
  }

  @inline(__always)
  func image(_ index: Int) -> Floats { view + index &* imageStride }

  @inline(__always)
  func offset(y: Int, x: Int) -> Int { (y &* width &+ x) &* channels }

  /// The first channels of the vectors that together cover all channels.
  ///
  /// Where channels are no multiple of the vector's width, the last two vectors overlap and write the same numbers twice:
  /// so nothing is read or written behind a pixel, and no channel alone.
  static func firstChannels(_ channels: Int) -> [Int] {
    guard channels > Vector.scalarCount else { return [0] }
    return stride(from: 0, to: channels, by: Vector.scalarCount).map { min($0, channels - Vector.scalarCount) }
  }
}

/// Maps as tiles see them, and the memory that they are views of.
///
/// The owners are never asked for: they are here because a bare view does not keep its memory from being handed out
/// again.
struct TileMaps: Sendable {
  let maps: [TileMap]
  private let owners: [FloatBuffer]

  init(_ maps: [FeatureMap]) {
    self.maps = maps.map(TileMap.init)
    owners = maps.map(\.buffer)
  }

  /// The levels of a buffer [images, Σ height · width, channels], with the sizes of `levels`.
  init(levelsOf buffer: FloatBuffer, like levels: [FeatureMap], channels: Int) {
    let whole = levels.reduce(0) { $0 + $1.height * $1.width } * channels
    var offset = 0
    maps = levels.map { level in
      var map = TileMap(level)
      map.view = buffer.view + offset
      map.channels = channels
      map.imageStride = whole
      offset += level.height * level.width * channels
      return map
    }
    owners = [buffer]
  }

  @inline(__always)
  subscript(index: Int) -> TileMap { maps[index] }
}

/// A way to read tiles.
protocol TileReader: Sendable {
  associatedtype Lanes: TileLanes
  var maps: TileMaps { get }
  /// What is needed to read a vector of channels at any pixel of an image.
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes
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

  let maps: TileMaps

  @inline(__always)
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes {
    Lanes(image: maps[tile.map].image(tile.image) + channel)
  }
}

/// Reads max(0, factor · x + offset): a normalisation and its ReLU, which nobody has to write to memory first.
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
  /// For each map, [instances][factor, offset][channels].
  let coefficients: [FloatBuffer]
  /// Whether every image has coefficients of its own.
  let isPerImage: Bool

  @inline(__always)
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes {
    let map = maps[tile.map]
    let coefficients = coefficients[tile.map].view + ((isPerImage ? tile.image : 0) &* 2 &* map.channels &+ channel)
    return Lanes(
      image: map.image(tile.image) + channel, factor: coefficients.vector(0),
      offset: coefficients.vector(map.channels))
  }
}

extension Winograd {
  /// Vectors of room that a transform needs: 36 numbers, and 36 that were transformed one way.
  static let spareVectors = 72

  /// Bᵀ d B of the 6 × 6 inputs around a tile, for all channels; what lies beyond the border counts as zero.
  ///
  /// - Parameters:
  ///   - target: where the first of the 36 numbers of channel 0 goes; the next are `step` apart.
  ///   - spare: room for `spareVectors`.
  @inline(__always)
  static func transformInput<Reader: TileReader>(
    _ tile: WinogradTile, _ reader: Reader, channels: [Int], _ target: Floats, step: Int, spare: Floats
  ) {
    let map = reader.maps[tile.map]
    let rows = (tile.y == 0 ? 1 : 0)..<min(6, map.height &+ 1 &- tile.y)
    let columns = (tile.x == 0 ? 1 : 0)..<min(6, map.width &+ 1 &- tile.x)
    let pixel = map.channels
    let row = map.width &* pixel
    let origin = map.offset(y: tile.y &- 1, x: tile.x &- 1)
    let width = Vector.scalarCount
    let isWhole = rows.count == 6 && columns.count == 6
    let numbers = spare + 36 &* width
    if !isWhole { clear(numbers, count: 36) }
    for channel in channels {
      let lanes = reader.lanes(tile, channel: channel)
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
        // A number beyond the border stays the zero that it is.
        for i in rows {
          for j in columns {
            numbers.store(lanes.vector(origin &+ i &* row &+ j &* pixel), (6 &* i &+ j) &* width)
          }
        }
        for j in 0..<6 {
          spare.store(inputTransform(numbers.six(j &* width, step: 6 &* width)), j &* width, step: 6 &* width)
        }
      }
      let out = target + channel
      for i in 0..<6 {
        out.store(inputTransform(spare.six(6 &* i &* width, step: width)), 6 &* i &* step, step: step)
      }
    }
  }

  /// A y Aᵀ of a tile's 4 × 4 numbers; what lies beyond the border counts as zero.
  @inline(__always)
  static func transformOutputGradient<Reader: TileReader>(
    _ tile: WinogradTile, _ reader: Reader, channels: [Int], _ target: Floats, step: Int, spare: Floats
  ) {
    let map = reader.maps[tile.map]
    let (rows, columns) = (min(4, map.height &- tile.y), min(4, map.width &- tile.x))
    let pixel = map.channels
    let row = map.width &* pixel
    let origin = map.offset(y: tile.y, x: tile.x)
    let width = Vector.scalarCount
    let isWhole = rows == 4 && columns == 4
    let numbers = spare + 36 &* width
    if !isWhole { clear(numbers, count: 16) }
    for channel in channels {
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
        for i in 0..<rows {
          for j in 0..<columns {
            numbers.store(lanes.vector(origin &+ i &* row &+ j &* pixel), (4 &* i &+ j) &* width)
          }
        }
        for j in 0..<4 {
          spare.store(outputGradientTransform(numbers.four(j &* width, step: 4 &* width)), j &* width, step: 4 &* width)
        }
      }
      let out = target + channel
      for i in 0..<6 {
        out.store(outputGradientTransform(spare.four(4 &* i &* width, step: width)), 6 &* i &* step, step: step)
      }
    }
  }

  @inline(__always)
  private static func clear(_ target: Floats, count: Int) {
    for index in 0..<count { target.store(.zero, index &* Vector.scalarCount) }
  }
}

extension Floats {
  /// Four vectors, each `step` behind the one before it.
  @inline(__always)
  fileprivate func four(_ index: Int, step: Int) -> Winograd.Four {
    (vector(index), vector(index &+ step), vector(index &+ 2 &* step), vector(index &+ 3 &* step))
  }
}
