// AP at one IoU threshold, by COCO's rule, in one pass over results that are sorted already. The twelve numbers are
// COCOEvaluator's; a test binds the two.

import Boxes
import Evaluation

/// Which results are right at an IoU threshold, and the AP that they make.
struct QuickScore {
  /// A result that counts.
  struct Mark {
    let picture: Int
    let score: Double
    let isRight: Bool
  }

  /// The marks of each label by falling score.
  private(set) var marks: [[Mark]]
  private let counts: [Int]

  /// - Parameters:
  ///   - limit: how many results of a label and picture count, the best.
  ///   - kept: the pictures that are looked at; nil: all.
  init(
    _ results: RankedResults, _ truth: Truth, iouThreshold: Double = 0.5, limit: Int = 100, only kept: Set<Int>? = nil
  ) {
    let labels = truth.counts.count
    var marks = [[Mark]](repeating: [], count: labels)
    var seen = [Int: Int]()
    var taken = truth.objects.map { [Bool](repeating: false, count: $0.count) }
    for (index, entry) in results.entries.enumerated() {
      let (picture, label) = (results.pictures[index], results.labels[index])
      if picture < 0 || label < 0 || kept?.contains(picture) == false { continue }
      let place = picture * labels + label
      let count = seen[place, default: 0]
      if count >= limit { continue }
      seen[place] = count + 1
      let box = entry.box
      var best = (iou: iouThreshold, object: -1)
      var isOnCrowd = false
      for (number, object) in truth.objects[picture].enumerated() where object.label == label {
        if object.isCrowd {
          isOnCrowd = isOnCrowd || box.shareInside(object.box) >= iouThreshold
        } else if !taken[picture][number] {
          let iou = box.iou(object.box)
          if iou >= best.iou { best = (iou, number) }
        }
      }
      if best.object >= 0 {
        taken[picture][best.object] = true
        marks[label].append(Mark(picture: picture, score: entry.score, isRight: true))
      } else if !isOnCrowd {
        marks[label].append(Mark(picture: picture, score: entry.score, isRight: false))
      }
    }
    self.marks = marks
    guard let kept else {
      counts = truth.counts
      return
    }
    var counts = [Int](repeating: 0, count: labels)
    for picture in kept {
      for object in truth.objects[picture] where !object.isCrowd { counts[object.label] += 1 }
    }
    self.counts = counts
  }

  /// The mean over the classes that have objects; nil without any.
  var ap: Double? { meanAP { _ in 1 } }

  /// The mean AP where every picture counts so many times.
  func meanAP(weight: (Int) -> Int, objects: [Int]? = nil) -> Double? {
    let counts = objects ?? counts
    let values = marks.indices.filter { counts[$0] > 0 }.map { label -> Double in
      var finds: [(right: Int, seen: Int)] = []
      var (right, seen) = (0, 0)
      for mark in marks[label] {
        let times = weight(mark.picture)
        if times == 0 { continue }
        seen += times
        if mark.isRight {
          right += times
          finds.append((right, seen))
        }
      }
      return Self.averagePrecision(finds, objects: counts[label])
    }
    return values.mean
  }

  /// The mean over COCO's 101 recalls of the best precision from each on.
  private static func averagePrecision(_ finds: [(right: Int, seen: Int)], objects: Int) -> Double {
    var best = 0.0
    var envelope = [Double](repeating: 0, count: finds.count)
    for index in finds.indices.reversed() {
      best = max(best, Double(finds[index].right) / Double(finds[index].seen))
      envelope[index] = best
    }
    var (sum, next) = (0.0, 0)
    let recalls = AveragePrecision.cocoRecalls
    for (find, precision) in zip(finds, envelope) {
      while next < recalls.count, recalls[next] <= Double(find.right) / Double(objects) {
        sum += precision
        next += 1
      }
    }
    return sum / Double(recalls.count)
  }
}
