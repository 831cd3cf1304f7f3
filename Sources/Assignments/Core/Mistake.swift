// A known mistake: the reference with one function replaced, a number that shows it, and what to say about it.

/// A call on which a mistake shows, with both answers.
package struct Figure: Sendable {
  package var arguments: [Value]
  package var right: Outcome
  package var wrong: Outcome
  /// How often the call is made before the answer is looked at: a mistake may show the second time.
  var calls = 1

  init(_ arguments: [Value], right: Value, wrong: Value) {
    self.init(arguments, right: right, outcome: .value(wrong))
  }

  init(_ arguments: [Value], right: Value, outcome: Outcome) {
    self.arguments = arguments
    self.right = .value(right)
    self.wrong = outcome
  }
}

extension Function {
  /// What a figure's call comes to, the last time that it is made.
  func outcome(_ figure: Figure) -> Outcome {
    (0..<figure.calls).map { _ in outcome(figure.arguments) }.last ?? .missing
  }
}

/// What people really write wrong.
package struct Mistake: Sendable {
  /// The catalogue's number, as "L14".
  package var id: String
  /// What is wrong, as a clause: "the weight is treated as a constant".
  package var title: String
  /// The second hint: what to look at, in words.
  package var place: String
  package var figure: Figure
  /// Whose rule this is, where it is a convention and no mistake, as in "the rule of Detectron".
  package var convention: String?
  /// A new copy of the wrong function; a copy may have a memory of its own.
  var make: @Sendable () -> Function
  /// The same mistake with other constants, such as another ε.
  var others: [@Sendable () -> Function] = []
  /// New copies of all its spellings.
  var copies: [@Sendable () -> Function] { [make] + others }

  init(
    _ id: String, _ title: String, place: String, figure: Figure, convention: String? = nil,
    make: @escaping @Sendable () -> Function
  ) {
    self.id = id
    self.title = title
    self.place = place
    self.figure = figure
    self.convention = convention
    self.make = make
  }

  init(
    _ id: String, _ title: String, place: String, figure: Figure, convention: String? = nil,
    _ function: Function
  ) {
    self.init(id, title, place: place, figure: figure, convention: convention) { function }
  }

  /// A mistake whose function `Known` makes.
  init(_ id: String, _ title: String, place: String, _ figure: Figure, convention: String? = nil) {
    self.init(id, title, place: place, figure: figure, convention: convention) {
      Function(call: { _ in throw Told(description: "\(id) has no function yet") })
    }
  }
}

/// Two mistakes made at once.
struct MistakePair: Sendable {
  var ids: [String]
  /// New copies of the function that has both, in all spellings.
  var copies: [@Sendable () -> Function] = []
}
