// A student's own test: a sentence, and a check that every correct version of the functions has to pass.

/// A claim about a task's functions; the value that the check is given is one version of them, right or wrong.
public struct Claim<Tasks>: Sendable {
  /// The sentence.
  public let title: String
  /// Where it stands.
  public let line: Int
  let holds: @Sendable (Tasks) throws -> Bool
}

/// A claim: it has to hold for every correct version, and is worth the planted bugs for which it does not.
///
/// ```swift
/// let claims: [Claim<any BoxTask>] = [
///   claim("A box overlaps itself wholly") { task in
///     let box = Rectangle(0, 0, 2, 3)
///     return try task.iou(a: box, b: box) == 1
///   }
/// ]
/// ```
public func claim<Tasks>(
  _ title: String, line: Int = #line, _ holds: @escaping @Sendable (Tasks) throws -> Bool
) -> Claim<Tasks> {
  Claim(title: title, line: line, holds: holds)
}

/// One version of all functions of an assignment.
package struct Version: Sendable {
  var functions: [String: Function]

  /// Answers a call.
  package func answer(_ function: String, _ arguments: [Value]) -> Outcome {
    functions[function]?.outcome(arguments) ?? .threw("there is no function \(function)")
  }
}

/// Who runs claims: a child process, or, for the proof, this one.
package protocol ClaimRunner {
  /// The sentences and their lines.
  var claims: [(title: String, line: Int)] { get }
  /// Runs a claim on a version: true or false, or why there is neither.
  mutating func run(_ claim: Int, on version: Version) -> Outcome
}

extension Claim {
  /// The claim on functions that are called by name.
  func calling(_ version: @escaping @Sendable (Caller) -> Tasks) -> AnyClaim {
    AnyClaim(title: title, line: line) { caller in try holds(version(caller)) }
  }
}
