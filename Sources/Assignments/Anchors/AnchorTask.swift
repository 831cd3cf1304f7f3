// Assignment 3 as the student sees it: the grid of anchors, their shapes and their order.

/// The functions of assignment 3.
///
/// Each throws `NotAnswered` until you write it.
public protocol AnchorTask: Sendable {
  /// 3.1 Width and height of an anchor with the area size² and the ratio height / width.
  func shape(size: Double, ratio: Double) throws -> [Double]
  /// 3.2 The sizes of `count` anchors within an octave, from `base` on, each the same factor larger than the last.
  func sizes(base: Double, count: Int) throws -> [Double]
  /// 3.3 How many cells a side of the image has at a stride.
  func cells(side: Int, stride: Int) throws -> Int
  /// 3.4 The center (x, y) of a cell, in pixels of the image.
  func center(row: Int, column: Int, stride: Double) throws -> [Double]
  /// 3.5 All anchors of a level: rows of cells, in each row columns, in each cell the shapes [width, height].
  func anchors(rows: Int, columns: Int, stride: Double, shapes: [[Double]]) throws -> [Rectangle]
  /// 3.6 The index of an anchor among those of all levels, from the finest on; `levels` are [rows, columns] each.
  func index(level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) throws -> Int
  /// 3.7 The way back: [level, row, column, shape] of an index.
  func location(index: Int, levels: [[Int]], shapes: Int) throws -> [Int]
  /// 3.8 Question: how many anchors has an image 100 high and 200 wide, at strides 8, 16, 32, 64, 128, nine a cell?
  func anchorCount() throws -> Int
  /// 3.9 Diagnosis: the letter of what ails patient "A", "B" or "C" of the README.
  func diagnosis(patient: String) throws -> String
}

extension AnchorTask {
  /// Not answered.
  public func shape(size: Double, ratio: Double) throws -> [Double] { throw NotAnswered("3.1") }
  /// Not answered.
  public func sizes(base: Double, count: Int) throws -> [Double] { throw NotAnswered("3.2") }
  /// Not answered.
  public func cells(side: Int, stride: Int) throws -> Int { throw NotAnswered("3.3") }
  /// Not answered.
  public func center(row: Int, column: Int, stride: Double) throws -> [Double] { throw NotAnswered("3.4") }
  /// Not answered.
  public func anchors(rows: Int, columns: Int, stride: Double, shapes: [[Double]]) throws -> [Rectangle] {
    throw NotAnswered("3.5")
  }
  /// Not answered.
  public func index(level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) throws -> Int {
    throw NotAnswered("3.6")
  }
  /// Not answered.
  public func location(index: Int, levels: [[Int]], shapes: Int) throws -> [Int] { throw NotAnswered("3.7") }
  /// Not answered.
  public func anchorCount() throws -> Int { throw NotAnswered("3.8") }
  /// Not answered.
  public func diagnosis(patient: String) throws -> String { throw NotAnswered("3.9") }
}

/// Serves the answers of assignment 3 to the judge.
public func serve(_ answers: some AnchorTask, claims: [Claim<any AnchorTask>]) {
  Answers(functions: functions(of: answers), claims: claims.map { $0.calling(AnchorCalls.init) }).serve(assignment: 3)
}

func functions(of task: some AnchorTask) -> [String: Function] {
  [
    "shape": Function(task.shape(size:ratio:)),
    "sizes": Function(task.sizes(base:count:)),
    "cells": Function(task.cells(side:stride:)),
    "center": Function(task.center(row:column:stride:)),
    "anchors": Function(task.anchors(rows:columns:stride:shapes:)),
    "index": Function(task.index(level:row:column:shape:levels:shapes:)),
    "location": Function(task.location(index:levels:shapes:)),
    "anchorCount": Function(task.anchorCount),
    "diagnosis": Function(task.diagnosis(patient:)),
  ]
}

/// The functions of a version that somebody else holds.
private struct AnchorCalls: AnchorTask {
  let call: Caller

  func shape(size: Double, ratio: Double) throws -> [Double] { try call("shape", size, ratio) }
  func sizes(base: Double, count: Int) throws -> [Double] { try call("sizes", base, count) }
  func cells(side: Int, stride: Int) throws -> Int { try call("cells", side, stride) }
  func center(row: Int, column: Int, stride: Double) throws -> [Double] { try call("center", row, column, stride) }
  func anchors(rows: Int, columns: Int, stride: Double, shapes: [[Double]]) throws -> [Rectangle] {
    try call("anchors", rows, columns, stride, shapes)
  }
  func index(level: Int, row: Int, column: Int, shape: Int, levels: [[Int]], shapes: Int) throws -> Int {
    try call("index", level, row, column, shape, levels, shapes)
  }
  func location(index: Int, levels: [[Int]], shapes: Int) throws -> [Int] {
    try call("location", index, levels, shapes)
  }
}
