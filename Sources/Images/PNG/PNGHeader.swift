// What a PNG file says about its pixels before they come: IHDR, PLTE and tRNS.

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

  /// Eight-bit RGB in one pass: rows are copied as they are.
  var isPlainRGB: Bool { colorType == .rgb && depth == 8 && !isInterlaced }

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

/// How samples become colors: over white where they are transparent.
struct PNGColors {
  private let header: PNGHeader
  private var palette: [Color] = []
  private var transparent: [Int]?

  /// True if one color of a gray or RGB picture stands for nothing.
  var hasTransparency: Bool { transparent != nil }

  init(_ header: PNGHeader, chunks: [PNGChunk]) throws(PNGError) {
    self.header = header
    let transparency = chunks.first { $0.name == "tRNS" }.map { Array($0.data) }
    if header.colorType == .palette {
      guard let data = chunks.first(where: { $0.name == "PLTE" }).map({ Array($0.data) }) else {
        throw .malformed("a picture with a palette has no chunk PLTE")
      }
      guard data.count % 3 == 0, 1...256 ~= data.count / 3 else {
        throw .malformed("chunk PLTE has \(data.count) bytes, not three for each of 1…256 colors")
      }
      let alphas = transparency ?? []
      palette = stride(from: 0, to: data.count, by: 3).map { i in
        let alpha = i / 3 < alphas.count ? Int(alphas[i / 3]) : 255
        return Color(
          red: Self.overWhite(Int(data[i]), alpha), green: Self.overWhite(Int(data[i + 1]), alpha),
          blue: Self.overWhite(Int(data[i + 2]), alpha))
      }
    } else if let transparency, header.colorType == .gray || header.colorType == .rgb {
      guard transparency.count == 2 * header.colorType.channels else {
        throw .malformed("chunk tRNS has \(transparency.count) bytes, not \(2 * header.colorType.channels)")
      }
      transparent = stride(from: 0, to: transparency.count, by: 2).map {
        Int(transparency[$0]) << 8 | Int(transparency[$0 + 1])
      }
    }
  }

  /// The color of a pixel's samples, each 0 ..< 2^depth.
  func color(_ samples: ArraySlice<Int>) throws(PNGError) -> Color {
    let s = samples.startIndex
    switch header.colorType {
    case .palette:
      guard samples[s] < palette.count else {
        throw .malformed("color \(samples[s]) of a palette of \(palette.count)")
      }
      return palette[samples[s]]
    case .gray:
      return samples.elementsEqual(transparent ?? []) ? .white : Color(gray: UInt8(eightBits(samples[s])))
    case .rgb:
      if samples.elementsEqual(transparent ?? []) { return .white }
      return Color(
        red: UInt8(eightBits(samples[s])), green: UInt8(eightBits(samples[s + 1])),
        blue: UInt8(eightBits(samples[s + 2])))
    case .grayAlpha:
      return Color(gray: Self.overWhite(eightBits(samples[s]), eightBits(samples[s + 1])))
    case .rgba:
      let alpha = eightBits(samples[s + 3])
      return Color(
        red: Self.overWhite(eightBits(samples[s]), alpha), green: Self.overWhite(eightBits(samples[s + 1]), alpha),
        blue: Self.overWhite(eightBits(samples[s + 2]), alpha))
    }
  }

  /// 0 ..< 2^depth spread over 0…255, rounded to nearest.
  private func eightBits(_ sample: Int) -> Int {
    let most = 1 << header.depth - 1
    return header.depth == 8 ? sample : (sample * 255 + most / 2) / most
  }

  private static func overWhite(_ value: Int, _ alpha: Int) -> UInt8 {
    UInt8((value * alpha + 255 * (255 - alpha) + 127) / 255)
  }
}
