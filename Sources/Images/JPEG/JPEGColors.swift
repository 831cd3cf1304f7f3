// From components to red, green and blue. T.81 does not say what the components are: the file's JFIF or Adobe segment
// does, and YCbCr is turned into RGB as JFIF (ITU-T T.871, clause 7) has it, with 16 bits after the point as in
// libjpeg.

/// What the components of a picture are.
enum JPEGColors {
  case gray, yCbCr, rgb

  /// As libjpeg decides it: JFIF is always YCbCr; Adobe's transform 0 is RGB; else the components' names tell.
  init(_ frame: JPEGFrame, isJFIF: Bool, adobeTransform: UInt8?) {
    if frame.components.count == 1 {
      self = .gray
    } else if isJFIF {
      self = .yCbCr
    } else if let adobeTransform {
      self = adobeTransform == 0 ? .rgb : .yCbCr
    } else {
      self = frame.components.map(\.id).elementsEqual("RGB".utf8) ? .rgb : .yCbCr
    }
  }

  /// Adobe's number of the colors' transform in a segment APP14; nil if the segment is not Adobe's.
  static func adobeTransform(_ data: ArraySlice<UInt8>) -> UInt8? {
    let data = Array(data)
    return data.count >= 12 && data.starts(with: "Adobe".utf8) ? data[11] : nil
  }

  /// The picture of all components' samples.
  func picture(_ frame: JPEGFrame, samples: [UInt8]) -> Image {
    let (height, width) = (frame.height, frame.width)
    // Rows are written eight pixels at a time; what is beyond a row's end, the next row is written over.
    let eights = (width + 7) / 8
    var pixels = [UInt8](repeating: 0, count: height * width * 3 + 21)
    var upsampling = frame.components.map { JPEGUpsampling($0, of: frame) }
    var rows = upsampling.map { [UInt8](repeating: 0, count: max($0.rowLength, 8 * eights)) }
    for y in 0..<height {
      for i in rows.indices { upsampling[i].write(y, of: samples.span, to: &rows[i]) }
      let at = 3 * y * width
      switch self {
      case .gray: Self.write(rows[0], rows[0], rows[0], isYCbCr: false, to: &pixels, at: at, eights)
      case .rgb: Self.write(rows[0], rows[1], rows[2], isYCbCr: false, to: &pixels, at: at, eights)
      case .yCbCr: Self.write(rows[0], rows[1], rows[2], isYCbCr: true, to: &pixels, at: at, eights)
      }
    }
    pixels.removeLast(21)
    return Image(height: height, width: width, pixels: pixels)
  }

  private typealias Eight = SIMD8<Int32>

  /// R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb, with Cb and Cr from −128 to 127; or red,
  /// green and blue as they are.
  private static func write(
    _ first: [UInt8], _ second: [UInt8], _ third: [UInt8], isYCbCr: Bool, to pixels: inout [UInt8], at: Int,
    _ eights: Int
  ) {
    let (first, second, third) = (first.span, second.span, third.span)
    var pixels = pixels.mutableSpan
    for i in 0..<eights {
      var (red, green, blue) = (eight(first, 8 &* i), eight(second, 8 &* i), eight(third, 8 &* i))
      if isYCbCr {
        let (y, b, r) = (red, green &- 128, blue &- 128)
        red = InverseDCT.cutToBytes(y &+ (91881 &* r &+ 32768) &>> 16)
        green = InverseDCT.cutToBytes(y &+ (-22554 &* b &- 46802 &* r &+ 32768) &>> 16)
        blue = InverseDCT.cutToBytes(y &+ (116_130 &* b &+ 32768) &>> 16)
      }
      let start = at &+ 24 &* i
      var output = pixels._mutatingExtracting(start..<start &+ 24)
      for lane in 0..<8 {
        output[3 &* lane] = UInt8(truncatingIfNeeded: red[lane])
        output[3 &* lane &+ 1] = UInt8(truncatingIfNeeded: green[lane])
        output[3 &* lane &+ 2] = UInt8(truncatingIfNeeded: blue[lane])
      }
    }
  }

  @inline(__always)
  private static func eight(_ samples: Span<UInt8>, _ at: Int) -> Eight {
    let s = samples.extracting(at..<at &+ 8)
    return Eight(
      Int32(s[0]), Int32(s[1]), Int32(s[2]), Int32(s[3]), Int32(s[4]), Int32(s[5]), Int32(s[6]), Int32(s[7]))
  }
}
