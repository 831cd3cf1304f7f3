// Assignment 8 as the student sees it: the feature pyramid on maps of one channel, the heads' numbers, and their order.

/// The functions of assignment 8.
///
/// Each throws `NotAnswered` until you write it. A map is [rows, columns].
public protocol PyramidTask: Sendable {
  /// 8.1 A map brought to the size of the next finer one, where it may be odd: cell (y, x) is cell (y / 2, x / 2).
  func upsample(map: [[Double]], rows: Int, columns: Int) throws -> [[Double]]
  /// 8.2 The pyramid of laterals, finest first: each map is its lateral plus the coarser map, upsampled; that is passed
  /// down. What is given out is each map times `smoothing`.
  func pyramid(laterals: [[[Double]]], smoothing: Double) throws -> [[[Double]]]
  /// 8.3 P6 and P7: every second cell of P5, from the first on, times `weight`; so P7 of P6, whose negative numbers
  /// count as 0 for that.
  func coarse(p5: [[Double]], weight: Double) throws -> [[[Double]]]
  /// 8.4 The parameters of the classification head for all levels: four 3 × 3 convolutions of as many channels without
  /// a bias, and a 3 × 3 predictor with one, of a number for each anchor of a cell and each class.
  func parameters(channels: Int, levels: Int, anchors: Int, classes: Int) throws -> Int
  /// 8.5 The head's outputs as rows of K numbers, one for each anchor: finest level first, then rows, columns, and the
  /// anchors of a cell. `levels` are [level, row, column, anchors of a cell · K].
  func flatten(levels: [[[[Double]]]], classes: Int) throws -> [[Double]]
  /// 8.6 From [level, image, numbers] to [image, numbers]: an image's numbers of all levels, finest first.
  func images(levels: [[[Double]]]) throws -> [[Double]]
  /// 8.7 Question: how many parameters has the head of 8.4 with 64 channels, 5 levels, 9 anchors a cell, 3 classes?
  func parametersOfSmallHead() throws -> Int
  /// 8.8 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension PyramidTask {
  /// Not answered.
  public func upsample(map: [[Double]], rows: Int, columns: Int) throws -> [[Double]] { throw NotAnswered("8.1") }
  /// Not answered.
  public func pyramid(laterals: [[[Double]]], smoothing: Double) throws -> [[[Double]]] { throw NotAnswered("8.2") }
  /// Not answered.
  public func coarse(p5: [[Double]], weight: Double) throws -> [[[Double]]] { throw NotAnswered("8.3") }
  /// Not answered.
  public func parameters(channels: Int, levels: Int, anchors: Int, classes: Int) throws -> Int {
    throw NotAnswered("8.4")
  }
  /// Not answered.
  public func flatten(levels: [[[[Double]]]], classes: Int) throws -> [[Double]] { throw NotAnswered("8.5") }
  /// Not answered.
  public func images(levels: [[[Double]]]) throws -> [[Double]] { throw NotAnswered("8.6") }
  /// Not answered.
  public func parametersOfSmallHead() throws -> Int { throw NotAnswered("8.7") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("8.8") }
}

/// Serves the answers of assignment 8 to the judge.
public func serve(_ answers: some PyramidTask, claims: [Claim<any PyramidTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(PyramidCalls.init) }).serve(assignment: 8)
}

func functions(of task: some PyramidTask) -> [String: Function] {
  [
    "upsample": Function(task.upsample(map:rows:columns:)),
    "pyramid": Function(task.pyramid(laterals:smoothing:)),
    "coarse": Function(task.coarse(p5:weight:)),
    "parameters": Function(task.parameters(channels:levels:anchors:classes:)),
    "flatten": Function(task.flatten(levels:classes:)),
    "images": Function(task.images(levels:)),
    "parametersOfSmallHead": Function(task.parametersOfSmallHead),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct PyramidCalls: PyramidTask {
  let call: Caller

  func upsample(map: [[Double]], rows: Int, columns: Int) throws -> [[Double]] {
    try call("upsample", map, rows, columns)
  }
  func pyramid(laterals: [[[Double]]], smoothing: Double) throws -> [[[Double]]] {
    try call("pyramid", laterals, smoothing)
  }
  func coarse(p5: [[Double]], weight: Double) throws -> [[[Double]]] { try call("coarse", p5, weight) }
  func parameters(channels: Int, levels: Int, anchors: Int, classes: Int) throws -> Int {
    try call("parameters", channels, levels, anchors, classes)
  }
  func flatten(levels: [[[[Double]]]], classes: Int) throws -> [[Double]] { try call("flatten", levels, classes) }
  func images(levels: [[[Double]]]) throws -> [[Double]] { try call("images", levels) }
}
