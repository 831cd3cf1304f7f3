// swift-tools-version: 6.2
// RetinaKit has no package dependencies: the toolchain is all it needs.

import Foundation
import PackageDescription

// MARK: - Settings

/// Every target: Swift 6, and every use of unsafe memory has to be spelled out.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .strictMemorySafety()]

/// Targets that compute are optimised in debug builds too, so that `swift test` trains at full speed.
///
/// On x86-64 the code is made for the machine that compiles it: without a fused multiply-add
/// `addProduct` becomes a library call, and the engine slower by far. Whole modules at once, because a debug
/// build would otherwise neither inline nor specialise across files (and with two threads, because the compiler's index
/// wants one object for each file).
let optimised = ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"]
#if arch(x86_64)
  let fast: [SwiftSetting] = strict + [.unsafeFlags(optimised + ["-Xcc", "-march=native"])]
  /// Tiles are counted in the widest vectors that this machine has; elsewhere than on Linux AVX2 is a safe guess.
  let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  let vectors: [SwiftSetting] = [.define(cpu.contains("avx512f") ? "VECTOR_16" : "VECTOR_8")]
#else
  let fast: [SwiftSetting] = strict + [.unsafeFlags(optimised)]
  let vectors: [SwiftSetting] = []
#endif

/// Preconditions keep their messages (except in Kernels, whose loops would pay for the checks that come with it).
let spoken: [SwiftSetting] = [.unsafeFlags(["-assert-config", "Debug"])]

// MARK: - Modules, lowest first: an arrow points down only

let modules: [(name: String, uses: [String])] = [
  ("Randomness", []),
  ("Boxes", []),
  ("Losses", ["Boxes"]),
  ("Kernels", []),
  ("Images", ["Boxes", "Randomness"]),
  ("Anchors", ["Boxes"]),
  ("Matching", ["Boxes", "Anchors"]),
  ("Evaluation", ["Boxes"]),
  ("Tensors", ["Kernels"]),
  ("Layers", ["Kernels", "Tensors", "Randomness"]),
  ("Shapes", ["Boxes", "Images", "Randomness"]),
  ("Detector", ["Boxes", "Images", "Layers", "Losses", "Anchors", "Matching", "Kernels", "Tensors"]),
  (
    "Training",
    ["Boxes", "Detector", "Images", "Evaluation", "Layers", "Matching", "Kernels", "Tensors", "Randomness"]
  ),
  ("Figures", ["Boxes", "Images"]),
  ("Lessons", []),
]

let everything = modules.map(\.name)

/// The umbrella, and every module below it by name: it only passes them on, so that its own module file stays the same
/// when they change, and what named it alone would not be compiled again, with the layouts of yesterday in it.
let umbrella = everything + ["RetinaKit"]

let examples = [
  "focal-vs-cross-entropy", "loss-ledger", "iou-matching", "beyond-anchors", "anchor-grid", "bias-prior", "box-coding",
  "two-heads-one-loss", "suppression", "detection-errors", "train-shapes", "which-retinanet",
]

let notebooks = ["01-focal-loss", "02-anchors-and-matching", "03-box-losses"]

// MARK: - Package

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

/// Figures of other systems are read from the source folder; they are not part of the test program.
func hasFixtures(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(path)/Fixtures")
}

let package = Package(
  name: "RetinaKit",
  platforms: [.macOS(.v15)],
  products: (everything + ["RetinaKit"]).map { .library(name: $0, targets: [$0]) }
    + (["retinanet"] + examples + notebooks).map { .executable(name: $0, targets: [$0]) },
  targets: modules.map {
    .target(
      name: $0.name, dependencies: dependencies($0.uses),
      swiftSettings: fast + ($0.name == "Kernels" ? vectors : spoken))
  }
    + [
      .target(name: "RetinaKit", dependencies: dependencies(everything), swiftSettings: fast),
      .executableTarget(name: "retinanet", dependencies: dependencies(umbrella), swiftSettings: fast),
    ]
    + examples.map {
      .executableTarget(name: $0, dependencies: dependencies(umbrella), path: "Examples/\($0)", swiftSettings: strict)
    }
    + notebooks.map { name in
      .executableTarget(
        name: name, dependencies: dependencies(umbrella), path: "Notebooks-as-scripts",
        exclude: notebooks.filter { $0 != name }.map { "\($0).swift" }, sources: ["\(name).swift"],
        swiftSettings: strict)
    }
    + [
      .target(
        name: "_TestSupport", dependencies: ["Randomness"], path: "Tests/_TestSupport", swiftSettings: strict)
    ]
    + everything.map { name in
      .testTarget(
        name: "\(name)Tests", dependencies: dependencies(umbrella + ["_TestSupport"]),
        exclude: hasFixtures("Tests/\(name)Tests") ? ["Fixtures"] : [], swiftSettings: strict)
    }
    + [
      .testTarget(name: "ExamplesTests", dependencies: ["_TestSupport"], swiftSettings: strict),
      .testTarget(
        name: "retinanetTests", dependencies: dependencies(umbrella + ["retinanet", "_TestSupport"]),
        exclude: hasFixtures("Tests/retinanetTests") ? ["Fixtures"] : [], swiftSettings: strict),
    ]
)
