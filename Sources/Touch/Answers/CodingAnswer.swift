// The page on codings: one box, one anchor, and the four numbers that stand for the box in every system.

import Boxes
import Systems
import Text

extension Answer {
  /// A coding, and who uses it.
  private struct Entry {
    var names: [String]
    let coding: BoxCoding
  }

  /// The codings of the eight systems, equal ones together, and FCOS's.
  private static var entries: [Entry] {
    var entries: [Entry] = []
    for system in ReferenceSystem.allCases {
      let coding = BoxCoding.preset(system)
      if let known = entries.firstIndex(where: { $0.coding == coding }) {
        entries[known].names.append(system.name)
      } else {
        entries.append(Entry(names: [system.name], coding: coding))
      }
    }
    return entries + [Entry(names: ["FCOS"], coding: .distances(DistanceBoxCoder()))]
  }

  /// A box's four numbers in every coding, and what comes of reading one coding's numbers by another.
  ///
  /// ```
  /// inputs     the coding that writes, the coding that reads, the four edges of the anchor, those of the box
  /// numbers    for each coding its four numbers; then the four edges of the box that is read, and its IoU with the box
  /// texts      for each coding its four numbers; then what is read, in a sentence; the IoU of anchor and box
  /// no inputs  no numbers; the names of those who use each coding
  /// ```
  public static func coding(_ inputs: [Double]) -> Answer {
    let entries = entries
    if inputs.isEmpty { return Answer(texts: entries.map { $0.names.joined(separator: ", ") }) }
    var inputs = Inputs(inputs)
    guard let writer = inputs.integer(in: 0..<entries.count), let reader = inputs.integer(in: 0..<entries.count),
      let anchor = inputs.box(), let box = inputs.box()
    else { return nothing }
    var answer = Answer()
    for entry in entries {
      let numbers = entry.coding.encode(box, anchor: anchor)
      for number in [numbers.0, numbers.1, numbers.2, numbers.3] {
        answer.numbers.append(number)
        answer.texts.append(number.fixed(digits: 4))
      }
    }
    let numbers = entries[writer].coding.encode(box, anchor: anchor)
    let read = entries[reader].coding.decode(numbers, anchor: anchor)
    let iou = read.iou(box)
    answer.append(read)
    answer.numbers.append(iou)
    let edges =
      "\(read.xMin.fixed(digits: 1))…\(read.xMax.fixed(digits: 1)) × "
      + "\(read.yMin.fixed(digits: 1))…\(read.yMax.fixed(digits: 1))"
    answer.texts += [
      "Written by \(entries[writer].names[0]), read by \(entries[reader].names[0]): "
        + "a box of \(edges), IoU \(iou.rounded(towards: 1)) with what was meant.",
      "Anchor and box overlap by IoU \(anchor.iou(box).fixed(digits: 4)).",
    ]
    return answer
  }
}
