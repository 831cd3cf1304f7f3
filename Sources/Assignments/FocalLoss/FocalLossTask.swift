// Assignment 1 as the student sees it: eight functions, none of them answered.

/// The functions of assignment 1.
///
/// Each throws `NotAnswered` until you write it.
public protocol FocalLossTask: Sendable {
  /// 1.1 αt: α for a positive, 1 − α for a negative.
  func weight(isPositive: Bool, alpha: Double) throws -> Double
  /// 1.2 The focal loss of one sigmoid output, from its logit (any size up to ±1e4), with αt.
  func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double
  /// 1.3 The derivative of that loss by the logit.
  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double
  /// 1.4 The sum of the losses of an image's outputs: logits [anchors, K], one target an anchor.
  func sum(logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) throws -> Double
  /// 1.5 The loss of a batch: each image's sum divided by its positives, at least 1; then the mean over the images.
  ///
  /// `losses` are [images, outputs], `positives` [images].
  func normalized(losses: [[Double]], positives: [Int]) throws -> Double
  /// 1.6 The bias with which a sigmoid output says `probability` before it has learnt anything.
  func priorBias(probability: Double) throws -> Double
  /// 1.7 Question: the first classification loss of an image with 79 positives among 9207 outputs, each of them at the
  /// prior probability 0.01; α = 0.25, γ = 2, divided by the positives. Four decimals are enough.
  func firstLoss() throws -> Double
  /// 1.8 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension FocalLossTask {
  /// Not answered.
  public func weight(isPositive: Bool, alpha: Double) throws -> Double { throw NotAnswered("1.1") }
  /// Not answered.
  public func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    throw NotAnswered("1.2")
  }
  /// Not answered.
  public func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    throw NotAnswered("1.3")
  }
  /// Not answered.
  public func sum(logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) throws -> Double {
    throw NotAnswered("1.4")
  }
  /// Not answered.
  public func normalized(losses: [[Double]], positives: [Int]) throws -> Double { throw NotAnswered("1.5") }
  /// Not answered.
  public func priorBias(probability: Double) throws -> Double { throw NotAnswered("1.6") }
  /// Not answered.
  public func firstLoss() throws -> Double { throw NotAnswered("1.7") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("1.8") }
}

/// Serves the answers of assignment 1 to the judge.
public func serve(_ answers: some FocalLossTask, claims: [Claim<any FocalLossTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(FocalLossCalls.init) }).serve(
    assignment: 1)
}

func functions(of task: some FocalLossTask) -> [String: Function] {
  [
    "weight": Function(task.weight(isPositive:alpha:)),
    "loss": Function(task.loss(logit:isPositive:alpha:gamma:)),
    "slope": Function(task.slope(logit:isPositive:alpha:gamma:)),
    "sum": Function(task.sum(logits:targets:alpha:gamma:)),
    "normalized": Function(task.normalized(losses:positives:)),
    "priorBias": Function(task.priorBias(probability:)),
    "firstLoss": Function(task.firstLoss),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct FocalLossCalls: FocalLossTask {
  let call: Caller

  func weight(isPositive: Bool, alpha: Double) throws -> Double { try call("weight", isPositive, alpha) }
  func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    try call("loss", logit, isPositive, alpha, gamma)
  }
  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    try call("slope", logit, isPositive, alpha, gamma)
  }
  func sum(logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) throws -> Double {
    try call("sum", logits, targets, alpha, gamma)
  }
  func normalized(losses: [[Double]], positives: [Int]) throws -> Double { try call("normalized", losses, positives) }
  func priorBias(probability: Double) throws -> Double { try call("priorBias", probability) }
}
