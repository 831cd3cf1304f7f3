// One axis of a chart: its range, its ticks, and where a value lies on it.

import Foundation
import Text

/// A linear or logarithmic axis that begins and ends where its data do, widened to round numbers if asked.
struct Axis: Hashable, Sendable {
  /// The ends, lower first; above 0 on a logarithmic axis.
  let range: ClosedRange<Double>
  let isLogarithmic: Bool
  /// Where lines and labels stand, rising.
  let ticks: [Double]
  let labels: [String]

  private static let least = 1e-300
  private static let most = 1e300

  /// An axis over the finite values given (only the positive ones if logarithmic), from 0 to 1 without any.
  /// - Parameter isWidened: Whether the axis goes on to the next tick on both sides.
  init(_ values: some Sequence<Double>, isLogarithmic: Bool = false, isWidened: Bool = true, ticks count: Int = 5) {
    // What is nearly nothing or nearly too large would overflow in what follows: such an axis begins or ends before it.
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }.map { value in
      if isLogarithmic { return min(max(value, Self.least), Self.most) }
      return abs(value) < Self.least ? 0 : min(max(value, -Self.most), Self.most)
    }
    let low = usable.min() ?? (isLogarithmic ? 0.1 : 0)
    let high = usable.max() ?? 1
    self.isLogarithmic = isLogarithmic
    if isLogarithmic {
      (range, ticks) = Self.logarithmic(low: low, high: high)
      labels = ticks.map { Self.label($0, step: $0) }
    } else {
      let step = Self.niceStep(span: high - low, magnitude: max(abs(low), abs(high)), count: count)
      let first = isWidened || low == high ? (low / step).rounded(.down) : (low / step).rounded(.up)
      let last = isWidened || low == high ? (high / step).rounded(.up) : (high / step).rounded(.down)
      let end = first == last ? first + 1 : last
      ticks = stride(from: first, through: end, by: 1).map { $0 * step }
      range = isWidened || low == high ? first * step...end * step : low...high
      labels = ticks.map { Self.label($0, step: step) }
    }
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper, outside of both beyond them; `nil` if it has no place.
  func position(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let scale = isLogarithmic ? { log10($0) } : { (value: Double) in value }
    let (low, high) = (scale(range.lowerBound), scale(range.upperBound))
    return (scale(value) - low) / (high - low)
  }

  /// 1, 2 or 5 times a power of ten, so that a span has about `count` steps.
  ///
  /// A span of nothing takes a step of the value's own order, so that a constant has an axis too.
  static func niceStep(span: Double, magnitude: Double, count: Int) -> Double {
    let whole = span > magnitude * 1e-12 ? span : max(magnitude, 1e-300)
    let rough = whole / Double(max(1, count))
    let power = pow(10, log10(rough).rounded(.down))
    let factors: [Double] = [1, 2, 5, 10]
    return power * (factors.first { $0 * power >= rough * 0.999_999 } ?? 10)
  }

  /// Decades, and with less than three of them also 2 and 5 times each.
  private static func logarithmic(low: Double, high: Double) -> (ClosedRange<Double>, [Double]) {
    let isShort = log10(high / low) < 2.5
    let exponents = Int(log10(low).rounded(.down)) - 1...Int(log10(high).rounded(.up)) + 1
    let every = exponents.count > 12 ? (exponents.count + 7) / 8 : 1
    let candidates = exponents.filter { $0 % every == 0 }.flatMap { exponent in
      (isShort ? [1.0, 2, 5] : [1.0]).map { $0 * pow(10, Double(exponent)) }
    }
    let first = candidates.last { $0 <= low } ?? low
    let last = candidates.first { $0 >= high && $0 > first } ?? max(high, first * 10)
    return (first...last, candidates.filter { $0 >= first && $0 <= last })
  }

  /// A tick's number with as many decimals as its step needs; 1e-05 and 2e+06 for the very small and large.
  static func label(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    if abs(value) >= 1e6 || abs(value) < 1e-4 { return value.significant(digits: 3) }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return value.fixed(digits: min(decimals, 9))
  }
}
