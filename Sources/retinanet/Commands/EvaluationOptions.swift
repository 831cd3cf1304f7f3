// How detections are measured, as the command line says it: COCO's thresholds, limits and areas unless others are
// given.

import CommandLineTool
import Evaluation
import Formats

/// The options of a measurement, and the evaluator that they ask for.
enum EvaluationOptions {
  static let maximumDetections = Argument.optional(
    "max-detections", .integer(in: 1...100_000),
    help: "How many detections of a class in a picture count, by default 100; recall is given for 1, 10 and this many.")
  static let iou = Argument.optional(
    "iou", ValueType<[Double]>.thresholds,
    help: "The IoU thresholds over which AP is a mean, 'first:last:step' or numbers with commas between, by default "
      + "0.5:0.95:0.05.")
  static let area = Argument.optional(
    "area", ValueType<[AreaRange]>.areas,
    help:
      "Areas of objects in square pixels that have numbers of their own, 'name:from:to' with commas between, such as "
      + "tiny:0:256,rest:256: by default COCO's small, medium and large.")

  static let all: [any AnyArgument] = [maximumDetections, iou, area]

  static func evaluator(_ arguments: ParsedArguments, categories: [String]) -> COCOEvaluator {
    let most = arguments[maximumDetections] ?? COCOEvaluator.detectionLimits.max() ?? 100
    return COCOEvaluator(
      categories: categories, iouThresholds: arguments[iou] ?? COCOEvaluator.iouThresholds,
      detectionLimits: COCOEvaluator.detectionLimits.filter { $0 < min(most, 100) } + [most],
      areas: arguments[area] ?? AreaRange.coco)
  }
}

extension ValueType<[Double]> {
  /// IoU thresholds, rising.
  static let thresholds = ValueType(
    placeholder: "thresholds",
    expectation:
      "rising numbers from 0 to 1 such as 0.5,0.75, or the first, the last and the step such as 0.5:0.95:0.05",
    value: { text in
      let values = text.contains(":") ? steps(text) : numbers(text, by: ",")
      guard let values, !values.isEmpty, values.allSatisfy((0...1).contains),
        zip(values, values.dropFirst()).allSatisfy(<)
      else { return nil }
      return values
    }, text: { $0.map { "\($0)" }.joined(separator: ",") })

  private static func numbers(_ text: String, by separator: Character) -> [Double]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false).map { decimalNumber($0) }
    let numbers = parts.compactMap(\.self)
    return numbers.count == parts.count ? numbers : nil
  }

  /// From the first number to the second by steps of the third, which have to meet the second.
  private static func steps(_ text: String) -> [Double]? {
    guard let parts = numbers(text, by: ":"), parts.count == 3, parts[2] > 0, parts[1] > parts[0] else { return nil }
    let steps = ((parts[1] - parts[0]) / parts[2]).rounded()
    guard steps < 1000, abs(parts[0] + steps * parts[2] - parts[1]) < 1e-9 else { return nil }
    return COCOEvaluator.thresholds(from: parts[0], through: parts[1], count: Int(steps) + 1)
  }
}

extension ValueType<[AreaRange]> {
  /// Ranges of areas, each with a name.
  static let areas = ValueType(
    placeholder: "areas", expectation: "names with the smallest and the largest area such as tiny:0:256,rest:256:",
    value: { text in
      let ranges = text.split(separator: ",", omittingEmptySubsequences: false).map(range)
      let found = ranges.compactMap(\.self)
      guard found.count == ranges.count, Set(found.map(\.name)).count == found.count else { return nil }
      return found
    }, text: { $0.map { "\($0.name):\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",") })

  private static func range(_ text: Substring) -> AreaRange? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0] != AreaRange.all.name, let low = decimalNumber(parts[1]) else {
      return nil
    }
    guard let high = parts[2].isEmpty ? AreaRange.all.upperBound : decimalNumber(parts[2]), low >= 0, high.isFinite,
      low <= high
    else { return nil }
    return AreaRange(name: String(parts[0]), lowerBound: low, upperBound: high)
  }
}
