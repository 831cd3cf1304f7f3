// Assignment 7 as the student sees it: from detections and objects to average precision.

/// The functions of assignment 7.
///
/// Each throws `NotAnswered` until you write it.
public protocol EvaluationTask: Sendable {
  /// 7.1 For each detection of an image, best first, whether it finds an object: it takes the one that it overlaps most
  /// of those still free, if their IoU reaches the threshold. `ious` are [detections, objects].
  func hits(ious: [[Double]], threshold: Double) throws -> [Bool]
  /// 7.2 The hits of several images in one ranking, best score first; `scores` and `hits` are [images, detections].
  func ranked(scores: [[Double]], hits: [[Bool]]) throws -> [Bool]
  /// 7.3 How many objects of a class there are: `labels` are those of each image's objects, `detections` how many
  /// detections each image has.
  func objectCount(labels: [[Int]], detections: [Int], label: Int) throws -> Int
  /// 7.4 The points [recall, precision] after each detection of a ranking.
  func curve(hits: [Bool], objects: Int) throws -> [[Double]]
  /// 7.5 The envelope: at each point the best precision from there on.
  func envelope(precisions: [Double]) throws -> [Double]
  /// 7.6 COCO's average precision: the mean of the envelope at recalls 0, 0.01 … 1, 0 where no point reaches them.
  func averagePrecision(hits: [Bool], objects: Int) throws -> Double
  /// 7.7 The mean over classes; those without objects, nil, do not count; nil if there is no other.
  func mean(averagePrecisions: [Double?]) throws -> Double?
  /// 7.8 How many detections found an object: for each its object's id, or nil.
  func found(ids: [Int?]) throws -> Int
  /// 7.9 Question: hits are true, false, true of 2 objects. What is COCO's average precision? Three decimals.
  func averageOfThree() throws -> Double
  /// 7.10 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension EvaluationTask {
  /// Not answered.
  public func hits(ious: [[Double]], threshold: Double) throws -> [Bool] { throw NotAnswered("7.1") }
  /// Not answered.
  public func ranked(scores: [[Double]], hits: [[Bool]]) throws -> [Bool] { throw NotAnswered("7.2") }
  /// Not answered.
  public func objectCount(labels: [[Int]], detections: [Int], label: Int) throws -> Int { throw NotAnswered("7.3") }
  /// Not answered.
  public func curve(hits: [Bool], objects: Int) throws -> [[Double]] { throw NotAnswered("7.4") }
  /// Not answered.
  public func envelope(precisions: [Double]) throws -> [Double] { throw NotAnswered("7.5") }
  /// Not answered.
  public func averagePrecision(hits: [Bool], objects: Int) throws -> Double { throw NotAnswered("7.6") }
  /// Not answered.
  public func mean(averagePrecisions: [Double?]) throws -> Double? { throw NotAnswered("7.7") }
  /// Not answered.
  public func found(ids: [Int?]) throws -> Int { throw NotAnswered("7.8") }
  /// Not answered.
  public func averageOfThree() throws -> Double { throw NotAnswered("7.9") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("7.10") }
}

/// Serves the answers of assignment 7 to the judge.
public func serve(_ answers: some EvaluationTask, claims: [Claim<any EvaluationTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(EvaluationCalls.init) })
    .serve(assignment: 7)
}

func functions(of task: some EvaluationTask) -> [String: Function] {
  [
    "hits": Function(task.hits(ious:threshold:)),
    "ranked": Function(task.ranked(scores:hits:)),
    "objectCount": Function(task.objectCount(labels:detections:label:)),
    "curve": Function(task.curve(hits:objects:)),
    "envelope": Function(task.envelope(precisions:)),
    "averagePrecision": Function(task.averagePrecision(hits:objects:)),
    "mean": Function(task.mean(averagePrecisions:)),
    "found": Function(task.found(ids:)),
    "averageOfThree": Function(task.averageOfThree),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct EvaluationCalls: EvaluationTask {
  let call: Caller

  func hits(ious: [[Double]], threshold: Double) throws -> [Bool] { try call("hits", ious, threshold) }
  func ranked(scores: [[Double]], hits: [[Bool]]) throws -> [Bool] { try call("ranked", scores, hits) }
  func objectCount(labels: [[Int]], detections: [Int], label: Int) throws -> Int {
    try call("objectCount", labels, detections, label)
  }
  func curve(hits: [Bool], objects: Int) throws -> [[Double]] { try call("curve", hits, objects) }
  func envelope(precisions: [Double]) throws -> [Double] { try call("envelope", precisions) }
  func averagePrecision(hits: [Bool], objects: Int) throws -> Double { try call("averagePrecision", hits, objects) }
  func mean(averagePrecisions: [Double?]) throws -> Double? { try call("mean", averagePrecisions) }
  func found(ids: [Int?]) throws -> Int { try call("found", ids) }
}
