// Where Winograd's tiles lie. How they are read is in WinogradReaders.swift, how they are written in
// WinogradWriters.swift.

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
struct TileMap {
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
  /// Where channels are no multiple of the vector's width, the last two vectors overlap and write the same numbers
  /// twice: so nothing is read or written behind a pixel, and no channel alone.
  static func firstChannels(_ channels: Int) -> [Int] {
    guard channels > Vector.scalarCount else { return [0] }
    return stride(from: 0, to: channels, by: Vector.scalarCount).map { min($0, channels - Vector.scalarCount) }
  }
}

/// Maps as tiles see them, and the memory that they are views of.
///
/// The owners are never asked for: they are here because a bare view does not keep its memory from being handed out
/// again.
struct TileMaps {
  let maps: [TileMap]
  private let owners: [FloatBuffer]

  init(_ maps: [FeatureMap]) {
    self.maps = maps.map(TileMap.init)
    owners = maps.map { $0.buffer }
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

  /// Asks for the memory of a tile's own pixels, of a vector of channels.
  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int, toWrite: Bool = false) {
    let map = maps[tile.map]
    let start = map.image(tile.image) + (map.offset(y: tile.y, x: tile.x) &+ channel)
    let row = map.width &* map.channels
    for y in 0..<min(Winograd.outputs, map.height &- tile.y) {
      for x in 0..<min(Winograd.outputs, map.width &- tile.x) {
        let offset = y &* row &+ x &* map.channels
        if toWrite { start.prefetchToWrite(offset) } else { start.prefetch(offset) }
      }
    }
  }

  /// Asks for the memory of those inputs of a tile, of a vector of channels, that the one before it in its row has not
  /// read.
  @inline(__always)
  func prefetchInputs(_ tile: WinogradTile, channel: Int) {
    let map = maps[tile.map]
    let image = map.image(tile.image) + channel
    let columns = (tile.x == 0 ? 0 : tile.x &+ 1)..<min(map.width, tile.x &+ Winograd.inputs &- 1)
    for y in max(0, tile.y &- 1)..<min(map.height, tile.y &+ Winograd.inputs &- 1) {
      for x in columns { image.prefetch(map.offset(y: y, x: x)) }
    }
  }
}
