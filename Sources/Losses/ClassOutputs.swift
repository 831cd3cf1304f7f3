// What the numbers of an anchor's class outputs mean: K sigmoids, or a softmax with an output for the background.
// The head's width, its first biases and the scores of detections follow from it.

import Foundation

/// What the class outputs of one anchor mean.
///
/// ```
/// sigmoid     K outputs        score of class k = σ(xₖ)                      each class for itself
/// softmax     K + 1 outputs    score of class k = exp(xₖ) / Σ exp(xⱼ)        the classes and the background share 1
/// ```
///
/// Properties:
/// - The score of a class is σ of its `logit`, whichever it is.
/// - Before training every class scores π by `initialBiases`, or π / K by a softmax, which leaves the background 1 - π.
public enum ClassOutputs: Hashable, Sendable, Codable {
  /// K sigmoids and no background: RetinaNet's.
  case sigmoid
  /// A softmax over K + 1 outputs; the background's has the given index, 0 in Detectron, K in many later systems.
  case softmax(background: Int)

  /// How many outputs there are per anchor.
  public func count(classes: Int) -> Int {
    switch self {
    case .sigmoid: return classes
    case .softmax(let background):
      precondition((0...classes).contains(background), "background must be in 0...\(classes), found \(background)")
      return classes + 1
    }
  }

  /// The number of classes of so many outputs; nil if no number of classes has them.
  public func classes(outputs: Int) -> Int? {
    switch self {
    case .sigmoid: return outputs >= 1 ? outputs : nil
    case .softmax(let background): return outputs >= 2 && background < outputs ? outputs - 1 : nil
    }
  }

  /// The output that stands for a class.
  public func index(ofLabel label: Int) -> Int {
    if case .softmax(let background) = self, label >= background { label + 1 } else { label }
  }

  /// The number whose sigmoid is the score of a class: the odds of that output against all others, as a logarithm.
  ///
  /// - Parameters:
  ///   - label: the class, from 0.
  ///   - logits: all outputs of one anchor.
  public func logit(ofLabel label: Int, logits: [Double]) -> Double {
    guard case .softmax = self else { return logits[label] }
    var others = logits
    let own = others.remove(at: index(ofLabel: label))
    return own - logSumOfExponentials(others)
  }

  /// The score of each class, [K], each in 0...1.
  ///
  /// - Parameter logits: all outputs of one anchor.
  public func scores(_ logits: [Double]) -> [Double] {
    let classes = classes(outputs: logits.count) ?? 0
    return (0..<classes).map { Losses.sigmoid(logit(ofLabel: $0, logits: logits)) }
  }

  /// The biases that one anchor's outputs begin with, so that it believes in an object with probability π.
  ///
  /// ```
  /// sigmoid     -ln((1 - π) / π) for each class
  /// softmax     ln(K (1 - π) / π) for the background, 0 for each class
  /// ```
  public func initialBiases(classes: Int, prior: PriorProbability) -> [Double] {
    switch self {
    case .sigmoid: return Array(repeating: prior.bias, count: classes)
    case .softmax(let background):
      var biases = Array(repeating: 0.0, count: count(classes: classes))
      biases[background] = log(Double(classes)) - prior.bias
      return biases
    }
  }
}

/// ln Σ exp(x), without overflow; infinite if the largest is, NaN if one is.
func logSumOfExponentials(_ values: [Double]) -> Double {
  let largest = values.reduce(-.infinity, max)
  if largest.isInfinite, !values.contains(where: { $0.isNaN }) { return largest }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
