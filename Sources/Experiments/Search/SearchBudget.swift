// The time of a search.

/// How much time is left, and whether it is enough for another training.
struct SearchBudget {
  private let seconds: Double
  private let clock: () -> Double
  private let start: Double
  private var lastEvent: Double
  /// The slowest training so far.
  private var secondsPerStep = 0.0
  /// How much of the time may be used up now, 0…1.
  var share = 1.0

  init(minutes: Double?, clock: @escaping () -> Double) {
    seconds = minutes.map { 60 * $0 } ?? .infinity
    self.clock = clock
    start = clock()
    lastEvent = start
  }

  /// Whether a training of so many steps will be over in time; the first one always may begin.
  func mayBegin(steps: Int) -> Bool { clock() - start + secondsPerStep * Double(steps) <= seconds * share }

  /// Learns from what happens how long trainings take.
  mutating func see(_ event: LaboratoryEvent, after done: Int) {
    let now = clock()
    switch event {
    case .planned: lastEvent = now
    case .training: break
    case .result(let result, _, _):
      let steps = max(1, result.experiment.steps - done)
      secondsPerStep = max(secondsPerStep, (now - lastEvent) / Double(steps))
      lastEvent = now
    }
  }
}
