// The third way to read Winograd's tiles, beside those in WinogradReaders.swift: the gradient of a normalization.

/// Reads a normalization's gradient, factor · g + slope · x + offset, and leaves it in a map, perhaps where g was.
///
/// Only for transforms that read every pixel once, and for channels that fill whole vectors.
struct NormalizingReader: TileReader {
  struct Lanes: TileLanes {
    let image: Floats
    let input: Floats
    let target: Floats
    let factor: Vector
    let slope: Vector
    let offset: Vector

    @inline(__always) func vector(_ index: Int) -> Vector {
      let value = offset.addingProduct(input.vector(index), slope).addingProduct(image.vector(index), factor)
      target.store(value, index)
      return value
    }
  }

  let maps: TileMaps
  /// The normalization's input, of the same shapes.
  let inputs: TileMaps
  /// For each map, [instances][factor, slope, offset][channels].
  let coefficients: [FloatBuffer]
  /// Where the result goes, of the same shapes.
  let target: TileMaps
  let isPerImage: Bool

  @inline(__always)
  func prefetch(_ tile: WinogradTile, channel: Int) {
    maps.prefetch(tile, channel: channel)
    inputs.prefetch(tile, channel: channel)
    target.prefetch(tile, channel: channel, toWrite: true)
  }

  @inline(__always)
  func lanes(_ tile: WinogradTile, channel: Int) -> Lanes {
    let map = maps[tile.map]
    let values = coefficients[tile.map].view + ((isPerImage ? tile.image : 0) &* 3 &* map.channels &+ channel)
    return Lanes(
      image: map.image(tile.image) + channel, input: inputs[tile.map].image(tile.image) + channel,
      target: target[tile.map].image(tile.image) + channel, factor: values.vector(0),
      slope: values.vector(map.channels), offset: values.vector(2 &* map.channels))
  }
}
