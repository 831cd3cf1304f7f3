// Assignment 4 as the student sees it: which anchor learns which object.

/// The functions of assignment 4.
///
/// Each throws `NotAnswered` until you write it.
public protocol MatchingTask: Sendable {
  /// 4.1 For each anchor the index of the object that it overlaps most, the first of equals; nil if it overlaps none.
  ///
  /// `ious` has a row for each anchor and a column for each object; without objects the rows are empty.
  func bestObjects(ious: [[Double]]) throws -> [Int?]
  /// 4.2 For the largest IoU of each anchor a letter: P reaches the positive threshold, N is below the negative one,
  /// I is between them.
  func states(overlaps: [Double], positiveThreshold: Double, negativeThreshold: Double) throws -> String
  /// 4.3 What each anchor is told, by the thresholds and then the low-quality rule: an anchor that is the best one of
  /// some object, with an overlap, is positive for the object that it overlaps most itself, whatever the thresholds
  /// say.
  func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState]
  /// 4.4 The same with the class in place of the object: `labels` are the objects' classes, from 0.
  func targets(states: [AnchorState], labels: [Int]) throws -> [AnchorState]
  /// 4.5 The indices of the rows [xMin, yMin, xMax, yMax, label] that are objects: padding has the label −1.
  func objects(rows: [[Double]]) throws -> [Int]
  /// 4.6 Question: the letters of the six anchors of the README's scene, as "NIPINN".
  func picture() throws -> String
  /// 4.7 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension MatchingTask {
  /// Not answered.
  public func bestObjects(ious: [[Double]]) throws -> [Int?] { throw NotAnswered("4.1") }
  /// Not answered.
  public func states(overlaps: [Double], positiveThreshold: Double, negativeThreshold: Double) throws -> String {
    throw NotAnswered("4.2")
  }
  /// Not answered.
  public func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState] {
    throw NotAnswered("4.3")
  }
  /// Not answered.
  public func targets(states: [AnchorState], labels: [Int]) throws -> [AnchorState] { throw NotAnswered("4.4") }
  /// Not answered.
  public func objects(rows: [[Double]]) throws -> [Int] { throw NotAnswered("4.5") }
  /// Not answered.
  public func picture() throws -> String { throw NotAnswered("4.6") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("4.7") }
}

/// Serves the answers of assignment 4 to the judge.
public func serve(_ answers: some MatchingTask, claims: [Claim<any MatchingTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(MatchingCalls.init) })
    .serve(assignment: 4)
}

func functions(of task: some MatchingTask) -> [String: Function] {
  [
    "bestObjects": Function(task.bestObjects(ious:)),
    "states": Function(task.states(overlaps:positiveThreshold:negativeThreshold:)),
    "match": Function(task.match(ious:positiveThreshold:negativeThreshold:)),
    "targets": Function(task.targets(states:labels:)),
    "objects": Function(task.objects(rows:)),
    "picture": Function(task.picture),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct MatchingCalls: MatchingTask {
  let call: Caller

  func bestObjects(ious: [[Double]]) throws -> [Int?] { try call("bestObjects", ious) }
  func states(overlaps: [Double], positiveThreshold: Double, negativeThreshold: Double) throws -> String {
    try call("states", overlaps, positiveThreshold, negativeThreshold)
  }
  func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState] {
    try call("match", ious, positiveThreshold, negativeThreshold)
  }
  func targets(states: [AnchorState], labels: [Int]) throws -> [AnchorState] { try call("targets", states, labels) }
  func objects(rows: [[Double]]) throws -> [Int] { try call("objects", rows) }
}
