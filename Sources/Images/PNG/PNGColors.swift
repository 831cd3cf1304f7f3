// How samples become colors: by PLTE and tRNS, 16 bits rounded to 8, over white where they are transparent.

struct PNGColors {
  private let type: PNGHeader.ColorType
  private let depth: Int
  /// Red, green and blue of each sample, where one of at most eight bits decides: palettes and gray.
  ///
  /// Colors that a palette lacks are black.
  private var table: [UInt8] = []
  /// The samples of the one color that stands for nothing; nil if all stand for themselves.
  private var transparent: [Int]?

  init(_ header: PNGHeader, chunks: [PNGChunk]) throws(PNGError) {
    (type, depth) = (header.colorType, header.depth)
    let transparency = chunks.first { $0.name == "tRNS" }.map { Array($0.data) }
    if type == .palette {
      guard let data = chunks.first(where: { $0.name == "PLTE" }).map({ Array($0.data) }) else {
        throw .malformed("a picture with a palette has no chunk PLTE")
      }
      guard data.count % 3 == 0, 1...256 ~= data.count / 3 else {
        throw .malformed("chunk PLTE has \(data.count) bytes, not three for each of 1…256 colors")
      }
      let alphas = transparency ?? []
      table = data.indices.map { i in
        Self.overWhite(Int(data[i]), i / 3 < alphas.count ? Int(alphas[i / 3]) : 255)
      }
      table += [UInt8](repeating: 0, count: 768 - table.count)
      return
    }
    if let transparency, type == .gray || type == .rgb {
      guard transparency.count == 2 * type.channels else {
        throw .malformed("chunk tRNS has \(transparency.count) bytes, not \(2 * type.channels)")
      }
      // Only as many bits count as a sample has (11.3.1.1).
      transparent = stride(from: 0, to: transparency.count, by: 2).map {
        (Int(transparency[$0]) << 8 | Int(transparency[$0 + 1])) & (1 << header.depth - 1)
      }
    }
    if type == .gray && depth <= 8 {
      table = (0..<1 << depth).flatMap { sample in
        let isNothing = transparent == [sample]
        return [UInt8](repeating: isNothing ? 255 : UInt8(eightBits(sample)), count: 3)
      }
    }
  }

  /// Writes the colors of a row of `count` pixels, packed as the file has them from `from` on, to places `step` bytes
  /// apart.
  func write(_ bytes: [UInt8], from: Int, count: Int, to pixels: inout [UInt8], at: Int, step: Int) {
    if !table.isEmpty {
      lookUp(bytes, from: from, count: count, to: &pixels, at: at, step: step)
    } else if type == .rgb && depth == 8 && transparent == nil && step == 3 {
      Self.copy(bytes.span.extracting(from..<from + 3 * count), to: &pixels, at: at)
    } else {
      compute(bytes, from: from, count: count, to: &pixels, at: at, step: step)
    }
  }

  private static func copy(_ row: Span<UInt8>, to pixels: inout [UInt8], at: Int) {
    let count = row.count
    var all = pixels.mutableSpan
    var pixels = all._mutatingExtracting(at..<at + count)
    for i in 0..<count { pixels[i] = row[i] }
  }

  /// Samples of at most eight bits, packed from a byte's top bit down.
  private func lookUp(_ bytes: [UInt8], from: Int, count: Int, to pixels: inout [UInt8], at: Int, step: Int) {
    let (table, bytes) = (table.span, bytes.span)
    var pixels = pixels.mutableSpan
    let most = UInt8(truncatingIfNeeded: 1 << depth - 1)
    var to = at
    for i in 0..<count {
      let bit = i &* depth
      let byte = bytes[from &+ bit &>> 3]
      let sample = byte &>> UInt8(truncatingIfNeeded: 8 &- depth &- (bit & 7)) & most
      let color = 3 &* Int(sample)
      pixels[to] = table[color]
      pixels[to &+ 1] = table[color &+ 1]
      pixels[to &+ 2] = table[color &+ 2]
      to &+= step
    }
  }

  private func compute(_ bytes: [UInt8], from: Int, count: Int, to pixels: inout [UInt8], at: Int, step: Int) {
    let (channels, width) = (type.channels, depth / 8)
    let colors = channels >= 3 ? 3 : 1
    var to = at
    for i in 0..<count {
      let pixel = from + i * channels * width
      func sample(_ channel: Int) -> Int {
        let place = pixel + channel * width
        return width == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
      }
      var alpha = 255
      if channels == 2 || channels == 4 {
        alpha = eightBits(sample(colors))
      } else if let transparent, (0..<colors).allSatisfy({ transparent[$0] == sample($0) }) {
        alpha = 0
      }
      for channel in 0..<3 {
        pixels[to + channel] = Self.overWhite(eightBits(sample(colors == 3 ? channel : 0)), alpha)
      }
      to += step
    }
  }

  /// 0 ..< 2^depth spread over 0…255, rounded to nearest.
  private func eightBits(_ sample: Int) -> Int {
    let most = 1 << depth - 1
    return depth == 8 ? sample : (sample * 255 + most / 2) / most
  }

  private static func overWhite(_ value: Int, _ alpha: Int) -> UInt8 {
    UInt8((value * alpha + 255 * (255 - alpha) + 127) / 255)
  }
}
