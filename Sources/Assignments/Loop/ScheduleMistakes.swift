// What goes wrong with statistics, schedules and decay in assignment 9.

import Foundation

enum ScheduleMistakes {
  private static let training: [Value] = [[1, 3], 0, 1, true]
  private static let trained: Value = [-0.999995, 0.999995]
  private static let epsilon = "0.00001 is added to the variance, below the root"

  static func statistics(_ numbers: [Double], isSample: Bool = false) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let sum = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, sum / Double(numbers.count - (isSample ? 1 : 0)))
  }

  static let batchNorm = Known(
    [
      Mistake(
        "T6", "the mode is never set back to training, so the running statistics are used", place: "the mode",
        Figure(training, right: trained, wrong: [0.999995, 2.99999])),
      Mistake(
        "T6b", "the batch's statistics are used outside of training as well", place: "the mode",
        Figure([[1, 3], 0, 1, false], right: [0.999995, 2.99999], wrong: trained)),
      Mistake(
        "T12", "the variance is divided by one less than the count", place: "the variance by the count",
        Figure(training, right: trained, wrong: [-0.707105, 0.707105])),
      Mistake(
        "T31", "the small number is added beside the root", place: epsilon,
        Figure([[1, 3], 0, 1e-4, false], right: [95.3463, 286.039], wrong: [99.9001, 299.7])),
      Mistake(
        "T32", "there is no small number below the root", place: epsilon,
        Figure([[1, 3], 0, 1e-4, false], right: [95.3463, 286.039], wrong: [100, 300])),
      Mistake(
        "T33", "the division is by the variance", place: "the root of the variance",
        Figure([[1, 3], 0, 4, false], right: [0.499999, 1.5], wrong: [0.249999, 0.749998])),
    ], exclusive: [["T31", "T32"]]
  ) { wrong in
    Function { (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
      let usesOwn = isTraining ? !wrong("T6") : wrong("T6b")
      let own = usesOwn ? statistics(numbers, isSample: wrong("T12")) : (mean, variance)
      let below = wrong("T31") || wrong("T32") ? own.1 : own.1 + 1e-5
      let divisor = (wrong("T33") ? below : below.squareRoot()) + (wrong("T31") ? 1e-5 : 0)
      return numbers.map { ($0 - own.0) / divisor }
    }
  }

  private static let late: [Value] = [150, 100, 0.01, 0, [8, 11]]
  private static let first: [Value] = [0, 100, 0.01, 10, [8]]
  private static let start = "the first steps"

  static let rate = Known(
    [
      Mistake(
        "T7", "drops are counted in steps", place: "the unit of the schedule", Figure(late, right: 0.01, wrong: 0.0001)),
      Mistake("T13", "the warm-up is left out", place: start, Figure(first, right: 0.001, wrong: 0.01)),
      Mistake("T14", "the warm-up begins at 0", place: "the very first step", Figure(first, right: 0.001, wrong: 0)),
      Mistake(
        "T34", "a drop comes one epoch late", place: "from the epoch of the drop on",
        Figure([800, 100, 0.01, 0, [8]], right: 0.001, wrong: 0.01)),
      Mistake(
        "T35", "the warm-up divides whole numbers", place: "the quotient of the warm-up",
        Figure(first, right: 0.001, wrong: 0)),
      Mistake(
        "T36", "all drops together are one", place: "a tenth for each drop",
        Figure([1200, 100, 0.01, 0, [8, 11]], right: 0.0001, wrong: 0.001)),
      Mistake(
        "T37", "a drop lasts one epoch", place: "from the epoch of the drop on",
        Figure([900, 100, 0.01, 0, [8]], right: 0.001, wrong: 0.01)),
      Mistake(
        "T38", "the warm-up is counted in epochs", place: "the unit of the warm-up",
        Figure([20, 100, 0.01, 10, [8]], right: 0.01, wrong: 0.001)),
    ], exclusive: [["T36", "T37"], ["T34", "T37"]]
  ) { wrong in
    Function { (step: Int, perEpoch: Int, base: Double, warmup: Int, drops: [Int]) in
      let epoch = step / perEpoch
      let time = wrong("T7") ? step : epoch
      let passed = drops.count { wrong("T37") ? time == $0 : wrong("T34") ? time > $0 : time >= $0 }
      let rate = base * pow(0.1, Double(wrong("T36") ? min(1, passed) : passed))
      let warm = wrong("T38") ? epoch : step
      guard warm < warmup && !wrong("T13") else { return rate }
      let done = wrong("T14") ? warm : warm + 1
      return rate * (wrong("T35") ? Double(done / warmup) : Double(done) / Double(warmup))
    }
  }

  static let decays = Known(
    [
      Mistake(
        "T8", "everything decays", place: "what decays",
        Figure([["weight", "bias"]], right: [true, false], wrong: [true, true])),
      Mistake(
        "T15", "the scale of a normalization decays", place: "what decays",
        Figure([["weight", "scale"]], right: [true, false], wrong: [true, true])),
      Mistake(
        "T39", "everything decays but biases", place: "what decays",
        Figure([["weight", "shift"]], right: [true, false], wrong: [true, true])),
      Mistake(
        "T40", "weights are what does not decay", place: "what decays",
        Figure([["weight", "bias"]], right: [true, false], wrong: [false, true])),
    ], exclusive: [["T8", "T15", "T39"]]
  ) { wrong in
    Function { (kinds: [String]) in
      kinds.map { kind in
        let decays =
          wrong("T8") || (wrong("T39") && kind != "bias") || (wrong("T15") && kind == "scale") || kind == "weight"
        return decays != wrong("T40")
      }
    }
  }

  private static func number(
    _ id: String, _ title: String, _ wrong: Double, convention: String? = nil
  ) -> Mistake {
    Mistake(
      id, title, place: "the linear rule", figure: Figure([], right: 0.0025, wrong: .number(wrong)),
      convention: convention, Function { wrong })
  }

  static let question = [
    number("T16", "the rate stays", 0.01), number("T17", "the rate grows as the images get fewer", 0.04),
    number("T41", "the rate falls with the root of the images", 0.005, convention: "those who scale by the root"),
  ]
}
