// Weights that every language can compute, for comparing two implementations without a file between them.

import Formats
import Layers

/// Weights as a function of each tensor's name and each number's place, the same bits in whatever language.
///
/// ```
/// h = FNV-1a of the name, 32 bits
/// x = i · 0x9E3779B1 + h,  x ^= x >> 16,  x *= 0x85EBCA6B,  x ^= x >> 13,  x *= 0xC2B2AE35,  x ^= x >> 16
/// u = (x >> 8) / 2²⁴, in 0 ..< 1                       all 32-bit, i counts a tensor's numbers row by row in its file
/// number = low + (high - low) · u, in Double, then rounded to Float
/// ```
/// The bounds follow from the name alone, under torchvision's naming, so that no activation vanishes or explodes: ±√(6
/// / inputs of a sum) for weights (He's variance), ±0.1 for biases and running means, 0.75 … 1.25 for scales and
/// running variances, smaller scales for a block's last normalization, and logits of which some pass the score
/// threshold.
///
/// `Tests/DetectorTests/Fixtures/resnet50.py` is the same in Python.
public enum PortableWeights {
  /// A file with the names and shapes of another and the function's numbers.
  public static func filled(_ file: SafetensorsFile) -> SafetensorsFile {
    SafetensorsFile(
      entries: file.entries.map {
        .init(name: $0.name, shape: $0.shape, values: numbers(name: $0.name, shape: $0.shape))
      }, metadata: file.metadata)
  }

  /// A tensor's numbers.
  public static func numbers(name: String, shape: [Int]) -> [Float] {
    let (low, high) = bounds(name: name, shape: shape)
    let hash = name.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return (0..<shape.reduce(1, *)).map { Float(low + (high - low) * fraction(index: UInt32($0), hash: hash)) }
  }

  /// u: a number in 0 ..< 1 of 24 bits.
  static func fraction(index: UInt32, hash: UInt32) -> Double {
    var x = index &* 0x9E37_79B1 &+ hash
    x ^= x >> 16
    x &*= 0x85EB_CA6B
    x ^= x >> 13
    x &*= 0xC2B2_AE35
    x ^= x >> 16
    return Double(x >> 8) / 16_777_216
  }

  /// The bounds of a tensor's numbers.
  static func bounds(name: String, shape: [Int]) -> (low: Double, high: Double) {
    func around(_ center: Double, _ reach: Double) -> (Double, Double) { (center - reach, center + reach) }
    if shape.count == 4 {
      let bound = (6 / Double(shape[1] * shape[2] * shape[3])).squareRoot()
      if name.contains("cls_logits") { return around(0, classGain * bound) }
      if name.contains("bbox_reg") { return around(0, boxGain * bound) }
      return around(0, name.contains("fpn") ? pyramidGain * bound : bound)
    }
    if name.hasSuffix("cls_logits.bias") { return around(-8, 0.5) }
    if name.hasSuffix("running_var") { return around(1, 0.25) }
    if name.hasSuffix("bn3.weight") { return around(0.3, 0.1) }
    let isScale = name.hasSuffix(".weight")
    return isScale ? around(1, 0.25) : around(0, 0.1)
  }

  private static let classGain = 0.5
  private static let boxGain = 0.1
  private static let pyramidGain = 0.5
}
