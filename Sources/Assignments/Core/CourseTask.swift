// One task of an assignment: a function, what it has to keep, and the mistakes that are known.

import Randomness

/// What a task asks for; it decides how many points it is worth.
package enum TaskKind: String, Sendable {
  /// A function to write.
  case implementation
  /// A number to find with pencil and paper.
  case question
  /// A sick program to recognize from its numbers.
  case diagnosis
}

/// Numbers that a reader can check by hand.
package struct Worked: Sendable {
  package var title: String
  package var arguments: [Value]
  package var right: Value

  init(_ title: String, _ arguments: [Value], _ right: Value) {
    self.title = title
    self.arguments = arguments
    self.right = right
  }
}

/// A family of calls that a task's function has to get right, with the property that they are about.
package struct Law: Sendable {
  /// Its letter within the task: "a".
  package var id: String
  /// The property, as a sentence.
  package var title: String
  /// The calls, from a generator: a grade's are other than a student's.
  var calls: @Sendable (inout SeededGenerator) -> [[Value]]

  init(_ id: String, _ title: String, _ calls: @escaping @Sendable (inout SeededGenerator) -> [[Value]]) {
    self.id = id
    self.title = title
    self.calls = calls
  }
}

/// A task: one function.
package struct CourseTask: Sendable {
  /// "1.3".
  package var id: String
  package var title: String
  package var kind: TaskKind
  /// The function's name and those of its arguments.
  package var function: String
  package var arguments: [String]
  /// The functions that a student writes for it, as "loss(logit:isPositive:alpha:gamma:)"; one for most tasks.
  package var writes: [String] { pieces ?? ["\(function)(\(arguments.map { $0 + ":" }.joined()))"] }
  /// The functions that a run of the detector is made with; nil for a task without a run.
  var pieces: [String]?
  /// Whether its calls are runs of the real detector, which this module cannot make: see `made(by:)`.
  package var isRun: Bool { pieces != nil }
  /// When a run is right, and when two are the same, where that is more than equal numbers.
  var comparison: RunComparison?
  /// The formula, in words and letters: the last hint.
  package var formula: String
  /// Where this library has its own, and what is worth seeing there.
  package var solution: String
  /// Numbers agree relatively within this: another order of a sum, numbers of 32 bits on the way, and a guard of 1e-9
  /// in a divisor are no mistakes.
  var tolerance: Double
  /// Numbers that differ by less are equal: for what is 0 as a difference of ones.
  var nothing: Double
  /// How long all calls together may take by the clock.
  package var seconds = 10.0
  /// Two correct versions: they may differ in rounding, and where the task leaves a choice.
  var reference: Function
  var alternative: Function
  package var worked: [Worked]
  package var laws: [Law]
  package var mistakes: [Mistake] = []
  /// Every two of the mistakes that can be made at once.
  var pairs: [MistakePair] = []

  init(
    _ id: String, _ title: String, kind: TaskKind = .implementation, function: String, arguments: [String],
    formula: String, solution: String, tolerance: Double = 1e-6, nothing: Double = 1e-300, reference: Function,
    alternative: Function,
    worked: [Worked], laws: [Law], mistakes: [Mistake] = [], known: Known? = nil
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.function = function
    self.arguments = arguments
    self.formula = formula
    self.solution = solution
    self.tolerance = tolerance
    self.nothing = nothing
    self.reference = reference
    self.alternative = alternative
    self.worked = worked
    self.laws = laws
    self.mistakes = known?.mistakes ?? mistakes
    pairs = known?.pairs ?? []
  }

  /// Whether an outcome is as right as the right one.
  func isRight(_ outcome: Outcome, right: Outcome) -> Bool {
    guard let comparison, case .value(let found) = outcome, case .value(let wanted) = right else {
      return outcome.agrees(with: right, tolerance: tolerance, nothing: nothing)
    }
    return comparison.isRight(found, wanted)
  }

  /// Whether two outcomes are the same mistake's.
  func isSame(_ outcome: Outcome, _ other: Outcome) -> Bool {
    guard let comparison, case .value(let left) = outcome, case .value(let right) = other else {
      return outcome.agrees(with: other, tolerance: tolerance, nothing: nothing)
    }
    return comparison.isSame(left, right)
  }

  /// A call as a reader would write it: `iou(a: (0, 0, 2, 2), b: (1, 1, 3, 3))`.
  package func written(_ values: [Value]) -> String {
    let pairs = values.enumerated().map { index, value in
      index < arguments.count ? "\(arguments[index]): \(value)" : value.description
    }
    return "\(function)(\(pairs.joined(separator: ", ")))"
  }
}
