// What a PNG file says about its pixels before they come: IHDR, and the passes that follow from it.

struct PNGHeader {
  enum ColorType: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    var depths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  let height: Int
  let width: Int
  let depth: Int
  let colorType: ColorType
  let isInterlaced: Bool

  /// The largest picture that is read: 2²⁸ pixels, as many as 16 384 × 16 384.
  static let mostPixels = 1 << 28

  init(_ data: ArraySlice<UInt8>) throws(PNGError) {
    let data = Array(data)
    guard data.count == 13 else { throw .malformed("chunk IHDR has \(data.count) bytes, not 13") }
    width = Int(PNGChunk.word(data, 0))
    height = Int(PNGChunk.word(data, 4))
    guard width >= 1, height >= 1, width < 1 << 31, height < 1 << 31 else {
      throw .malformed("a picture of \(height) × \(width) pixels")
    }
    guard height <= Self.mostPixels / width else {
      throw .unsupported("a picture of \(height) × \(width) pixels; make it smaller, at most 2²⁸ pixels")
    }
    depth = Int(data[8])
    guard let type = ColorType(rawValue: data[9]) else { throw .malformed("color type \(data[9]) does not exist") }
    colorType = type
    guard type.depths.contains(depth) else {
      throw .malformed("bit depth \(depth) does not exist in color type \(data[9])")
    }
    guard data[10] == 0 else { throw .unsupported("compression method \(data[10])") }
    guard data[11] == 0 else { throw .unsupported("filter method \(data[11])") }
    guard data[12] <= 1 else { throw .unsupported("interlace method \(data[12])") }
    isInterlaced = data[12] == 1
  }

  /// Bytes in a row of so many pixels, without the filter's.
  func rowBytes(width: Int) -> Int { (width * colorType.channels * depth + 7) / 8 }

  /// The distance of a byte from the one that the filters call "left".
  var filterStep: Int { max(1, colorType.channels * depth / 8) }

  /// A picture within the picture: every `dx`-th column from `x` on of every `dy`-th row from `y` on.
  struct Pass {
    let x, y, dx, dy, width, height: Int
  }

  /// The one pass of a plain file, or Adam7's seven; none that is empty.
  var passes: [Pass] {
    let grids =
      isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    return grids.map { x, y, dx, dy in
      Pass(
        x: x, y: y, dx: dx, dy: dy, width: max(0, (width - x + dx - 1) / dx), height: max(0, (height - y + dy - 1) / dy)
      )
    }.filter { $0.width > 0 && $0.height > 0 }
  }
}
