// What the labels and pictures of a set say without a look at pixels (data3, data4, data7 and data10).

import Boxes
import Images
import Text

/// Rules about labels: numbers that the list lacks, a background among the classes, classes that cannot be learnt.
enum LabelRules {
  static func findings(_ set: AnnotationSet, validation: AnnotationSet? = nil) -> [Finding] {
    emptiness(set) + unreadable(set) + unknown(set) + background(set) + counts(set)
      + (validation.map { parts(set, $0) } ?? [])
      + duplicates(set)
  }

  /// Nothing to learn, or little (data7).
  static func emptiness(_ set: AnnotationSet) -> [Finding] {
    let objects = set.annotations.count { !$0.isCrowd }
    if objects == 0 {
      let found =
        set.annotations.isEmpty
        ? set.unreadable.isEmpty ? "no annotation at all" : "no annotation that can be read"
        : "all \(set.annotations.count.counted("annotation")) are crowds"
      return [
        Finding(
          "data7", .severe, "There is no object to learn", measured: found,
          expected: "objects: a detector that sees none learns that everything is background",
          advice:
            "annotate objects; a crowd (iscrowd 1) is never learnt and never counted")
      ]
    }
    let filled = Set(set.annotations.filter { !$0.isCrowd }.compactMap(\.picture))
    let empty = Double(set.pictures.count - filled.count) / Double(max(1, set.pictures.count))
    guard empty >= 0.3 else { return [] }
    return [
      Finding(
        "data7", empty >= 0.7 ? .severe : .warning, "Many pictures have no object",
        measured: "\(set.pictures.count - filled.count) of \(set.pictures.count) pictures (\(empty.percentText))",
        expected: "fewer than 30 %, unless most pictures really are empty: an object that nobody annotated is learnt "
          + "as background",
        places: places(set.pictures.indices.filter { !filled.contains($0) }, set),
        advice: "look at some of them for objects that were not annotated")
    ]
  }

  /// Annotations that are none (data2).
  private static func unreadable(_ set: AnnotationSet) -> [Finding] {
    let count = set.unreadable.values.reduce(0, +)
    guard count > 0 else { return [] }
    let total = count + set.annotations.count
    let share = Double(count) / Double(total)
    return [
      Finding(
        "data2", share > 0.01 ? .severe : .warning, "Annotations cannot be read",
        measured: "\(count) of \(total) annotations (\(share.percentText))",
        expected: "four numbers, a class and a picture in each",
        places: set.unreadable.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
          .map { "\($0.value): \($0.key.rawValue)" },
        advice: "correct what wrote them; what is left out is learnt as background", command: "")
    ]
  }

  /// Numbers that the list of classes lacks (data10).
  private static func unknown(_ set: AnnotationSet) -> [Finding] {
    let listed = Set(set.categories.map(\.id)), seen = Set(set.annotations.map(\.category))
    let missing = seen.subtracting(listed)
    guard !missing.isEmpty else { return [] }
    let count = set.annotations.count { missing.contains($0.category) }
    let shift = [1, -1].first { step in seen.allSatisfy { listed.contains($0.shifted(by: step)) } }
    return [
      Finding(
        "data10", .severe,
        shift.map { "All class numbers are one too \($0 > 0 ? "small" : "large")" }
          ?? "Annotations have class numbers that the file does not list",
        measured:
          "\(range(seen)) in the annotations; \(count) of \(set.annotations.count) have a number that is not listed",
        expected: "numbers of the list: \(range(listed))",
        places: missing.sorted().prefix(5).map { "category_id \($0)" },
        advice: shift.map { "add \($0) to every category_id" }
          ?? "correct the numbers, or list the classes; left out, their objects are learnt as background",
        repair: shift.map { ($0 > 0 ? Repair.labelsUp : .labelsDown).rawValue })
    ]
  }

  /// "0, 1, 2" or "0…90 (80 of them)".
  static func range(_ ids: Set<COCOIdentifier>) -> String {
    let sorted = ids.sorted()
    guard sorted.count > 6, let first = sorted.first, let last = sorted.last else {
      return sorted.map(\.description).joined(separator: ", ")
    }
    return "\(first)…\(last) (\(sorted.count) of them)"
  }

  /// A class that stands for nothing (data10).
  private static func background(_ set: AnnotationSet) -> [Finding] {
    set.categories.filter { isBackground($0.name) }.map { category in
      let count = set.annotations.count { $0.category == category.id }
      return Finding(
        "data10", count > 0 ? .severe : .warning, "A class is called '\(category.name)'",
        measured: "category_id \(category.id), with \(count.counted("object"))",
        expected: "K classes are K sigmoids: nothing is when all of them are low, so no class stands for it",
        places: ["category_id \(category.id)"],
        advice: "take it out of 'categories', and its annotations with it",
        repair: Repair.backgroundClass.rawValue)
    }
  }

  /// Whether a class's name stands for nothing.
  static func isBackground(_ name: String) -> Bool {
    ["background", "__background__", "bg", "none", "nothing", "_background_"].contains(name.lowercased())
  }

  /// Classes with few objects or none (data4).
  private static func counts(_ set: AnnotationSet) -> [Finding] {
    let counts = count(set)
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return [] }
    let classes = set.categories.filter { !isBackground($0.name) }
    var findings: [Finding] = []
    let none = classes.filter { counts[$0.id, default: 0] == 0 }
    if !none.isEmpty {
      findings.append(
        Finding(
          "data4", .warning, "Classes without a single object",
          measured: "\(none.count) of \(classes.count) classes", expected: "objects of each class",
          places: none.prefix(5).map(\.name),
          advice: "take them out of the list, or annotate some; a class without objects has no AP"))
    }
    let few = classes.filter {
      let count = counts[$0.id, default: 0]
      return count > 0 && (count < 20 || Double(count) < 0.005 * Double(total))
    }
    if !few.isEmpty {
      findings.append(
        Finding(
          "data4", .warning, "Classes with too few objects to be learnt",
          measured: few.prefix(5).map { "\($0.name) \(counts[$0.id, default: 0])" }.joined(separator: ", ")
            + " of \(total) objects",
          expected: "at least 20 objects and half a percent of all", places: few.prefix(5).map(\.name),
          advice: "annotate more of them, or give the class an α of its own"))
    }
    return findings
  }

  /// Objects of each category's id, crowds not counted.
  static func count(_ set: AnnotationSet) -> [COCOIdentifier: Int] {
    set.annotations.reduce(into: [:]) { if !$1.isCrowd { $0[$1.category, default: 0] += 1 } }
  }

  /// Classes that are in one part only (data4).
  private static func parts(_ training: AnnotationSet, _ validation: AnnotationSet) -> [Finding] {
    let known = names(training, withObjects: true), measured = names(validation, withObjects: true)
    let unlearnt = measured.subtracting(known).sorted()
    guard !unlearnt.isEmpty, !known.isEmpty else { return [] }
    return [
      Finding(
        "data4", .severe, "Classes are measured that no training picture shows",
        measured: unlearnt.prefix(5).joined(separator: ", "), expected: "objects of every class in both parts",
        places: Array(unlearnt.prefix(5)),
        advice: "divide the pictures so that each class is in both, or compare the names of the classes")
    ]
  }

  private static func names(_ set: AnnotationSet, withObjects: Bool) -> Set<String> {
    let counts = count(set)
    return Set(set.categories.filter { !withObjects || counts[$0.id, default: 0] > 0 }.map(\.name))
  }

  /// The same object twice (data3).
  private static func duplicates(_ set: AnnotationSet) -> [Finding] {
    let byPicture = Dictionary(grouping: set.annotations.filter { !$0.isCrowd && $0.picture != nil }) {
      $0.picture ?? 0
    }
    var same = 0, mixed = 0, places: [Int] = []
    for (picture, annotations) in byPicture.sorted(by: { $0.key < $1.key }) {
      let (twice, two) = twins(annotations)
      same += twice
      mixed += two
      if twice + two > 0 { places.append(picture) }
    }
    let total = Double(byPicture.values.reduce(0) { $0 + $1.count })
    guard total > 0 else { return [] }
    var findings: [Finding] = []
    for (count, title, advice) in [
      (same, "Objects are annotated twice", "leave out the copies: half of each pair stays without its anchor"),
      (mixed, "Objects are annotated as two classes", "decide for one class, or keep both if an object may have two"),
    ] where Double(count) / total >= 0.001 {
      let share = Double(count) / total
      findings.append(
        Finding(
          "data3", share >= 0.02 && count == same ? .severe : .warning, title,
          measured: "\(count) of \(Int(total)) boxes (\(share.percentText)) lie on another one",
          expected: "fewer than one in a thousand", places: self.places(places, set), advice: advice))
    }
    return findings
  }

  /// How many boxes have an earlier one of their class at IoU above 0.95, and of another class above 0.9.
  private static func twins(_ annotations: [AnnotationSet.Annotation]) -> (same: Int, mixed: Int) {
    var same = 0, mixed = 0
    for (index, one) in annotations.enumerated() {
      let ious = annotations[..<index].map { ($0.category == one.category, $0.box.iou(one.box)) }
      if ious.contains(where: { $0.0 && $0.1 > 0.95 }) {
        same += 1
      } else if ious.contains(where: { !$0.0 && $0.1 > 0.9 }) {
        mixed += 1
      }
    }
    return (same, mixed)
  }

  private static func places(_ pictures: [Int], _ set: AnnotationSet) -> [String] {
    pictures.prefix(5).map { set.pictures[$0].fileName }
  }
}
