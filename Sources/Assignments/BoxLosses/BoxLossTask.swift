// Assignment 5 as the student sees it: losses of a box's four numbers, their slopes, and what they are divided by.

/// The functions of assignment 5.
///
/// Each throws `NotAnswered` until you write it.
public protocol BoxLossTask: Sendable {
  /// 5.1 Smooth L1 of a difference: x² / 2β up to |x| = β, and |x| − β / 2 beyond.
  func smoothL1(difference: Double, beta: Double) throws -> Double
  /// 5.2 Its derivative by the difference.
  func slope(difference: Double, beta: Double) throws -> Double
  /// 5.3 One minus the IoU of the predicted rectangle and the object's.
  func iouLoss(predicted: Rectangle, object: Rectangle) throws -> Double
  /// 5.4 The box loss of an image: smooth L1 summed over the four numbers of each positive anchor, divided by the
  /// positives, at least 1. `codes` and `targets` are [anchors, 4]; those of other anchors mean nothing.
  func boxLoss(codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) throws -> Double
  /// 5.5 Question: at which difference above 0 is smooth L1 with β = 1/9 equal to 0.2?
  func differenceOfLoss() throws -> Double
  /// 5.6 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension BoxLossTask {
  /// Not answered.
  public func smoothL1(difference: Double, beta: Double) throws -> Double { throw NotAnswered("5.1") }
  /// Not answered.
  public func slope(difference: Double, beta: Double) throws -> Double { throw NotAnswered("5.2") }
  /// Not answered.
  public func iouLoss(predicted: Rectangle, object: Rectangle) throws -> Double { throw NotAnswered("5.3") }
  /// Not answered.
  public func boxLoss(codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) throws -> Double {
    throw NotAnswered("5.4")
  }
  /// Not answered.
  public func differenceOfLoss() throws -> Double { throw NotAnswered("5.5") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("5.6") }
}

/// Serves the answers of assignment 5 to the judge.
public func serve(_ answers: some BoxLossTask, claims: [Claim<any BoxLossTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(BoxLossCalls.init) }).serve(assignment: 5)
}

func functions(of task: some BoxLossTask) -> [String: Function] {
  [
    "smoothL1": Function(task.smoothL1(difference:beta:)),
    "slope": Function(task.slope(difference:beta:)),
    "iouLoss": Function(task.iouLoss(predicted:object:)),
    "boxLoss": Function(task.boxLoss(codes:targets:states:beta:)),
    "differenceOfLoss": Function(task.differenceOfLoss),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct BoxLossCalls: BoxLossTask {
  let call: Caller

  func smoothL1(difference: Double, beta: Double) throws -> Double { try call("smoothL1", difference, beta) }
  func slope(difference: Double, beta: Double) throws -> Double { try call("slope", difference, beta) }
  func iouLoss(predicted: Rectangle, object: Rectangle) throws -> Double { try call("iouLoss", predicted, object) }
  func boxLoss(codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) throws -> Double {
    try call("boxLoss", codes, targets, states, beta)
  }
}
