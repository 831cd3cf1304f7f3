// The mistakes that are known of one function: choices that can be made wrongly, alone, or any two at once.
// A mistake is no function of its own here, so that two of them together are what a student who makes both writes.

/// Which choices of a function are made wrongly; with none it is right.
struct Wrong: Sendable {
  /// The catalogue's numbers, each with the number of its spelling.
  private var spellings: [String: Int]

  init(_ spellings: [String: Int] = [:]) { self.spellings = spellings }

  /// Some choices in their first spelling.
  init(_ ids: some Sequence<String>) { spellings = Dictionary(ids.map { ($0, 0) }) { first, _ in first } }

  /// Whether the choice of a number is made wrongly.
  func callAsFunction(_ id: String) -> Bool { spellings[id] != nil }

  /// Which spelling of a mistake is meant, from 0.
  func spelling(_ id: String) -> Int { spellings[id] ?? 0 }
}

/// The mistakes of one function, and every two of them that can be made at once.
struct Known: Sendable {
  private(set) var mistakes: [Mistake]
  private(set) var pairs: [MistakePair] = []

  /// The mistakes with their functions.
  ///
  /// - Parameters:
  ///   - exclusive: mistakes about the same choice, of which nobody makes two at once; or of which the one hides the
  ///     other wherever it shows, so that two are no more than one.
  ///   - spellings: of mistakes that are made with several constants, how many there are.
  ///   - variant: a new copy of the function with some choices made wrongly.
  init(
    _ mistakes: [Mistake], exclusive: [[String]] = [], spellings: [String: Int] = [:],
    variant: @escaping @Sendable (Wrong) -> Function
  ) {
    self.mistakes = mistakes.map { mistake in
      var mistake = mistake
      let id = mistake.id
      mistake.make = { variant(Wrong([id])) }
      mistake.others = (1..<max(1, spellings[id] ?? 1)).map { spelling in { variant(Wrong([id: spelling])) } }
      return mistake
    }
    for (place, first) in mistakes.enumerated() {
      for second in mistakes[(place + 1)...] where first.id != second.id {
        if exclusive.contains(where: { $0.contains(first.id) && $0.contains(second.id) }) { continue }
        var pair = MistakePair(ids: [first.id, second.id])
        for one in 0..<max(1, spellings[first.id] ?? 1) {
          for other in 0..<max(1, spellings[second.id] ?? 1) {
            pair.copies.append { [ids = pair.ids] in variant(Wrong([ids[0]: one, ids[1]: other])) }
          }
        }
        pairs.append(pair)
      }
    }
  }
}
