// Assignment 2 as the student sees it: boxes as four numbers, and the code of a box relative to an anchor.

/// The functions of assignment 2.
///
/// Each throws `NotAnswered` until you write it.
public protocol BoxTask: Sendable {
  /// 2.1 The rectangle with the left top corner (x, y) and the given size, as other files write boxes.
  func rectangle(x: Double, y: Double, width: Double, height: Double) throws -> Rectangle
  /// 2.2 The area that two rectangles share, in square pixels.
  func intersection(a: Rectangle, b: Rectangle) throws -> Double
  /// 2.3 Intersection over union; 0 for two rectangles without area.
  func iou(a: Rectangle, b: Rectangle) throws -> Double
  /// 2.4 The IoU of every anchor with every object: a row for each anchor, a column for each object.
  func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]]
  /// 2.5 The code (tx, ty, tw, th) of an object relative to an anchor, each number divided by its deviation.
  func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double]
  /// 2.6 The rectangle of a code: the way back. tw and th are cut at ln(1000 / 16) before they are exponents.
  func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle
  /// 2.7 The part of a rectangle that lies in an image.
  func clip(box: Rectangle, height: Double, width: Double) throws -> Rectangle
  /// 2.8 Question: a square of side 1 is shifted along x until its IoU with where it was is 0.5. How far?
  func shiftToHalf() throws -> Double
  /// 2.9 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension BoxTask {
  /// Not answered.
  public func rectangle(x: Double, y: Double, width: Double, height: Double) throws -> Rectangle {
    throw NotAnswered("2.1")
  }
  /// Not answered.
  public func intersection(a: Rectangle, b: Rectangle) throws -> Double { throw NotAnswered("2.2") }
  /// Not answered.
  public func iou(a: Rectangle, b: Rectangle) throws -> Double { throw NotAnswered("2.3") }
  /// Not answered.
  public func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]] { throw NotAnswered("2.4") }
  /// Not answered.
  public func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double] {
    throw NotAnswered("2.5")
  }
  /// Not answered.
  public func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle {
    throw NotAnswered("2.6")
  }
  /// Not answered.
  public func clip(box: Rectangle, height: Double, width: Double) throws -> Rectangle { throw NotAnswered("2.7") }
  /// Not answered.
  public func shiftToHalf() throws -> Double { throw NotAnswered("2.8") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("2.9") }
}

/// Serves the answers of assignment 2 to the judge.
public func serve(_ answers: some BoxTask, claims: [Claim<any BoxTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(BoxCalls.init) }).serve(assignment: 2)
}

func functions(of task: some BoxTask) -> [String: Function] {
  [
    "rectangle": Function(task.rectangle(x:y:width:height:)),
    "intersection": Function(task.intersection(a:b:)),
    "iou": Function(task.iou(a:b:)),
    "ious": Function(task.ious(anchors:objects:)),
    "encode": Function(task.encode(object:anchor:deviations:)),
    "decode": Function(task.decode(code:anchor:deviations:)),
    "clip": Function(task.clip(box:height:width:)),
    "shiftToHalf": Function(task.shiftToHalf),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct BoxCalls: BoxTask {
  let call: Caller

  func rectangle(x: Double, y: Double, width: Double, height: Double) throws -> Rectangle {
    try call("rectangle", x, y, width, height)
  }
  func intersection(a: Rectangle, b: Rectangle) throws -> Double { try call("intersection", a, b) }
  func iou(a: Rectangle, b: Rectangle) throws -> Double { try call("iou", a, b) }
  func ious(anchors: [Rectangle], objects: [Rectangle]) throws -> [[Double]] { try call("ious", anchors, objects) }
  func encode(object: Rectangle, anchor: Rectangle, deviations: [Double]) throws -> [Double] {
    try call("encode", object, anchor, deviations)
  }
  func decode(code: [Double], anchor: Rectangle, deviations: [Double]) throws -> Rectangle {
    try call("decode", code, anchor, deviations)
  }
  func clip(box: Rectangle, height: Double, width: Double) throws -> Rectangle { try call("clip", box, height, width) }
}
