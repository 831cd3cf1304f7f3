// swift-tools-version: 6.2
// RetinaKit has no package dependencies: the toolchain is all it needs.

import Foundation
import PackageDescription

/// Ends the reading of this manifest with a sentence; `fatalError` would bury it under a backtrace.
func refuse(_ sentence: String) -> Never {
  try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8))
  exit(1)
}

// MARK: - Settings

/// Every target but Kernels: Swift 6, and every use of unsafe memory has to be spelled out.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .strictMemorySafety()]

/// The module Kernels computes on memory without bounds, and says so by not being `strict`.
///
/// `RETINAKIT_BOUNDS=1` checks every access, several times as slow; then the module is strict as all others are.
let bounds = Context.environment["RETINAKIT_BOUNDS"] == "1"
let kernels: [SwiftSetting] =
  [.enableExperimentalFeature("BuiltinModule")]  // VectorOperations.swift says why.
  + (bounds ? [.strictMemorySafety(), .define("DEBUG_BOUNDS")] : [])

/// Targets that compute are optimized in debug builds too, so that `swift test` trains at full speed.
///
/// On x86-64 the code is made for the machine that compiles it: without a fused multiply-add
/// `addProduct` becomes a library call, and the engine slower by far. Whole modules at once, because a debug
/// build would otherwise neither inline nor specialize across files (and with two threads, because the compiler's index
/// wants one object for each file).
let optimized = ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"]

/// For which processor the code is made: `RETINAKIT_CPU=native` (the default: the one that compiles), `v4` (x86-64 with
/// AVX-512), `v3` (with AVX2 and fused multiply-add) or `baseline` (any x86-64), for programs that are built on one
/// machine and run on another.
let cpu = Context.environment["RETINAKIT_CPU"] ?? "native"

/// What a choice means to the compiler: its name of the processor, and how many numbers a vector has.
let processor: (name: String, lanes: String)? =
  switch cpu {
  case "native":
    // Tiles are counted in the widest vectors that this machine has; elsewhere than on Linux AVX2 is a safe guess.
    ("native", nativeHasAVX512 ? "VECTOR_16" : "VECTOR_8")
  case "v4": ("x86-64-v4", "VECTOR_16")
  case "v3": ("x86-64-v3", "VECTOR_8")
  case "baseline": nil
  default: refuse("RETINAKIT_CPU must be native, v4, v3 or baseline, found '\(cpu)'")
  }

var nativeHasAVX512: Bool {
  ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").contains("avx512f")
}

#if arch(x86_64)
  let compiled: [SwiftSetting] =
    [.swiftLanguageMode(.v6), .unsafeFlags(optimized + (processor.map { ["-Xcc", "-march=\($0.name)"] } ?? []))]
  let vectors: [SwiftSetting] = processor.map { [.define($0.lanes)] } ?? []
#else
  let compiled: [SwiftSetting] = [.swiftLanguageMode(.v6), .unsafeFlags(optimized)]
  let vectors: [SwiftSetting] = []
#endif

let fast: [SwiftSetting] = compiled + [.strictMemorySafety()]

/// `RETINAKIT_FUZZER=1` declares the program `fuzz` alone, with the toolchain's fuzzer in it and counters in the code
/// by which that sees where an input leads; not in the code that computes, of which no input decides the way.
let isGuided = Context.environment["RETINAKIT_FUZZER"] == "1"
let counted: [SwiftSetting] = isGuided ? [.unsafeFlags(["-sanitize=fuzzer"])] : []
let guide: [SwiftSetting] = isGuided ? [.define("FUZZER")] : []
let engineRooms: Set<String> = ["Kernels", "Tensors", "Layers"]

/// Preconditions keep their messages (except in Kernels, whose loops would pay for the checks that come with it).
let spoken: [SwiftSetting] = [.unsafeFlags(["-assert-config", "Debug"])]

// MARK: - Modules, lowest first: an arrow points down only

/// A module, what it uses, and what its tests use besides (themselves, Randomness and _TestSupport go without saying).
struct Module {
  var name: String
  var uses: [String]
  var testsUse: [String] = []
}

let modules = [
  Module(name: "Text", uses: []),
  Module(name: "Randomness", uses: []),
  Module(name: "Formats", uses: ["Text"]),
  Module(name: "Boxes", uses: []),
  Module(name: "Losses", uses: ["Boxes", "Text"]),
  Module(name: "Kernels", uses: [], testsUse: ["Boxes", "Losses", "Matching"]),
  Module(name: "Images", uses: ["Boxes", "Formats", "Randomness"], testsUse: ["Shapes"]),
  Module(name: "Anchors", uses: ["Boxes", "Text"], testsUse: ["Images"]),
  Module(name: "Matching", uses: ["Boxes", "Anchors", "Text"], testsUse: ["Losses", "Shapes"]),
  Module(name: "Evaluation", uses: ["Boxes", "Text"]),
  Module(name: "Tensors", uses: ["Kernels", "Randomness"], testsUse: ["Boxes", "Losses"]),
  Module(name: "Layers", uses: ["Kernels", "Tensors", "Randomness"]),
  Module(name: "Shapes", uses: ["Boxes", "Images", "Randomness"], testsUse: ["Formats"]),
  Module(
    name: "Detector",
    uses: [
      "Anchors", "Boxes", "Formats", "Images", "Kernels", "Layers", "Losses", "Matching", "Randomness", "Tensors",
      "Text",
    ],
    testsUse: ["Shapes", "Systems", "Training"]),
  Module(
    name: "Systems", uses: ["Anchors", "Boxes", "Detector", "Evaluation", "Images", "Losses", "Matching", "Text"],
    testsUse: ["Layers", "Tensors"]),
  Module(
    name: "Training",
    uses: [
      "Boxes", "Detector", "Evaluation", "Formats", "Images", "Kernels", "Layers", "Losses", "Matching", "Randomness",
      "Tensors", "Text",
    ],
    testsUse: ["Anchors", "Shapes", "Systems"]),
  Module(name: "Figures", uses: ["Boxes", "Images", "Text"]),
  Module(
    name: "Diagnosis",
    uses: [
      "Anchors", "Boxes", "Detector", "Evaluation", "Figures", "Formats", "Images", "Layers", "Losses", "Matching",
      "Randomness", "Shapes", "Tensors", "Text", "Training",
    ],
    testsUse: ["Systems"]),
  Module(
    name: "Experiments",
    uses: [
      "Anchors", "Boxes", "Detector", "Evaluation", "Figures", "Formats", "Images", "Losses", "Matching", "Randomness",
      "Shapes", "Systems", "Tensors", "Text", "Training",
    ]),
  Module(
    name: "Reports",
    uses: [
      "Anchors", "Boxes", "Detector", "Evaluation", "Figures", "Images", "Layers", "Losses", "Matching", "Systems",
      "Text", "Training",
    ],
    testsUse: ["Shapes"]),
  Module(
    name: "Touch", uses: ["Anchors", "Boxes", "Evaluation", "Images", "Losses", "Matching", "Systems", "Text"]),
  Module(
    name: "Questions",
    uses: [
      "Anchors", "Boxes", "Detector", "Diagnosis", "Evaluation", "Images", "Losses", "Matching", "Randomness", "Shapes",
      "Systems", "Text", "Training",
    ]),
  Module(name: "Lessons", uses: ["Text"]),
  Module(
    name: "Assignments", uses: ["Anchors", "Boxes", "Evaluation", "Losses", "Matching", "Randomness", "Text"],
    testsUse: []),
  Module(
    name: "AssignmentRuns",
    uses: [
      "Assignments", "Boxes", "Detector", "Images", "Losses", "Matching", "Shapes", "Tensors", "Layers", "Training",
    ],
    testsUse: ["Evaluation", "Kernels"]),
  Module(name: "CommandLineTool", uses: ["Boxes", "Formats", "Text"]),
]

let everything = modules.map(\.name)

/// A program, and the modules that it imports.
typealias Program = (name: String, uses: [String])

/// Programs of commands: a folder of `Sources` each.
let programs: [Program] = [
  (
    "retinanet",
    [
      "Anchors", "Boxes", "CommandLineTool", "Detector", "Evaluation", "Figures", "Formats", "Images", "Kernels",
      "Diagnosis", "Experiments", "Losses", "Matching", "Questions", "Randomness", "Reports", "Shapes", "Systems",
      "Text", "Training",
    ]
  ),
  (
    "fuzz",
    [
      "Anchors", "Assignments", "Boxes", "CommandLineTool", "Detector", "Diagnosis", "Evaluation", "Experiments",
      "Formats", "Images", "Kernels", "Matching", "Randomness", "Text", "Training",
    ]
  ),
  ("course", ["Assignments", "CommandLineTool", "Formats", "Text"]),
  ("pages", ["CommandLineTool", "Text", "Touch"]),
  (
    "book",
    [
      "Assignments", "Boxes", "CommandLineTool", "Detector", "Figures", "Formats", "Images", "Losses", "Matching",
      "Questions", "Shapes", "Systems", "Text",
    ]
  ),
]

/// A program that `course` starts, and whose tests are those of `course`.
let runner: Program = ("course-runs", ["AssignmentRuns"])

/// What one writes a layer of one's own with.
let engine = ["Kernels", "Layers", "Tensors"]

let examples: [Program] = [
  ("focal-vs-cross-entropy", ["Lessons", "Losses"]),
  ("loss-ledger", ["Boxes", "Figures", "Lessons", "Losses"]),
  ("iou-matching", ["Boxes", "Lessons", "Matching"]),
  ("beyond-anchors", ["Anchors", "Boxes", "Lessons", "Matching"]),
  ("anchor-grid", ["Anchors", "Lessons"]),
  ("bias-prior", ["Detector", "Lessons", "Losses", "Shapes", "Training"]),
  ("box-coding", ["Boxes", "Lessons", "Losses"]),
  ("two-heads-one-loss", ["Detector", "Layers", "Lessons", "Shapes", "Tensors"]),
  ("suppression", ["Boxes", "Lessons"]),
  ("detection-errors", ["Boxes", "Evaluation", "Lessons"]),
  ("train-shapes", ["Detector", "Lessons", "Shapes", "Training"]),
  ("your-own-pieces", engine + ["Boxes", "Detector", "Images", "Lessons", "Losses", "Matching", "Shapes", "Training"]),
  ("which-retinanet", ["Boxes", "Detector", "Lessons", "Systems", "Text"]),
]

/// The course's assignments: a folder of `Examples/Assignments` each.
///
/// Where the solutions are they do not see.
let assignments: [Program] = [
  ("1-focal-loss", ["Assignments"]),
  ("2-boxes", ["Assignments"]),
  ("3-anchors", ["Assignments"]),
  ("4-matching", ["Assignments"]),
  ("5-box-losses", ["Assignments"]),
  ("6-suppression", ["Assignments"]),
  ("7-evaluation", ["Assignments"]),
  ("8-pyramid", ["Assignments"]),
  ("9-training-loop", ["AssignmentRuns", "Assignments"]),
  ("10-be-the-doctor", ["Assignments"]),
]

/// What notebooks use that train.
let trained = ["Boxes", "Detector", "Evaluation", "Figures", "Images", "Lessons", "Shapes", "Training"]

/// What lessons use that train, and ask the doctor.
let diagnosed = [
  "Boxes", "Detector", "Diagnosis", "Evaluation", "Figures", "Images", "Lessons", "Losses", "Matching", "Shapes",
  "Training",
]

let notebooks: [Program] = [
  ("01-focal-loss", ["Figures", "Lessons", "Losses"]),
  ("02-anchors-and-matching", ["Anchors", "Boxes", "Figures", "Lessons", "Matching", "Randomness"]),
  ("03-box-losses", ["Boxes", "Figures", "Lessons", "Losses", "Systems"]),
  ("04-only-background", diagnosed + ["Anchors"]),
  ("05-poor-results", diagnosed + ["Anchors"]),
  ("06-three-confusions", diagnosed + ["Tensors"]),
  ("07-pyramids", trained + ["Anchors", "Matching", "Tensors"]),
  ("08-proposals", trained + ["Anchors", "Losses", "Matching", "Randomness"]),
  ("09-two-heads-one-loss", trained + ["Layers", "Tensors"]),
  ("10-evaluation", ["Anchors", "Boxes", "Evaluation", "Figures", "Lessons"]),
  ("11-from-numbers-to-boxes", trained + ["Tensors"]),
  ("12-tuning", trained + ["Losses", "Matching"]),
  ("13-augmentation", trained + ["Matching", "Randomness"]),
  ("14-new-classes", trained),
  ("15-beyond-anchors", trained + ["Anchors", "Matching"]),
  ("16-anatomy-of-a-step", trained + ["Layers", "Losses", "Tensors"]),
]

// MARK: - Targets

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

/// Figures of other systems are read from the source folder; they are not part of the test program.
func fixtures(of tests: String) -> [String] {
  FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests/\(tests)/Fixtures") ? ["Fixtures"] : []
}

/// What a student waits for before the first verdict, and what computes little.
///
/// Without optimization it is compiled in a sixth of the time. A release build optimizes it as everything else.
let waitedFor: Set = ["Assignments", "course"]

func settings(of module: Module) -> [SwiftSetting] {
  if waitedFor.contains(module.name) { return strict + spoken + counted }
  if module.name == "Kernels" { return compiled + kernels + vectors + guide }
  return fast + spoken + (engineRooms.contains(module.name) ? [] : counted)
}

func target(_ module: Module) -> Target {
  .target(name: module.name, dependencies: dependencies(module.uses), swiftSettings: settings(of: module))
}

func tests(of name: String, using uses: [String]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies(Set(uses + ["Randomness", "_TestSupport"]).sorted()),
    exclude: fixtures(of: "\(name)Tests"), swiftSettings: strict)
}

func tests(of module: Module) -> Target { tests(of: module.name, using: [module.name] + module.uses + module.testsUse) }

let support = Target.target(
  name: "_TestSupport", dependencies: ["Randomness"], path: "Tests/_TestSupport", swiftSettings: strict)

func executable(_ program: Program, path: String? = nil, _ settings: [SwiftSetting]) -> Target {
  .executableTarget(
    name: program.name, dependencies: dependencies(program.uses), path: path, swiftSettings: settings,
    linkerSettings: isGuided ? [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])] : [])
}

/// `assignment-1` for the folder `1-focal-loss`.
func assignment(_ program: Program) -> Target {
  .executableTarget(
    name: "assignment-\(program.name.prefix { $0 != "-" })", dependencies: dependencies(program.uses),
    path: "Examples/Assignments/\(program.name)", exclude: ["README.md"], swiftSettings: strict)
}

func notebook(_ program: Program) -> Target {
  .executableTarget(
    name: program.name, dependencies: dependencies(program.uses), path: "Notebooks-as-scripts",
    exclude: notebooks.map(\.name).filter { $0 != program.name }.map { "\($0).swift" },
    sources: ["\(program.name).swift"], swiftSettings: strict)
}

let libraryTargets =
  modules.map(target)
  + [.target(name: "RetinaKit", dependencies: dependencies(everything), swiftSettings: fast)]

let programTargets =
  (programs + [runner]).map { program in
    // What the book runs is built with it, and linked into nothing.
    executable(
      (program.name, program.uses + (program.name == "book" ? (examples + notebooks).map(\.name) : [])),
      waitedFor.contains(program.name) ? strict : fast)
  }
  + examples.map { executable($0, path: "Examples/\($0.name)", strict) }
  + assignments.map(assignment)
  + notebooks.map(notebook)

/// Answers that try everything but answering: what the tests of `course` run.
let hostile = Target.executableTarget(
  name: "_HostileAssignment", dependencies: dependencies(["Assignments"]), path: "Tests/_HostileAssignment",
  swiftSettings: strict)

let testTargets =
  [support, hostile]
  + modules.map { tests(of: $0) }
  + [tests(of: "Examples", using: [])]
  + programs.map {
    tests(of: $0.name, using: [$0.name] + $0.uses + ($0.name == "course" ? [hostile.name, runner.name] : []))
  }

// MARK: - Package

/// `swift test` builds every target that is declared here, whatever `--filter` says.
///
/// So `RETINAKIT_TESTS=Losses swift test` declares the tests of that module (or of several, with commas between), and
/// what they use, alone: a fresh clone has its first verdict in seconds.
let chosen = Context.environment["RETINAKIT_TESTS"].map { $0.split(separator: ",").map(String.init) }

/// The targets named, and all that they use.
func closure(of names: [String], in targets: [Target]) -> [Target] {
  let byName = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
  var found: Set<String> = []
  var waiting = names
  while let name = waiting.popLast() {
    guard found.insert(name).inserted, let target = byName[name] else { continue }
    for case .byNameItem(let used, _) in target.dependencies { waiting.append(used) }
  }
  return targets.filter { found.contains($0.name) }
}

@MainActor func targets() -> [Target] {
  let all = libraryTargets + programTargets + testTargets
  if isGuided { return closure(of: ["fuzz"], in: all) }
  guard let chosen else { return all }
  for name in chosen where !testTargets.contains(where: { $0.name == "\(name)Tests" }) {
    let known = testTargets.filter { $0.type == .test }.map { $0.name.dropLast(5) }.joined(separator: ", ")
    refuse("RETINAKIT_TESTS: there are no tests of '\(name)'; there are those of \(known)")
  }
  return closure(of: chosen.map { "\($0)Tests" }, in: all)
}

let libraries: [Product] = libraryTargets.map { .library(name: $0.name, targets: [$0.name]) }
let executables: [Product] = (programs + [runner]).filter { !isGuided || $0.name == "fuzz" }.map {
  .executable(name: $0.name, targets: [$0.name])
}

let package = Package(
  name: "RetinaKit",
  platforms: [.macOS(.v15)],
  products: isGuided ? executables : chosen == nil ? libraries + executables : [],
  targets: targets()
)
