// A picture in which the pixels of the network can be counted.

import Images

extension Image {
  /// Every pixel as a square of `zoom` × `zoom`, so that what the network sees can be counted.
  func enlarged(by zoom: Int) -> Image {
    let width = self.width * zoom
    var pixels: [UInt8] = []
    pixels.reserveCapacity(height * zoom * width * 3)
    for y in 0..<height {
      var row: [UInt8] = []
      row.reserveCapacity(width * 3)
      for x in 0..<self.width {
        let start = (y * self.width + x) * 3
        for _ in 0..<zoom { row += self.pixels[start..<start + 3] }
      }
      for _ in 0..<zoom { pixels += row }
    }
    return Image(height: height * zoom, width: width, pixels: pixels)
  }
}
