// A tensor: a shape and the numbers. It computes nothing by itself; operations are on the tape.

import Kernels

/// A dense array of 32-bit floats, the last dimension varying fastest.
///
/// A copy shares its numbers with the original, like an array in NumPy; operations make new tensors.
public struct Tensor {
  /// The sizes of the dimensions; `[]` is a single number.
  public let shape: [Int]
  /// The numbers.
  public let buffer: FloatBuffer

  /// A tensor over existing numbers.
  public init(shape: [Int], buffer: FloatBuffer) {
    precondition(
      Self.count(shape) == buffer.count,
      "a tensor's buffer must hold the shape \(shape), found \(buffer.count) numbers")
    self.shape = shape
    self.buffer = buffer
  }

  /// A tensor with a copy of the values.
  public init(shape: [Int], _ values: [Float]) { self.init(shape: shape, buffer: FloatBuffer(values)) }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    guard let count = Self.count(shape) else {
      preconditionFailure("a tensor's sizes must be at least 0 and few enough to be counted, found the shape \(shape)")
    }
    self.init(shape: shape, buffer: FloatBuffer(count: count, zeroed: true))
  }

  /// The product of sizes; nil if one is negative, or it is more than can be counted.
  private static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflows else { return nil }
      count = product
    }
    return count
  }

  /// How many numbers there are.
  public var count: Int { buffer.count }

  /// The numbers, copied.
  public var array: [Float] { buffer.array }

  /// A copy with numbers of its own.
  public func copied() -> Tensor { Tensor(shape: shape, buffer: buffer.copied()) }
}

extension Tensor {
  /// The tensor as a batch of feature maps; its shape must be [images, height, width, channels].
  package var map: FeatureMap {
    precondition(shape.count == 4, "a batch of feature maps must be of four dimensions, found the shape \(shape)")
    return FeatureMap(images: shape[0], height: shape[1], width: shape[2], channels: shape[3], buffer: buffer)
  }

  /// A batch of feature maps as a tensor of shape [images, height, width, channels].
  package init(_ map: FeatureMap) {
    self.init(shape: [map.images, map.height, map.width, map.channels], buffer: map.buffer)
  }
}
