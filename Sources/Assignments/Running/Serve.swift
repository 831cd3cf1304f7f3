// What an assignment's program does: it answers the judge's calls with the student's functions, and runs claims.
// It knows no right answer: it sends back what the functions gave, and the judge compares.

import Foundation

/// A student's functions and claims with their types taken off.
struct Answers: Sendable {
  var functions: [String: Function]
  var claims: [AnyClaim]
}

/// A claim whose functions are somebody else's: it is given how to call them.
struct AnyClaim: Sendable {
  var title: String
  var line: Int
  var holds: @Sendable (_ caller: Caller) throws -> Bool
}

/// Calls a function by its name.
struct Caller: Sendable {
  let call: @Sendable (String, [Value]) throws -> Value

  func callAsFunction<each Argument: ValueConvertible, Result: ValueConvertible>(
    _ name: String, _ arguments: repeat each Argument
  ) throws -> Result {
    var values: [Value] = []
    for argument in repeat each arguments { values.append(argument.value) }
    guard let result = Result(value: try call(name, values)) else { throw WrongArguments() }
    return result
  }
}

/// The error of a version that a claim is run on.
struct VersionError: Error, CustomStringConvertible { var description: String }

extension Answers {
  /// Serves until the judge hangs up; without a judge it says how to be checked.
  func serve(assignment: Int) {
    guard CommandLine.arguments.contains("--serve") else {
      print(
        "This program answers the grader's calls. To check assignment \(assignment): swift run course check \(assignment)"
      )
      return
    }
    let channel = Channel()
    let caller = Caller { name, arguments in
      channel.send(Call(name, arguments).line("?"))
      guard let line = channel.receive(), let outcome = Outcome(line: line) else {
        throw VersionError(description: "hung up")
      }
      switch outcome {
      case .value(let value): return value
      case .threw(let error): throw VersionError(description: error)
      case .stopped(let reason): throw VersionError(description: "it stops: \(reason)")
      case .unanswered, .missing: throw VersionError(description: "no answer")
      }
    }
    while let line = channel.receive() {
      if let call = Call(line: line, "call") {
        let function = functions[call.function]
        channel.send((function?.outcome(call.arguments) ?? .threw("there is no function \(call.function)")).line)
      } else if line == "claims" {
        channel.send("= " + Value.list(claims.map { .list([.text($0.title), .integer($0.line)]) }).word)
      } else if let call = Call(line: line, "claim"), case .integer(let index)? = call.arguments.first,
        claims.indices.contains(index)
      {
        channel.send(Function(call: { _ in .truth(try claims[index].holds(caller)) }).outcome([]).line)
      } else {
        channel.send(Outcome.threw("not understood").line)
      }
    }
  }
}
