// Any loss on the tape, by its definition in Double: the way in which everything trains that has no kernel.
// A kernel (LossOperations) is an optimization of this, and has to agree with it.

import Kernels

extension Tape {
  /// A loss of rows of numbers: its images' sums times their factors, added up.
  ///
  /// ```
  /// loss = Σ over images of factors[image] · Σ over rows[image] of definition(image, row, numbers).value
  /// ```
  ///
  /// Rows that are not listed cost nothing and have gradient 0. The sums are taken in `Double` in the order of the
  /// lists, on one thread, so that the bits depend on nothing else.
  ///
  /// - Parameters:
  ///   - input: [N, rows, width]: logits [N, anchors, outputs], or deltas [N, anchors, 4].
  ///   - rows: for each image the rows that count, each in 0 ..< the second dimension.
  ///   - factors: one for each image, for example 1 / positives.
  ///   - definition: the loss of one row's numbers, [width], and its derivative by each of them, [width].
  /// - Returns: one number.
  public func definedLoss(
    _ input: Variable, rows: [[Int]], factors: [Double],
    _ definition: (_ image: Int, _ row: Int, _ numbers: [Double]) -> (value: Double, gradient: [Double])
  ) -> Variable {
    precondition(
      input.shape.count == 3 && input.shape[0] == rows.count && rows.count == factors.count,
      "input must be [N, rows, width] with rows and factors of N images, found \(input.shape), \(rows.count) and "
        + "\(factors.count)")
    let (count, width) = (input.shape[1], input.shape[2])
    let (numbers, gradient) = (input.tensor.buffer, Tensor(zeros: input.shape))
    var sum = 0.0
    for image in rows.indices {
      for row in rows[image] {
        precondition((0..<count).contains(row), "rows must be in 0 ..< \(count), found \(row)")
        let first = (image * count + row) * width
        let (value, slope) = definition(image, row, (first..<first + width).map { Double(numbers[$0]) })
        precondition(slope.count == width, "a gradient must have \(width) numbers, found \(slope.count)")
        sum += factors[image] * value
        for offset in 0..<width { gradient.buffer[first + offset] = Float(factors[image] * slope[offset]) }
      }
    }
    return loss(Float(sum), gradient.buffer, of: input)
  }
}
