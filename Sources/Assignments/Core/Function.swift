// A task's function without its Swift type: values in, a value out; and what a call can come to.

/// Thrown by every function of a task until it is answered.
public struct NotAnswered: Error, Hashable, CustomStringConvertible {
  /// The task's number, as "1.3".
  public let task: String

  /// The error of the task of a number.
  public init(_ task: String) { self.task = task }

  /// A sentence.
  public var description: String { "\(task) is not answered yet" }
}

/// A call that its process did not survive: how a mistake of the catalogue says that it traps.
struct Stopped: Error { var reason: String }

/// An error of another process, in its words.
struct Told: Error, CustomStringConvertible { var description: String }

/// A call with arguments of another form than the function takes.
struct WrongArguments: Error, CustomStringConvertible {
  var description: String { "the arguments are not of the function's types" }
}

/// Values in, a value out.
package struct Function: Sendable {
  let call: @Sendable ([Value]) throws -> Value

  package init(call: @escaping @Sendable ([Value]) throws -> Value) { self.call = call }

  /// A typed function as one of values.
  package init<each Argument: ValueConvertible, Result: ValueConvertible>(
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) {
    call = { values in
      var rest = values[...]
      func next<Wanted: ValueConvertible>(_ type: Wanted.Type) throws -> Wanted {
        guard let value = rest.popFirst(), let wanted = Wanted(value: value) else { throw WrongArguments() }
        return wanted
      }
      return try body(repeat try next((each Argument).self)).value
    }
  }

  /// What a call in this process comes to.
  func outcome(_ arguments: [Value]) -> Outcome {
    do { return .value(try call(arguments)) } catch let error as NotAnswered {
      return .unanswered(error.task)
    } catch let error as Stopped {
      return .stopped(error.reason)
    } catch { return .threw("\(error)") }
  }
}

/// What a call came to.
package enum Outcome: Hashable, Sendable {
  /// A value.
  case value(Value)
  /// The function is not answered yet.
  case unanswered(String)
  /// It threw an error of its own.
  case threw(String)
  /// Its process ended, or had to be ended; the text says why and where.
  case stopped(String)
  /// The call was not made, because earlier ones ended their process too often.
  case missing

  func agrees(with other: Outcome, tolerance: Double, nothing: Double = 1e-300) -> Bool {
    switch (self, other) {
    case (.value(let left), .value(let right)): left.agrees(with: right, tolerance: tolerance, nothing: nothing)
    case (.stopped, .stopped), (.threw, .threw): true
    default: false
    }
  }
}

extension Outcome: CustomStringConvertible {
  /// The outcome, to be read after "it gives".
  package var description: String {
    switch self {
    case .value(let value): value.description
    case .unanswered: "no answer yet"
    case .threw(let error): "an error, \(error)"
    case .stopped(let reason): "a stop: \(reason)"
    case .missing: "nothing, because earlier calls ended the process"
    }
  }
}
