// What the examples and notebooks print: each runs as a program, and its worked numbers are read off its output.

import Foundation
import Testing
import _TestSupport

@Suite("Examples and notebooks print the documented numbers")
struct ExamplesTests {
  /// A program and lines of its output that state a worked number.
  struct Expected: Sendable, CustomTestStringConvertible {
    var program: String
    var arguments: [String] = []
    var lines: [String]
    var testDescription: String { program }
  }

  static let expected = [
    Expected(
      program: "focal-vs-cross-entropy",
      lines: [
        "easy positive           0.9   0.105361       0.000263401      0.000263401      400",
        "misclassified positive  0.1   2.30259        0.466273         0.466273         4.938",
        "misclassified negative  0.9   2.30259        0.466273         1.39882          4.938",
        "very easy negative      0.01  0.0100503      2.51258e-07      7.53775e-07      40 000",
        "- easy example, CE / FL: it says 384, exact is 400.",
        "- misclassified example, FL: it says 0.4667, right is 0.4663.",
        "- very easy negative, p = 0.01, CE: it says 0.1053, right is 0.01005.",
      ]),
    Expected(
      program: "bias-prior",
      lines: [
        "bias b = -ln((1 - pi) / pi): -4.59511985", "sigmoid(b): 0.01",
        "a negative, with the prior: 7.53775189e-07", "a positive, with the prior: 1.128381825",
        "a negative, without (p = 0.5): 0.1299650964", "without / with: 172 419", "with the prior: 6.03",
        "without: 1 039 721",
        "first loss, without / with: 236",
      ]),
    Expected(
      program: "box-coding",
      lines: [
        "tx = (110 - 100) / 50: 0.2", "tw = ln(100 / 50): 0.693147", "decoded again, IoU with the object: 1",
        "a wild tw = 100 is cut to ln(1000 / 16): 4.13517", "right: 0.2 stays 0.2",
        "x1 = (60 - 75) / 50 / 0.2: -1.5", "of 1/9, where parabola and line meet: 1/18: 0.0555556",
      ]),
    Expected(
      program: "iou-matching",
      lines: [
        "anchors: PPINPPNN", "anchors: PPINPPPN", "An image without objects: NNNNNNNN",
        "Anchor 1 is positive and learns object 0: IoU 0.50 reaches 0.5.",
        "Anchor 2 is ignored: its largest IoU, 0.40 with object 0, lies between 0.4 and 0.5.",
      ]),
    Expected(
      program: "anchor-grid",
      lines: [
        "all                                        13343   120087",
        "all                                       7555    67995",
        "all                                        341     3069",
      ]),
    Expected(
      program: "two-heads-one-loss",
      lines: [
        "numbers of the box head that the classification loss moves: 0",
        "numbers of the classification head that the box loss moves: 0",
        "box loss twice: the box head's gradient grows by: 2",
        "box loss twice: the classification head's gradient grows by: 1",
      ]),
    Expected(
      program: "loss-ledger",
      lines: [
        "easy negatives        99500      2010.1694  87.1%      0.6031   1.1%",
        "hard negatives          100       120.3973   5.2%     44.2460  78.4%",
        "positives               100       460.5170  31.4%    112.8382  99.9%",
        "0      24.6         66.7          80.5          95.3", "2      73.4         99.3          99.9          100.0",
      ]),
    Expected(
      program: "beyond-anchors",
      lines: [
        "bird: Object 2 is not learnt: no anchor reaches the threshold 0.5, the largest IoU is 0.04.",
        "driver: Object 3 is learnt by 2 anchors: its threshold is 0.22 + 0.18 = 0.40, from 27 candidates.",
        "..ddd...........   ..ddd...........", "and center-ness √(14/26 · 8/32): 0.3669",
      ]),
    Expected(
      program: "detection-errors",
      lines: [
        "cat                 1    1        1", "classification      1      16.7  on an object of another class",
        "all, one threshold        7       0.500       42.9    42.9  42.9      3      4       4",
        "COCO, 101 recalls           33.7  25.2  29.5", "VOC from 2010, with the +1  55.6  25.0  40.3",
      ]),
    Expected(
      program: "suppression",
      lines: [
        "per class, as RetinaNets do: dog, wolf, far wolf", "over all classes: dog, far wolf",
        "soft, linear: 0.8 · (1 - 0.6): front 0.9, apart 0.5, behind 0.32",
        "inclusive, with the +1: 10 · 6 / (10 · 10): 0.6",
      ]),
    Expected(
      program: "train-shapes", arguments: ["--steps", "10"],
      lines: [
        "parameters: 1 152 527", "before: mAP 0 %, AP50 0 %",
        "the first classification loss, of which 1.128 was to be expected: 1.11",
      ]),
    Expected(
      program: "your-own-pieces",
      lines: ["the same assigner and coding, written anew: losses equal to the last bit: yes"]),
    Expected(
      program: "which-retinanet",
      lines: ["mmdetection moves 2 anchors from object 4, IoU ≥ 0.5, to object 5, IoU 0.33"]),
    Expected(
      program: "01-focal-loss",
      lines: [
        "pt = 0.9: CE 0.105361, FL 0.000263401, CE / FL: 400", "pt = 0.1: CE 2.30259, FL 0.466273, CE / FL: 4.93827",
        "times as much without: 172 419", "figure: focal-loss-by-gamma, which --figures writes",
      ]),
    Expected(
      program: "02-anchors-and-matching",
      lines: ["anchors on 128 × 128: 3069", "picture: NNIPPINNNN", "0.5, just below, 0.4, just below: PIIN"]),
    Expected(
      program: "03-box-losses",
      lines: [
        "keras-retinanet: 20…100 × 0…100", "join: 0.1111", "value there, 1/18: 0.05556",
        "moved by (1, 1)          0.8571  1.079  0.9683  0.9683", "IoU: never moves",
        "figure: iou-losses, which --figures writes",
      ]),
  ]

  @Test("prints its worked numbers, and nothing to standard error", arguments: expected)
  func prints(_ expected: Expected) throws {
    let result = try run(program: expected.program, expected.arguments)
    #expect(result.code == 0)
    #expect(result.error.isEmpty)
    let printed = Set(result.lines)
    for line in expected.lines {
      // Looked up outside #expect, which would print the whole output.
      let isPrinted = printed.contains(Substring(line))
      #expect(isPrinted, "no line '\(line)'")
    }
  }

  @Test("explains itself with --help and refuses words that it does not know", arguments: expected)
  func help(_ expected: Expected) throws {
    let help = try run(program: expected.program, ["--help"])
    #expect(help.code == 0)
    #expect(help.output.contains("usage: swift run \(expected.program)"))
    let refused = try run(program: expected.program, ["--bogus"])
    #expect(refused.code == 64)
    #expect(refused.output.isEmpty)
    #expect(refused.error.hasPrefix("unknown argument '--bogus'\nusage: "))
  }

  @Test("Every example and notebook of the manifest is here, and has its folder or file")
  func complete() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let manifest = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
    /// The names in a table of the manifest.
    func names(_ table: String) -> Set<String> {
      let body = manifest.components(separatedBy: "let \(table): [Program] = [").last?.components(separatedBy: "\n]")
      let lines = body?.first?.split(separator: "\n") ?? []
      return Set(lines.compactMap { line in line.split(separator: "\"").dropFirst().first.map(String.init) })
    }
    /// The programs in a folder.
    func found(_ folder: String, _ isProgram: (URL) -> Bool) throws -> Set<String> {
      let entries = try FileManager.default.contentsOfDirectory(
        at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
      return Set(entries.filter(isProgram).map { $0.deletingPathExtension().lastPathComponent })
    }
    let examples = names("examples")
    let notebooks = names("notebooks")
    #expect(examples.count > 10 && notebooks.count >= 3)
    #expect(Set(Self.expected.map(\.program)) == examples.union(notebooks))
    #expect(
      try found("Examples") { FileManager.default.fileExists(atPath: $0.appendingPathComponent("main.swift").path) }
        == examples)
    #expect(try found("Notebooks-as-scripts") { $0.pathExtension == "swift" } == notebooks)
  }
}
