// Components with fewer samples than the picture has pixels (ITU-T T.81, A.1.1), brought to its size. The standard
// leaves open how; here it is done as libjpeg does it by default: over twice the distance in a line between the two
// nearest samples, which lie at a quarter and three quarters; over other distances samples are repeated.

/// Gives rows of one component at the size of the picture.
struct JPEGUpsampling {
  private enum Method {
    case whole, wide, tall, both
    case repeated(horizontal: Int, vertical: Int)
  }

  private let method: Method
  private let component: JPEGFrame.Component
  private let start: Int
  private var sums: [UInt16] = []

  init(_ component: JPEGFrame.Component, of frame: JPEGFrame) {
    self.component = component
    start = 64 * component.firstBlock
    let (h, v) = (frame.horizontal / component.horizontal, frame.vertical / component.vertical)
    // Two columns are too few to lie between.
    let isWideEnough = component.width > 2
    switch (h, v) {
    case (1, 1): method = .whole
    case (2, 1) where isWideEnough: method = .wide
    case (1, 2): method = .tall
    case (2, 2) where isWideEnough: method = .both
    default: method = .repeated(horizontal: h, vertical: v)
    }
    if case .both = method { sums = [UInt16](repeating: 0, count: component.width) }
  }

  /// Samples that `write` gives: at least as many as the picture has columns.
  var rowLength: Int {
    switch method {
    case .whole, .tall: component.width
    case .wide, .both: 2 * component.width
    case .repeated(let horizontal, _): horizontal * component.width
    }
  }

  /// Writes row `y` of the picture to the beginning of `row`, which has at least `rowLength` places.
  mutating func write(_ y: Int, of samples: Span<UInt8>, to row: inout [UInt8]) {
    var row = row.mutableSpan
    switch method {
    case .whole: Self.copy(samples.extracting(line(y)), to: &row)
    case .wide: Self.widen(samples.extracting(line(y)), to: &row)
    case .tall:
      let (near, far) = (samples.extracting(line(y / 2)), samples.extracting(neighbor(y)))
      Self.between(near, far, isUpper: y % 2 == 0, to: &row)
    case .both:
      let (near, far) = (samples.extracting(line(y / 2)), samples.extracting(neighbor(y)))
      var sums = sums.mutableSpan
      Self.add(near, far, to: &sums)
      Self.widen(sums.span, to: &row)
    case .repeated(let horizontal, let vertical):
      Self.repeated(samples.extracting(line(y / vertical)), times: horizontal, to: &row)
    }
  }

  /// Where row `y` of the component lies.
  private func line(_ y: Int) -> Range<Int> {
    let first = start + y * component.stride
    return first..<first + component.width
  }

  /// Where the row lies that is second nearest to row `y` of the picture; at the edges the nearest again.
  private func neighbor(_ y: Int) -> Range<Int> {
    line(max(0, min(component.height - 1, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1)))
  }

  private static func copy(_ line: Span<UInt8>, to row: inout MutableSpan<UInt8>) {
    let count = line.count
    precondition(row.count >= count)
    for i in 0..<count { row[i] = line[i] }
  }

  /// ¾ of the nearer and ¼ of the farther sample, whose halves are rounded down and up in turn.
  private static func widen(_ line: Span<UInt8>, to row: inout MutableSpan<UInt8>) {
    let count = line.count
    precondition(count >= 2 && row.count >= 2 * count)
    row[0] = line[0]
    for i in 0..<count &- 1 {
      let (near, next) = (UInt16(line[i]), UInt16(line[i &+ 1]))
      row[2 &* i &+ 1] = UInt8(truncatingIfNeeded: (3 &* near &+ next &+ 2) &>> 2)
      row[2 &* i &+ 2] = UInt8(truncatingIfNeeded: (3 &* next &+ near &+ 1) &>> 2)
    }
    row[2 &* count &- 1] = line[count &- 1]
  }

  private static func between(
    _ near: Span<UInt8>, _ far: Span<UInt8>, isUpper: Bool, to row: inout MutableSpan<UInt8>
  ) {
    let count = near.count
    precondition(far.count == count && row.count >= count)
    let bias: UInt16 = isUpper ? 1 : 2
    for i in 0..<count {
      row[i] = UInt8(truncatingIfNeeded: (3 &* UInt16(near[i]) &+ UInt16(far[i]) &+ bias) &>> 2)
    }
  }

  private static func add(_ near: Span<UInt8>, _ far: Span<UInt8>, to sums: inout MutableSpan<UInt16>) {
    let count = near.count
    precondition(far.count == count && sums.count == count)
    for i in 0..<count { sums[i] = 3 &* UInt16(near[i]) &+ UInt16(far[i]) }
  }

  /// The same across columns of sums of four samples.
  private static func widen(_ sums: Span<UInt16>, to row: inout MutableSpan<UInt8>) {
    let count = sums.count
    precondition(count >= 2 && row.count >= 2 * count)
    row[0] = UInt8(truncatingIfNeeded: (4 &* sums[0] &+ 8) &>> 4)
    for i in 0..<count &- 1 {
      let (near, next) = (sums[i], sums[i &+ 1])
      row[2 &* i &+ 1] = UInt8(truncatingIfNeeded: (3 &* near &+ next &+ 7) &>> 4)
      row[2 &* i &+ 2] = UInt8(truncatingIfNeeded: (3 &* next &+ near &+ 8) &>> 4)
    }
    row[2 &* count &- 1] = UInt8(truncatingIfNeeded: (4 &* sums[count &- 1] &+ 7) &>> 4)
  }

  private static func repeated(_ line: Span<UInt8>, times: Int, to row: inout MutableSpan<UInt8>) {
    let count = line.count
    precondition(row.count >= times * count)
    for i in 0..<count {
      for j in 0..<times { row[i &* times &+ j] = line[i] }
    }
  }
}
