// Assignment 6 as the student sees it: from thousands of scored boxes to a few detections.

/// The functions of assignment 6.
///
/// Each throws `NotAnswered` until you write it.
public protocol SuppressionTask: Sendable {
  /// 6.1 Candidates [anchor, label] with a score above the threshold, by anchor and then by label; scores are
  /// [anchors, K].
  func candidates(scores: [[Double]], threshold: Double) throws -> [[Int]]
  /// 6.2 The indices of the `count` largest scores, best first; all of them if there are not so many.
  func top(scores: [Double], count: Int) throws -> [Int]
  /// 6.3 Greedy suppression: the indices that are kept, best first. A box goes if its IoU with a kept one is above the
  /// threshold.
  func suppress(boxes: [Rectangle], scores: [Double], threshold: Double) throws -> [Int]
  /// 6.4 The same within each class alone; all classes together, best first.
  func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int]
  /// 6.5 Detections as rows [xMin, yMin, xMax, yMax, score, label], those with a score above the threshold, in their
  /// order.
  func detections(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [[Double]]
  /// 6.6 Question: boxes 10 wide and equally high stand 4 apart in a row, all of one class, scores falling from the
  /// left. How many of 7 are kept at the threshold 0.3?
  func keptInRow() throws -> Int
  /// 6.7 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension SuppressionTask {
  /// Not answered.
  public func candidates(scores: [[Double]], threshold: Double) throws -> [[Int]] { throw NotAnswered("6.1") }
  /// Not answered.
  public func top(scores: [Double], count: Int) throws -> [Int] { throw NotAnswered("6.2") }
  /// Not answered.
  public func suppress(boxes: [Rectangle], scores: [Double], threshold: Double) throws -> [Int] {
    throw NotAnswered("6.3")
  }
  /// Not answered.
  public func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int] {
    throw NotAnswered("6.4")
  }
  /// Not answered.
  public func detections(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [[Double]] {
    throw NotAnswered("6.5")
  }
  /// Not answered.
  public func keptInRow() throws -> Int { throw NotAnswered("6.6") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("6.7") }
}

/// Serves the answers of assignment 6 to the judge.
public func serve(_ answers: some SuppressionTask, claims: [Claim<any SuppressionTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(SuppressionCalls.init) })
    .serve(assignment: 6)
}

func functions(of task: some SuppressionTask) -> [String: Function] {
  [
    "candidates": Function(task.candidates(scores:threshold:)),
    "top": Function(task.top(scores:count:)),
    "suppress": Function(task.suppress(boxes:scores:threshold:)),
    "suppressPerClass": Function(task.suppressPerClass(boxes:scores:labels:threshold:)),
    "detections": Function(task.detections(boxes:scores:labels:threshold:)),
    "keptInRow": Function(task.keptInRow),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct SuppressionCalls: SuppressionTask {
  let call: Caller

  func candidates(scores: [[Double]], threshold: Double) throws -> [[Int]] {
    try call("candidates", scores, threshold)
  }
  func top(scores: [Double], count: Int) throws -> [Int] { try call("top", scores, count) }
  func suppress(boxes: [Rectangle], scores: [Double], threshold: Double) throws -> [Int] {
    try call("suppress", boxes, scores, threshold)
  }
  func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int] {
    try call("suppressPerClass", boxes, scores, labels, threshold)
  }
  func detections(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [[Double]] {
    try call("detections", boxes, scores, labels, threshold)
  }
}
