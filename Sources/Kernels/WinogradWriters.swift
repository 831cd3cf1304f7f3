// How Winograd's outputs are written, tile by tile: each kind of writing is one small type, compiled into the
// transform. How tiles are read is in WinogradReaders.swift.

/// A way to write tiles.
protocol TileWriter {
  associatedtype Lanes: TileWriterLanes
  var maps: TileMaps { get }
  /// What is needed to write a vector of channels of a tile.
  ///
  /// - Parameter index: The tile's place among all tiles of the call.
  func lanes(_ tile: WinogradTile, index: Int, channel: Int) -> Lanes
  /// Asks for what writing a vector of channels of a tile needs.
  func prefetch(_ tile: WinogradTile, channel: Int)
}

extension TileWriter {
  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int) { maps.prefetch(tile, channel: channel, toWrite: true) }
}

/// One vector of channels of one tile.
protocol TileWriterLanes {
  /// Called before the tile's first pixel, with its vector.
  mutating func begin(_ first: Vector)
  /// Takes the vector at an offset from the image's first pixel; pixels come in reading order.
  mutating func write(_ value: Vector, _ offset: Int)
  /// Called after the tile's last pixel, with the number of pixels.
  func finish(pixels: Float)
}

/// Adds a bias, and another map if there is one; then a ReLU, if it is asked for.
struct PlainWriter: TileWriter {
  struct Lanes: TileWriterLanes {
    let image: Floats
    let bias: Vector
    let addend: Floats?
    let rectifies: Bool
    /// How many there are from the first of the vector on.
    let channels: Int

    @inline(__always) func write(_ value: Vector, _ offset: Int) {
      var value = value + bias
      // Behind the last channel this reads what follows, for which every buffer has room, and throws it away.
      if let addend { value += addend.vector(offset) }
      if rectifies { value.rectify() }
      if channels >= Vector.scalarCount {
        image.store(value, offset)
      } else {
        for lane in 0..<channels { image[offset &+ lane] = value[lane] }
      }
    }
    @inline(__always) func begin(_ first: Vector) {}
    @inline(__always) func finish(pixels: Float) {}
  }

  let maps: TileMaps
  /// Padded to whole vectors.
  let bias: FloatBuffer
  /// Of the same shapes.
  var addends: TileMaps?
  var rectifies = false

  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int) {
    maps.prefetch(tile, channel: channel, toWrite: true)
    addends?.prefetch(tile, channel: channel)
  }

  @inline(__always)
  func lanes(_ tile: WinogradTile, index: Int, channel: Int) -> Lanes {
    let map = maps[tile.map]
    return Lanes(
      image: map.image(tile.image) + channel, bias: bias.view.vector(channel),
      addend: addends.map { $0[tile.map].image(tile.image) + channel }, rectifies: rectifies,
      channels: map.channels &- channel)
  }
}

/// Keeps mean and sum of squared distances from it of every tile and channel, while the numbers are in registers.
///
/// Distances are taken from the tile's first pixel, which lies among the others: whatever the mean, nothing cancels.
struct StatisticsWriter: TileWriter {
  struct Lanes: TileWriterLanes {
    let image: Floats
    let result: Floats
    let channels: Int
    var first = Vector.zero
    var sum = Vector.zero
    var squares = Vector.zero

    @inline(__always) mutating func begin(_ first: Vector) { self.first = first }
    @inline(__always) mutating func write(_ value: Vector, _ offset: Int) {
      image.store(value, offset)
      let distance = value - first
      sum += distance
      squares.addProduct(distance, distance)
    }
    @inline(__always) func finish(pixels: Float) {
      let mean = sum * (1 / pixels)
      result.store(first + mean, 0)
      let rest = squares.addingProduct(-mean, sum)
      result.store(rest.replacing(with: 0, where: rest .< 0), channels)
    }
  }

  let maps: TileMaps
  /// [tiles][mean, squares][channels].
  let result: FloatBuffer

  @inline(__always)
  func lanes(_ tile: WinogradTile, index: Int, channel: Int) -> Lanes {
    let map = maps[tile.map]
    return Lanes(
      image: map.image(tile.image) + channel, result: result.view + (index &* 2 &* map.channels &+ channel),
      channels: map.channels)
  }
}

/// Passes a gradient through a ReLU and keeps what the gradient of the normalization before it needs: Σ g and
/// Σ g · (x - mean) of every tile and channel.
struct RectifiedGradientWriter: TileWriter {
  struct Lanes: TileWriterLanes {
    let image: Floats
    let input: Floats
    let factor: Vector
    let offset: Vector
    let mean: Vector
    let result: Floats
    let channels: Int
    var sum = Vector.zero
    var products = Vector.zero

    @inline(__always) func begin(_ first: Vector) {}
    @inline(__always) mutating func write(_ value: Vector, _ index: Int) {
      let x = input.vector(index)
      // As the forward pass computed it, so that both agree on which numbers were cut off.
      let gradient = value.replacing(with: 0, where: offset.addingProduct(x, factor) .<= 0)
      image.store(gradient, index)
      sum += gradient
      products.addProduct(gradient, x - mean)
    }
    @inline(__always) func finish(pixels: Float) {
      result.store(sum, 0)
      result.store(products, channels)
    }
  }

  let maps: TileMaps
  /// The normalization's input, of the same shapes.
  let inputs: TileMaps
  /// As `Unnormalized` has them.
  let moments: [FloatBuffer]
  let isPerImage: Bool
  /// [tiles][Σ g, Σ g (x - mean)][channels].
  let result: FloatBuffer

  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int) {
    maps.prefetch(tile, channel: channel, toWrite: true)
    inputs.prefetch(tile, channel: channel)
  }

  @inline(__always)
  func lanes(_ tile: WinogradTile, index: Int, channel: Int) -> Lanes {
    let map = maps[tile.map]
    let instance = isPerImage ? tile.image : 0
    let moments = moments[tile.map].view + (Unnormalized.rows &* instance &* map.channels &+ channel)
    return Lanes(
      image: map.image(tile.image) + channel, input: inputs[tile.map].image(tile.image) + channel,
      factor: moments.vector(0), offset: moments.vector(map.channels), mean: moments.vector(2 &* map.channels),
      result: result.view + (index &* 2 &* map.channels &+ channel), channels: map.channels)
  }
}

extension Winograd {
  /// Aᵀ m A of a tile's 36 products of some channels, as many of the 4 × 4 as lie inside the map.
  ///
  /// - Parameters:
  ///   - next: the tile that comes after it, whose outputs are asked for.
  ///   - firstChannel: the first of the channels.
  ///   - channels: the first channels of their vectors, counted from the first one.
  ///   - source: where the first of the 36 numbers of that channel is; the next are `step` apart.
  ///   - spare: room for 24 vectors.
  @inline(__always)
  static func transformOutput<Writer: TileWriter>(
    _ tile: WinogradTile, next: WinogradTile, index: Int, _ writer: Writer, firstChannel: Int, channels: [Int],
    _ source: Floats, step: Int, spare: Floats
  ) {
    let map = writer.maps[tile.map]
    let (rows, columns) = (min(4, map.height &- tile.y), min(4, map.width &- tile.x))
    let pixel = map.channels
    let origin = map.offset(y: tile.y, x: tile.x)
    let width = Vector.scalarCount
    for channel in channels {
      writer.prefetch(next, channel: firstChannel &+ channel)
      for j in 0..<6 {
        let (a, b, c, d) = outputTransform((source + channel).six(j &* step, step: 6 &* step))
        spare.store(a, j &* width)
        spare.store(b, (6 &+ j) &* width)
        spare.store(c, (12 &+ j) &* width)
        spare.store(d, (18 &+ j) &* width)
      }
      var lanes = writer.lanes(tile, index: index, channel: firstChannel &+ channel)
      lanes.begin(outputTransform(spare.six(0, step: width)).0)
      if rows == 4 && columns == 4 {
        for i in 0..<4 {
          let (a, b, c, d) = outputTransform(spare.six(6 &* i &* width, step: width))
          let start = origin &+ i &* map.width &* pixel
          lanes.write(a, start)
          lanes.write(b, start &+ pixel)
          lanes.write(c, start &+ 2 &* pixel)
          lanes.write(d, start &+ 3 &* pixel)
        }
      } else {
        for i in 0..<rows {
          let (a, b, c, d) = outputTransform(spare.six(6 &* i &* width, step: width))
          let start = origin &+ i &* map.width &* pixel
          lanes.write(a, start)
          if columns > 1 { lanes.write(b, start &+ pixel) }
          if columns > 2 { lanes.write(c, start &+ 2 &* pixel) }
          if columns > 3 { lanes.write(d, start &+ 3 &* pixel) }
        }
      }
      lanes.finish(pixels: Float(rows &* columns))
    }
  }
}
