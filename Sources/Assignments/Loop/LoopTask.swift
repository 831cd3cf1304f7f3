// Assignment 9 as the student sees it: what stands around the network while it is trained.

/// The functions of assignment 9.
///
/// Each throws `NotAnswered` until you write it.
public protocol LoopTask: Sendable {
  /// 9.1 The weights after each step of gradient descent on ½ (w x − y)²: each step sees one point [x, y] and moves by
  /// the rate times the gradient of that point.
  func descend(weight: Double, points: [[Double]], rate: Double) throws -> [Double]
  /// 9.2 A box in the image mirrored left to right.
  func flip(box: Rectangle, width: Double) throws -> Rectangle
  /// 9.3 A box in the image resized; sizes are [height, width].
  func resize(box: Rectangle, from: [Double], to: [Double]) throws -> Rectangle
  /// 9.4 Pixels less the mean, divided by the deviation: what the network is shown, in training and elsewhere.
  func normalize(pixels: [Double], mean: Double, deviation: Double, isTraining: Bool) throws -> [Double]
  /// 9.5 Batch normalization without scale and shift: numbers less a mean, divided by the root of a variance + 1e-5. In
  /// training both are the batch's (the variance by the count), otherwise the running ones.
  func batchNorm(numbers: [Double], runningMean: Double, runningVariance: Double, isTraining: Bool) throws -> [Double]
  /// 9.6 The learning rate of a step, counted from 0: during the first `warmup` steps (step + 1) / warmup of the base;
  /// a tenth less often from each of the epochs in `drops` on.
  func rate(step: Int, stepsPerEpoch: Int, base: Double, warmup: Int, drops: [Int]) throws -> Double
  /// 9.7 Which parameters decay: of the kinds "weight", "bias", "scale" and "shift" (of a normalization) the weights.
  func decays(kinds: [String]) throws -> [Bool]
  /// 9.8 Question: 16 images a step train at the rate 0.01. At which rate do 4 images, by the linear rule?
  func rateOfFour() throws -> Double
  /// 9.9 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
  /// 9.10 The focal loss of one output, as in 1.2.
  func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double
  /// 9.10 Its derivative by the logit, as in 1.3.
  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double
  /// 9.11 The IoU of every anchor with every object, as in 2.4.
  func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]]
  /// 9.11 What each anchor is told, as in 4.3.
  func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState]
  /// 9.12 The code of an object relative to an anchor, as in 2.5.
  func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double]
  /// 9.12 The rectangle of a code, as in 2.6.
  func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle
  /// 9.13 Suppression within each class, as in 6.4.
  func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int]
}

extension LoopTask {
  /// Not answered.
  public func descend(weight: Double, points: [[Double]], rate: Double) throws -> [Double] { throw NotAnswered("9.1") }
  /// Not answered.
  public func flip(box: Rectangle, width: Double) throws -> Rectangle { throw NotAnswered("9.2") }
  /// Not answered.
  public func resize(box: Rectangle, from: [Double], to: [Double]) throws -> Rectangle { throw NotAnswered("9.3") }
  /// Not answered.
  public func normalize(pixels: [Double], mean: Double, deviation: Double, isTraining: Bool) throws -> [Double] {
    throw NotAnswered("9.4")
  }
  /// Not answered.
  public func batchNorm(
    numbers: [Double], runningMean: Double, runningVariance: Double, isTraining: Bool
  ) throws
    -> [Double]
  {
    throw NotAnswered("9.5")
  }
  /// Not answered.
  public func rate(step: Int, stepsPerEpoch: Int, base: Double, warmup: Int, drops: [Int]) throws -> Double {
    throw NotAnswered("9.6")
  }
  /// Not answered.
  public func decays(kinds: [String]) throws -> [Bool] { throw NotAnswered("9.7") }
  /// Not answered.
  public func rateOfFour() throws -> Double { throw NotAnswered("9.8") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("9.9") }
  /// Not answered.
  public func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    throw NotAnswered("9.10")
  }
  /// Not answered.
  public func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    throw NotAnswered("9.10")
  }
  /// Not answered.
  public func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]] { throw NotAnswered("9.11") }
  /// Not answered.
  public func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState] {
    throw NotAnswered("9.11")
  }
  /// Not answered.
  public func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double] {
    throw NotAnswered("9.12")
  }
  /// Not answered.
  public func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle {
    throw NotAnswered("9.12")
  }
  /// Not answered.
  public func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int] {
    throw NotAnswered("9.13")
  }
}

/// Serves the answers of assignment 9 to the judge, with what runs of the detector are made by.
package func serveLoop(_ answers: some LoopTask, claims: [Claim<any LoopTask>], runs: [String: Function]) {
  let functions = functions(of: answers).merging(runs) { _, run in run }
  Answers(functions: functions, claims: claims.map { $0.calling(LoopCalls.init) }).serve(assignment: 9)
}

/// Serves runs to the grader.
package func serveRuns(_ runs: [String: Function]) {
  Answers(functions: runs, claims: []).serve(assignment: 9)
}

func functions(of task: some LoopTask) -> [String: Function] {
  [
    "descend": Function(task.descend(weight:points:rate:)),
    "flip": Function(task.flip(box:width:)),
    "resize": Function(task.resize(box:from:to:)),
    "normalize": Function(task.normalize(pixels:mean:deviation:isTraining:)),
    "batchNorm": Function(task.batchNorm(numbers:runningMean:runningVariance:isTraining:)),
    "rate": Function(task.rate(step:stepsPerEpoch:base:warmup:drops:)),
    "decays": Function(task.decays(kinds:)),
    "rateOfFour": Function(task.rateOfFour),
    "diagnosis": Function(task.diagnosis(patient:)),
    "loss": Function(task.loss(logit:isPositive:alpha:gamma:)),
    "slope": Function(task.slope(logit:isPositive:alpha:gamma:)),
    "ious": Function(task.ious(anchors:objects:)),
    "match": Function(task.match(ious:positiveThreshold:negativeThreshold:)),
    "encode": Function(task.encode(object:anchor:deviations:)),
    "decode": Function(task.decode(code:anchor:deviations:)),
    "suppressPerClass": Function(task.suppressPerClass(boxes:scores:labels:threshold:)),
  ]
}

/// The functions of a version that somebody else holds.
struct LoopCalls: LoopTask {
  let call: Caller

  func descend(weight: Double, points: [[Double]], rate: Double) throws -> [Double] {
    try call("descend", weight, points, rate)
  }
  func flip(box: Rectangle, width: Double) throws -> Rectangle { try call("flip", box, width) }
  func resize(box: Rectangle, from: [Double], to: [Double]) throws -> Rectangle { try call("resize", box, from, to) }
  func normalize(pixels: [Double], mean: Double, deviation: Double, isTraining: Bool) throws -> [Double] {
    try call("normalize", pixels, mean, deviation, isTraining)
  }
  func batchNorm(
    numbers: [Double], runningMean: Double, runningVariance: Double, isTraining: Bool
  ) throws
    -> [Double]
  {
    try call("batchNorm", numbers, runningMean, runningVariance, isTraining)
  }
  func rate(step: Int, stepsPerEpoch: Int, base: Double, warmup: Int, drops: [Int]) throws -> Double {
    try call("rate", step, stepsPerEpoch, base, warmup, drops)
  }
  func decays(kinds: [String]) throws -> [Bool] { try call("decays", kinds) }
  func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    try call("loss", logit, isPositive, alpha, gamma)
  }
  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    try call("slope", logit, isPositive, alpha, gamma)
  }
  func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]] { try call("ious", anchors, objects) }
  func match(ious: [[Double]], positiveThreshold: Double, negativeThreshold: Double) throws -> [AnchorState] {
    try call("match", ious, positiveThreshold, negativeThreshold)
  }
  func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double] {
    try call("encode", object, anchor, deviations)
  }
  func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle {
    try call("decode", code, anchor, deviations)
  }
  func suppressPerClass(boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) throws -> [Int] {
    try call("suppressPerClass", boxes, scores, labels, threshold)
  }
}
