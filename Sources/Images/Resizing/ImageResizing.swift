// Pictures at another size.

extension Image {
  /// The picture at another size, bilinear: each new pixel is a weighted mean of old ones, weights falling linearly
  /// from its center over one pixel of the coarser of the two grids (so that nothing is skipped when a picture
  /// shrinks).
  ///
  /// ```
  /// weight(i → j) ∝ max(0, 1 - |(i + ½) - (j + ½)·s| / max(s, 1)),   s = old size / new size
  /// ```
  ///
  /// Properties:
  /// - The same size gives the same picture; one color stays that color.
  /// - Agrees with Pillow's `resize(..., BILINEAR)` within one level of 255.
  ///
  /// Memory: less than 3 bytes a pixel of the old picture beside both.
  ///
  /// - Precondition: `height` and `width` are at least 1.
  public func resized(height newHeight: Int, width newWidth: Int) -> Image {
    precondition(
      newHeight >= 1 && newWidth >= 1, "height and width must be at least 1, found \(newHeight) × \(newWidth)")
    if newHeight == height && newWidth == width { return self }

    var rows = NarrowedRows(of: self, width: newWidth)
    var result = [UInt8](repeating: 0, count: newHeight * newWidth * 3)
    var row = [Float](repeating: 0, count: newWidth * 3)
    for y in 0..<newHeight {
      let taps = ResizingTaps(y..<y + 1, from: height, to: newHeight)
      for i in row.indices { row[i] = 0.5 }
      rows.add(taps.places(0), times: taps.weights, to: &row)
      for i in row.indices { result[y * newWidth * 3 + i] = UInt8(min(255, max(0, row[i]))) }
    }
    return Image(height: newHeight, width: newWidth, pixels: result)
  }
}

/// How some of the new places of a side are made from the old ones.
struct ResizingTaps {
  /// The weights of one new place after another; those of each sum to 1.
  private(set) var weights: [Float] = []
  /// For each new place the first of the old ones, and where its weights begin; and where the last ones end.
  private var starts: [Int] = []
  private var offsets = [0]

  /// The new places of a range.
  init(_ range: Range<Int>, from old: Int, to new: Int) {
    let scale = Double(old) / Double(new)
    let reach = max(scale, 1)
    for index in range {
      let center = (Double(index) + 0.5) * scale
      let start = max(0, Int((center - reach + 0.5).rounded(.down)))
      let end = min(old, Int((center + reach + 0.5).rounded(.down)))
      let found = (start..<end).map { max(0, 1 - abs(Double($0) + 0.5 - center) / reach) }
      let sum = found.reduce(0, +)
      for weight in found { weights.append(Float(weight / sum)) }
      starts.append(start)
      offsets.append(weights.count)
    }
  }

  /// How many new places there are.
  var count: Int { starts.count }

  /// The old places that new place `index` of the range is made of.
  func places(_ index: Int) -> Range<Int> { starts[index]..<starts[index] + offsets[index + 1] - offsets[index] }

  /// Where their weights are.
  func offset(_ index: Int) -> Int { offsets[index] }
}

/// The rows of a picture at their new width, of which there are only those that a new row is made of.
private struct NarrowedRows {
  private let image: Image
  private let width: Int
  /// All columns; nil for a picture of few rows, for which they would be more than the picture: then they are made anew
  /// for every row.
  private let columns: ResizingTaps?
  private static let fewRows = 16
  /// The rows from `first` on, and how many those are.
  private var values: [Float] = []
  private var first = 0
  private var end = 0

  init(of image: Image, width: Int) {
    (self.image, self.width) = (image, width)
    columns = image.height < Self.fewRows ? nil : ResizingTaps(0..<width, from: image.width, to: width)
  }

  /// Adds some rows, each times its weight, to a row; they must not begin before those of the last call.
  mutating func add(_ rows: Range<Int>, times weights: [Float], to row: inout [Float]) {
    make(rows)
    let (values, length) = (values.span, 3 * width)
    var row = row.mutableSpan
    precondition(row.count == length)
    for (k, y) in rows.enumerated() {
      let weight = weights[k]
      let line = values.extracting((y - first) * length..<(y - first + 1) * length)
      precondition(line.count == length)
      for i in 0..<length { row[i] += weight * line[i] }
    }
  }

  /// Sees that these rows are there, and none before them.
  private mutating func make(_ rows: Range<Int>) {
    let length = 3 * width
    values.removeFirst((min(rows.lowerBound, end) - first) * length)
    (first, end) = (rows.lowerBound, max(rows.lowerBound, end))
    guard end < rows.upperBound else { return }
    let new = end..<rows.upperBound
    values += repeatElement(0, count: new.count * length)
    if let columns {
      narrow(new, columns, from: 0)
    } else {
      for x in 0..<width { narrow(new, ResizingTaps(x..<x + 1, from: image.width, to: width), from: x) }
    }
    end = rows.upperBound
  }

  /// Makes the new columns from `from` on of some rows.
  private mutating func narrow(_ rows: Range<Int>, _ columns: ResizingTaps, from: Int) {
    // The picture's own copy: while the rows are written nothing else of this is looked at.
    let (image, width, first) = (image, width, first)
    let (pixels, weights, stride) = (image.pixels.span, columns.weights.span, 3 * image.width)
    var values = values.mutableSpan
    for column in 0..<columns.count {
      let (places, offset) = (columns.places(column), columns.offset(column))
      for y in rows {
        var (red, green, blue) = (Float(0), Float(0), Float(0))
        var source = y * stride + 3 * places.lowerBound
        for k in offset..<offset + places.count {
          let weight = weights[k]
          red += weight * Float(pixels[source])
          green += weight * Float(pixels[source + 1])
          blue += weight * Float(pixels[source + 2])
          source += 3
        }
        let target = 3 * ((y - first) * width + from + column)
        values[target] = red
        values[target + 1] = green
        values[target + 2] = blue
      }
    }
  }
}
