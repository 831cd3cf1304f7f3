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
}

/// Serves the answers of assignment 9 to the judge.
public func serve(_ answers: some LoopTask, claims: [Claim<any LoopTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(LoopCalls.init) }).serve(assignment: 9)
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
  ]
}

/// The functions of a version that somebody else holds.
private struct LoopCalls: LoopTask {
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
}
