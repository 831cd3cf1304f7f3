// The runs of assignment 10: a detector of one number an anchor, trained in full by the definitions, healthy and sick.

import Foundation
import Losses
import Randomness

/// What can be wrong with a run; the raw value is its letter in the README.
enum Disease: String, CaseIterable {
  case noPrior = "a"
  case priorUpsideDown = "b"
  case sigmoidTwice = "c"
  case clamped = "d"
  case meanOverOutputs = "e"
  case uphill = "f"
  case epochsInSteps = "g"
  case rateTooLow = "h"
  case rateTooHigh = "i"
  case backgroundIsObject = "j"
  case easyIsLoud = "k"
  case scaledInTraining = "l"
}

/// 300 anchors of two features, a linear output, 200 steps of plain descent on the focal loss.
struct SickRun {
  var disease: Disease?
  private var weights = [0.0, 0.0]
  private var bias = PriorProbability(0.01).bias

  init(_ disease: Disease?) {
    self.disease = disease
    switch disease {
    case .noPrior: bias = 0
    case .priorUpsideDown: bias = -bias
    case .clamped: bias = -12
    default: break
    }
  }

  private struct Anchor {
    var features: [Double]
    /// 1 an object, 0 background, −1 ignored.
    var truth: Int
  }

  private static func anchors(seed: UInt64) -> [Anchor] {
    var generator = SeededGenerator(seed: seed)
    return (0..<300).map { index in
      let ranges: [ClosedRange<Double>] =
        index < 10 ? [0.2...1.6, 0...1.4] : index < 20 ? [0...1.2, 0...1] : [-1.6...0.5, -1.4...0.6]
      return Anchor(
        features: ranges.map { generator.uniform(in: $0) }, truth: index < 10 ? 1 : index < 20 ? -1 : 0)
    }
  }

  private func features(_ anchor: Anchor, isTraining: Bool) -> [Double] {
    disease == .scaledInTraining && isTraining ? anchor.features.map { $0 * 10 } : anchor.features
  }

  private func logit(_ features: [Double]) -> Double { zip(weights, features).reduce(bias) { $0 + $1.0 * $1.1 } }

  /// The loss of an output and its slope by the logit.
  private func cost(_ logit: Double, isPositive: Bool) -> (Double, Double) {
    let loss = FocalLoss()
    switch disease {
    case .sigmoidTwice:
      let p = sigmoid(logit)
      return (
        loss.value(logit: p, isPositive: isPositive), loss.gradient(logit: p, isPositive: isPositive) * p * (1 - p)
      )
    case .clamped:
      let p = min(max(sigmoid(logit), 1e-4), 1 - 1e-4)
      let isFree = abs(logit) < 9.2102
      return (
        loss.value(probability: p, isPositive: isPositive),
        isFree ? loss.gradient(logit: logit, isPositive: isPositive) : 0
      )
    case .easyIsLoud where isPositive:
      let p = sigmoid(logit)
      return (-0.25 * p * p * log(p), 0.25 * (-2 * p * p * (1 - p) * log(p) - p * p * (1 - p)))
    default:
      return (loss.value(logit: logit, isPositive: isPositive), loss.gradient(logit: logit, isPositive: isPositive))
    }
  }

  /// The loss of all anchors and its slopes by the two weights and the bias.
  private func loss(_ anchors: [Anchor], isTraining: Bool) -> (value: Double, slopes: [Double]) {
    var (sum, slopes) = (0.0, [0.0, 0.0, 0.0])
    for anchor in anchors where anchor.truth >= 0 {
      let features = features(anchor, isTraining: isTraining)
      let isPositive = anchor.truth == 1 || disease == .backgroundIsObject
      let (value, slope) = cost(logit(features), isPositive: isPositive)
      sum += value
      for (index, feature) in (features + [1]).enumerated() { slopes[index] += slope * feature }
    }
    let divisor = disease == .meanOverOutputs ? Double(anchors.count) : 10
    return (sum / divisor, slopes.map { $0 / divisor })
  }

  private func rate(_ step: Int) -> Double {
    switch disease {
    case .rateTooLow: 0.0005
    case .rateTooHigh: 400
    case .epochsInSteps: 0.5 * pow(0.1, Double([3, 5, 7].count { step >= $0 }))
    case .uphill: -0.5
    default: 0.5
    }
  }

  /// The columns of the README's table.
  mutating func record() -> [Double] {
    let (train, held) = (Self.anchors(seed: 1), Self.anchors(seed: 2))
    var record: [Double] = []
    for step in 0..<200 {
      let (value, slopes) = loss(train, isTraining: true)
      if [0, 1, 10, 50].contains(step) { record.append(value) }
      for index in 0..<2 { weights[index] -= rate(step) * slopes[index] }
      bias -= rate(step) * slopes[2]
    }
    func mean(_ truth: Int) -> Double {
      let own = held.filter { $0.truth == truth }
      return own.reduce(0) { $0 + sigmoid(logit($1.features)) } / Double(own.count)
    }
    return record
      + [loss(train, isTraining: true).value, loss(held, isTraining: false).value, mean(1), mean(0), bias]
  }
}
