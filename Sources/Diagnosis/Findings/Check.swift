// The checks by name, in the order in which causes come before consequences.

/// A check of the doctor: its name, and what it asks.
public struct Check: Hashable, Sendable {
  /// Its identifier, which findings carry.
  public let id: String
  /// What it asks, in a line.
  public let question: String

  /// All checks, causes first: data, anchors, initial state, overfitting, run, results.
  public static let all: [Check] = [
    Check(id: "data7", question: "Is there anything to learn: objects that are no crowds, pictures that have some?"),
    Check(id: "data9", question: "Do the boxes' numbers mean x, y, width, height in pixels of their own picture?"),
    Check(id: "data2", question: "Do boxes lie in their pictures, and have they an area?"),
    Check(id: "data8", question: "Do the boxes' edges lie where the picture changes?"),
    Check(id: "data10", question: "Are the labels those of the list, and is each class there?"),
    Check(id: "data4", question: "Has every class enough objects, in training and in validation?"),
    Check(id: "data5", question: "Are the pictures measured on others than those learnt from?"),
    Check(id: "data3", question: "Is every object annotated once?"),
    Check(id: "data1", question: "Are objects still to be seen at the size that the detector looks at?"),
    Check(id: "data6", question: "Do boxes follow their pictures through augmentation and resizing?"),
    Check(id: "anchors7", question: "Does decoding undo encoding?"),
    Check(id: "anchors10", question: "Is what lies nearly on an object ignored?"),
    Check(id: "anchors1", question: "Does an anchor reach each object's threshold?"),
    Check(id: "anchors3", question: "How many anchors learn each object?"),
    Check(id: "anchors4", question: "Do all levels learn something, and how much of it by the low-quality rule?"),
    Check(id: "anchors5", question: "Does an object keep its best anchor?"),
    Check(id: "anchors6", question: "Are the box head's targets of a size that it can learn?"),
    Check(id: "anchors8", question: "Do the right answers, written into the heads' maps, come out as the right boxes?"),
    Check(id: "anchors2", question: "Which objects are covered worst?"),
    Check(id: "anchors9", question: "Which anchors would cover better?"),
    Check(id: "init1", question: "Is the first classification loss what the prior makes it?"),
    Check(id: "init2", question: "Does an untrained detector score π everywhere?"),
    Check(id: "init3", question: "Is the first box loss that of anchors near their objects?"),
    Check(id: "init4", question: "Has every parameter a gradient?"),
    Check(id: "init5", question: "Is a picture's answer independent of its batch?"),
    Check(id: "init6", question: "Does a white square move the logits of its own cell?"),
    Check(id: "init7", question: "Are the gradients those of the loss?"),
    Check(id: "over1", question: "Can it learn one picture by heart?"),
    Check(id: "over2", question: "Which half of the loss falls?"),
    Check(id: "over3", question: "Does it look at the picture?"),
    Check(id: "run1", question: "Are all numbers finite?"),
    Check(id: "run2", question: "Does the loss stand at a number that has a meaning?"),
    Check(id: "run3", question: "Do steps have positive anchors?"),
    Check(id: "run9", question: "Is the learning rate of the right size?"),
    Check(id: "run5", question: "Does the loss jump?"),
    Check(id: "run6", question: "Is the loss the same in evaluation as in training?"),
    Check(id: "run4", question: "Are steps of the right size for the weights?"),
    Check(id: "run7", question: "Are there as many positives in training as in validation?"),
    Check(id: "run10", question: "Does it know its own pictures by heart, and no others?"),
    Check(id: "run11", question: "Are confident false alarms objects that nobody annotated?"),
    Check(id: "run8", question: "Does the loss still fall at the end?"),
    Check(id: "eval1", question: "Does the truth as detections score 1?"),
    Check(id: "eval3", question: "Would the results score better under another reading of coordinates and pictures?"),
    Check(id: "eval2", question: "Would the results score better with other labels?"),
    Check(id: "eval5", question: "Are results cut at a number of detections?"),
    Check(id: "eval4", question: "Are results cut at a score?"),
    Check(id: "eval12", question: "Are scores probabilities, and is every object found once?"),
    Check(id: "eval11", question: "What is the best score where nothing is shown?"),
    Check(id: "eval7", question: "What was not learnt, and what could not be?"),
    Check(id: "eval8", question: "How much better are the training pictures known?"),
    Check(id: "eval6", question: "Which kind of error costs most?"),
    Check(id: "eval9", question: "How sure is the number?"),
    Check(id: "eval10", question: "Do scores mean what they say?"),
  ]

  private static let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })

  /// A check's place in the order; after all others if it is none of these.
  static func place(of id: String) -> Int { places[id] ?? all.count }

  /// The checks whose findings mean nothing beside a severe finding of this one.
  static func consequences(of id: String) -> Set<String> {
    let later = { (prefixes: [String], besides: Set<String>) -> Set<String> in
      Set(all.map(\.id).filter { id in prefixes.contains { id.hasPrefix($0) } && !besides.contains(id) })
    }
    return switch id {
    case "data7": later(["data", "anchors", "init", "over", "run", "eval"], [])
    case "data9":
      later(["data", "anchors", "init", "over", "run", "eval"], ["data7", "data10", "data4", "data5"])
    case "data2": later(["anchors", "init", "over", "run", "eval"], []).union(["data8", "data1", "data3"])
    case "data8": later(["init", "over", "run", "eval"], []).union(["anchors2", "anchors9"])
    case "data10": later(["over", "run", "eval"], []).union(["data4"])
    case "data1": later(["anchors"], ["anchors7", "anchors8", "anchors9"]).union(["run2", "run3", "eval7"])
    case "anchors1":
      later(["anchors", "over"], ["anchors7", "anchors8", "anchors9"]).union(["init3", "run2", "run3", "eval7"])
    case "anchors7": ["anchors8", "anchors6", "init3", "over1", "over2"]
    case "init1", "init4", "init7": later(["over"], []).union(["init2", "run2", "run8"])
    case "run6": ["eval6", "eval7", "eval8", "eval10", "eval11", "run11"]
    case "run11": ["eval6", "eval10"]
    case "run1": later(["run", "eval"], [])
    case "run2", "run9": ["run8", "run10", "run11", "eval6", "eval7", "eval8", "eval10", "eval11"]
    case "run10": ["run8", "run11", "eval6", "eval7", "eval8"]
    case "eval3": ["eval9", "eval2", "eval4", "eval5", "eval6", "eval7", "eval10", "eval12", "run11"]
    case "eval2": ["eval9", "eval6", "eval7", "eval10", "run11"]
    default: []
    }
  }
}
