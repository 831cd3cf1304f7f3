// Where the pixels of a convolution lie, and what they see: windows of a map, most of them where they are, those on the
// border as copies.

/// The pixels of a batch of maps, and how far apart they lie in memory, counted in floats.
struct PixelGrid: Sendable {
  var images: Int
  var rows: Int
  var columns: Int
  var imageStride: Int
  var rowStride: Int
  var pixelStride: Int

  var count: Int { images * rows * columns }
}

extension FeatureMap {
  /// The map's pixels in its own memory.
  var grid: PixelGrid {
    PixelGrid(
      images: images, rows: height, columns: width, imageStride: height * width * channels,
      rowStride: width * channels, pixelStride: channels)
  }
}

/// Rectangles of a map's pixels, and how they are copied out of it.
struct Windows {
  let map: FeatureMap
  /// Rows and columns of a window.
  let rows: Int
  let columns: Int

  var runLength: Int { columns * map.channels }
  var count: Int { rows * runLength }

  /// Whether a window that begins in this row reaches beyond neither top nor bottom.
  @inline(__always)
  func hasRows(top: Int) -> Bool { top >= 0 && top &+ rows <= map.height }

  /// Where a window begins, if it is inside.
  @inline(__always)
  func start(image: Int, top: Int, left: Int) -> Floats {
    map.view + ((image &* map.height &+ top) &* map.width &+ left) &* map.channels
  }

  /// Copies a window, zeros for what is beyond the border; whole vectors are written, the last over what follows it.
  func copy(image: Int, top: Int, left: Int, to target: Floats) {
    let run = runLength
    let first = min(columns, max(0, -left)) &* map.channels
    let end = max(first, min(columns, map.width &- left) &* map.channels)
    var row = target
    for i in 0..<rows {
      if top &+ i < 0 || top &+ i >= map.height {
        Self.clear(row, 0, run)
      } else {
        let source = start(image: image, top: top &+ i, left: left)
        Self.clear(row, 0, first)
        var index = first
        while index < end {
          row.store(source.vector(index), index)
          index &+= Vector.scalarCount
        }
        Self.clear(row, end, run)
      }
      row = row + run
    }
  }

  @inline(__always)
  private static func clear(_ row: Floats, _ first: Int, _ end: Int) {
    var index = first
    while index < end {
      row.store(.zero, index)
      index &+= Vector.scalarCount
    }
  }
}
