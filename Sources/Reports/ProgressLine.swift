// What a training run says while it goes on: one line that is rewritten on a terminal, plain lines elsewhere.
// It measures nothing itself but the time.

import Foundation
import Text
import Training

/// Shows the progress of a run.
///
/// ```
///  600/2000  loss 0.432 = class 0.210 + box 0.222  22.4 pos  98 img/s  0:14 left
/// ```
///
/// The losses and positives are means over the steps since the line was last shown; images per second are measured
/// over the same steps; the time left assumes the mean rate of the run so far.
///
/// Properties:
/// - The first and the last step are always shown, the others at most once in an interval.
/// - On a terminal each line covers the one before it, and no line is longer than `width`.
/// - Elsewhere each line is complete and ends with a newline; no carriage return is ever written.
public struct ProgressLine: Sendable {
  private let totalSteps: Int
  private let imagesPerStep: Int
  private let isTerminal: Bool
  private let interval: Double
  private let width: Int
  private let output: @Sendable (String) -> Void
  private let clock: @Sendable () -> Double

  private let firstStep: Int
  private let startTime: Double
  private var shownStep: Int
  private var shownTime: Double
  private var pending: [StepResult] = []
  private var shownAny = false
  /// The characters of the line on the terminal that the next has to cover.
  private var lineLength = 0

  /// Progress of a run from now on.
  ///
  /// - Parameters:
  ///   - totalSteps: The step at which the run ends.
  ///   - completedSteps: Steps done before, by the run that is resumed.
  ///   - imagesPerStep: The batch size.
  ///   - isTerminal: Whether a line can be rewritten.
  ///   - interval: The least seconds between two lines; by default 0.1 on a terminal and 10 elsewhere.
  ///   - width: The columns of the terminal.
  ///   - output: Where text goes; it must not add newlines and must not hold text back.
  ///   - clock: Seconds from any origin, never falling.
  public init(
    totalSteps: Int, completedSteps: Int = 0, imagesPerStep: Int, isTerminal: Bool, interval: Double? = nil,
    width: Int = 80, output: @escaping @Sendable (String) -> Void,
    clock: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    precondition(imagesPerStep > 0, "imagesPerStep must be positive, found \(imagesPerStep)")
    precondition(
      (0...max(0, totalSteps)).contains(completedSteps),
      "completedSteps must be in 0 … totalSteps \(totalSteps), found \(completedSteps)")
    self.totalSteps = totalSteps
    self.imagesPerStep = imagesPerStep
    self.isTerminal = isTerminal
    self.interval = interval ?? (isTerminal ? 0.1 : 10)
    self.width = width
    self.output = output
    self.clock = clock
    firstStep = completedSteps
    shownStep = completedSteps
    startTime = clock()
    shownTime = startTime
  }

  /// Takes in a finished step and shows it when it is time.
  public mutating func report(_ result: StepResult) {
    pending.append(result)
    let now = clock()
    if !shownAny || result.step >= totalSteps || now - shownTime >= interval { show(step: result.step, now: now) }
  }

  /// Prints a line that stays, such as the result of an evaluation, above the progress.
  public mutating func note(_ text: String) {
    output(isTerminal && lineLength > 0 ? "\r" + padded(text) + "\n" : text + "\n")
    lineLength = 0
  }

  /// Ends the rewritten line, so that what follows begins on its own.
  public mutating func finish() {
    if let last = pending.last { show(step: last.step, now: clock()) }
    if lineLength > 0 { output("\n") }
    lineLength = 0
  }

  private mutating func show(step: Int, now: Double) {
    let text = line(step: step, now: now)
    if isTerminal {
      output("\r" + padded(text))
      lineLength = text.count
    } else {
      output(text + "\n")
    }
    shownAny = true
    shownStep = step
    shownTime = now
    pending = []
  }

  private func line(step: Int, now: Double) -> String {
    func mean(_ part: (StepResult) -> Double) -> Double { pending.map(part).reduce(0, +) / Double(pending.count) }
    let rate = Double((step - shownStep) * imagesPerStep) / (now - shownTime)
    let secondsLeft = (now - startTime) / Double(step - firstStep) * Double(totalSteps - step)
    let total = String(totalSteps)
    let count = "\(String(step).padded(to: total.count, .right))/\(total)"
    let loss = "loss \(mean(\.loss).fixed(digits: 3))"
    let parts = "class \(mean(\.classLoss).fixed(digits: 3)) + box \(mean(\.boxLoss).fixed(digits: 3))"
    let positives = "\(mean(\.positivesPerImage).fixed(digits: 1)) pos"
    let speed = rate.isFinite ? "\(rate.fixed(digits: rate < 10 ? 1 : 0)) img/s" : "- img/s"
    let left = "\(duration(secondsLeft)) left"
    let full = [count, "\(loss) = \(parts)", positives, speed, left].joined(separator: "  ")
    guard isTerminal, full.count >= width else { return full }
    // Rather than to break the line, which could not be rewritten then, leave out what matters least.
    let shorter = [[count, "\(loss) = \(parts)", speed, left], [count, loss, left], [count, loss]]
      .map { $0.joined(separator: "  ") }
    return shorter.first { $0.count < width } ?? String(shorter[2].prefix(max(0, width - 1)))
  }

  private func padded(_ text: String) -> String { text.padded(to: lineLength) }
}

/// Seconds as `m:ss` or `h:mm:ss`, rounded; `-` when unknown.
func duration(_ seconds: Double) -> String {
  guard let total = Int(exactly: max(0, seconds).rounded()) else { return "-" }
  let minutes = total / 60 % 60
  let tail = String(total % 60).padded(to: 2, .right, with: "0")
  return total < 3600
    ? "\(minutes):\(tail)" : "\(total / 3600):\(String(minutes).padded(to: 2, .right, with: "0")):\(tail)"
}
