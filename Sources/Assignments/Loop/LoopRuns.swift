// The tasks of assignment 9 whose calls are runs of the real detector: one for each piece of it, and one for all.
// The runs are made elsewhere (AssignmentRuns), because what a student builds first must not wait for the engine.

import Randomness

enum LoopRuns {
  /// The mistakes that each run shows.
  ///
  /// Others of the same pieces show only at numbers that no picture has, or hardly any.
  static let shown: [String: [String]] = [
    "trainLoss": [
      "L1", "L2", "L3", "L4", "L5", "L6", "L6b", "L7", "L8", "L9", "L14", "L15", "L26",
    ],
    "trainAssigner": ["B4", "B5", "B6", "B10", "M7", "M9"],
    "trainCoding": ["C1", "C2", "C3", "C4", "C4b", "C5", "C6", "C7", "C10", "C14"],
    "detect": ["N1", "N3", "N5", "N6", "N10", "N12"],
    "overfit": ["L3", "L4", "L26", "C6"],
  ]

  static func task(
    _ id: String, _ title: String, _ function: String, pieces: [String], law: String, formula: String, solution: String
  ) -> CourseTask {
    let unmade = Function(call: { _ in throw Told(description: "this run is made by another program") })
    var task = CourseTask(
      id, title, function: function, arguments: ["seed"], formula: formula, solution: solution, tolerance: 1e-3,
      reference: unmade, alternative: unmade, worked: [],
      laws: [Law("a", law) { generator in [[.integer(generator.integer(in: 1...1_000_000))]] }],
      mistakes: (shown[function] ?? []).compactMap { id in
        Pieces.wrong[id].map { wrong in
          var mistake = wrong.mistake
          mistake.make = { unmade }
          mistake.others = []
          return mistake
        }
      })
    task.pieces = pieces.map { name in
      "\(name)(\((Pieces.origins[name]?.arguments ?? []).map { $0 + ":" }.joined()))"
    }
    task.seconds = 60
    return task
  }

  static let tasks: [CourseTask] = {
    var all = task(
      "9.14", "All of it: overfit one picture", "overfit", pieces: [],
      law: "The loss begins where it should and falls below a twentieth, and AP50 reaches 0.9",
      formula:
        "A detector that cannot learn one picture by heart learns nothing. Train each piece alone: 9.10 to 9.13.",
      solution: "Sources/AssignmentRuns/PieceRun.swift: the detector and the steps of this run")
    all.comparison = RunComparison()
    return [
      task(
        "9.10", "Your loss trains the detector", "trainLoss", pieces: ["loss", "slope"],
        law: "The class losses of four steps are the detector's own",
        formula: "The first loss tells of the value, the second of the slope: each step goes down the slope. As in 1.2 "
          + "and 1.3.", solution: "Sources/Losses/ClassificationLoss.swift: the protocol through which it trained"),
      task(
        "9.11", "Your assigner teaches the detector", "trainAssigner", pieces: ["ious", "match"],
        law: "Positives and losses of two steps are the detector's own",
        formula: "The positives of an image tell of the matching alone, the box loss of who learns whom. As in 2.4 and "
          + "4.3.", solution: "Sources/Matching/AnchorAssigner.swift: the protocol through which it taught"),
      task(
        "9.12", "Your coding carries the boxes", "trainCoding", pieces: ["encode", "decode"],
        law: "The box losses of two steps are the detector's own, and boxes come back",
        formula: "The loss tells of the way there; an oracle, which says of every positive anchor the very code of its "
          + "object, tells of the way back: each box is its object's again. As in 2.5 and 2.6.",
        solution: "Sources/Boxes/BoxCoding.swift: the protocol, and the codings that are built in"),
      task(
        "9.13", "Your suppression thins out detections", "detect", pieces: ["suppressPerClass"],
        law: "What an oracle that repeats itself says is thinned out as the detector does it",
        formula:
          "Each object is said by all its positive anchors at once, half corrected, and for two classes. One box "
          + "of each class is left. As in 6.4.",
        solution: "Sources/Boxes/Suppression.swift: the protocol, and two built-in ways"),
      all,
    ]
  }()
}

extension CourseTask {
  /// The task with runs that somebody can make; other tasks as they are.
  ///
  /// - Parameter run: what a run of a version of the pieces comes to: version, function, arguments.
  package func made(
    by run: @escaping @Sendable (_ version: String, _ function: String, _ arguments: [Value]) -> Outcome
  ) -> CourseTask {
    guard isRun else { return self }
    let function = function
    @Sendable func of(_ version: String) -> Function {
      Function(call: { arguments in
        switch run(version, function, arguments) {
        case .value(let value): return value
        case .unanswered(let task): throw NotAnswered(task)
        case .stopped(let reason): throw Stopped(reason: reason)
        case .threw(let error): throw Told(description: error)
        case .missing: throw Told(description: "the run was not made")
        }
      })
    }
    var task = self
    (task.reference, task.alternative) = (of(Pieces.reference), of(Pieces.alternative))
    task.mistakes = mistakes.map { mistake in
      var mistake = mistake
      let id = mistake.id
      mistake.make = { of(id) }
      return mistake
    }
    return task
  }
}

extension Assignment {
  /// The assignment without the tasks whose runs this module cannot make.
  var withoutRuns: Assignment {
    var assignment = self
    assignment.tasks = tasks.filter { !$0.isRun }
    return assignment
  }

  /// The assignment with runs that somebody can make.
  package func made(by run: @escaping @Sendable (String, String, [Value]) -> Outcome) -> Assignment {
    var assignment = self
    assignment.tasks = tasks.map { $0.made(by: run) }
    return assignment
  }
}
