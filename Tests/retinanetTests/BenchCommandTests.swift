import Boxes
import CommandLineTool
import Detector
import Foundation
import Images
import Kernels
import Testing
import Training
import _TestSupport

@testable import retinanet

@Suite("retinanet bench")
struct BenchCommandTests {
  private func report(_ words: String) throws -> BenchCommand.Report {
    let run = alone { Program.retinaNet.run("bench \(words) --json --seconds 0.01") }
    #expect(run.code == .success, "\(run.error)")
    return try JSONDecoder().decode(BenchCommand.Report.self, from: Data(run.output.utf8))
  }

  @Test("peak alone measures the machine with the threads asked for")
  func peak() throws {
    let report = try report("peak --threads 1")
    #expect(report.limits.threads == 1 && report.measurements.isEmpty)
    #expect(report.limits.operationsPerSecond > 1e8 && report.limits.bytesPerSecond > 1e7)
  }

  @Test("step and infer: images, shares of the peak, and what the batch asks for")
  func network() throws {
    let report = try report("step infer --size 64 --batch 2")
    #expect(report.measurements.map(\.name) == ["step", "infer, batch 2", "infer, batch 1"])
    for measurement in report.measurements {
      #expect(measurement.least <= measurement.median && measurement.median <= measurement.most)
      #expect(measurement.repetitions >= 5)
      let share = try #require(measurement.shareOfPeak)
      #expect(share > 0, "\(measurement.name)")
    }
  }

  /// The phases of every measurement.
  ///
  /// While another test of this process has the kernels' threads, the work here is done without them, and nothing of
  /// it is counted as theirs: then once more.
  private func phases(_ arguments: String) throws -> [Phases] {
    var found: [Phases] = []
    for _ in 0..<10 {
      found = try report(arguments).measurements.compactMap(\.phases)
      if found.allSatisfy({ $0.working > 0 }) { break }
    }
    return found
  }

  @Test("--phases: the parts of a step in order, and what the threads do with their time")
  func phases() throws {
    let phases = try #require(try phases("step --phases --size 64 --batch 2").first)
    #expect(Set(phases.seconds.keys) == ["batch", "forward", "losses", "backward", "update"])
    #expect(phases.seconds.values.allSatisfy { $0 >= 0 })
    #expect(phases.working > 0 && phases.waiting >= 0 && phases.working + phases.waiting <= 1)
    #expect(phases.lines.dropLast().map { String($0.split(separator: " ")[0]) } == StepPhase.allCases.map(\.rawValue))
    #expect(try report("step --size 64 --batch 2").measurements.first?.phases == nil)
  }

  @Test("--phases: the parts of detecting in order, for a batch and for one picture")
  func phasesOfDetecting() throws {
    let all = try phases("infer --phases --size 64 --batch 2")
    #expect(all.count == 2)
    for phases in all {
      #expect(phases.names == ["pictures", "backbone", "pyramid", "heads", "detections"])
      #expect(Set(phases.seconds.keys) == Set(phases.names) && phases.seconds.values.allSatisfy { $0 >= 0 })
      #expect(phases.working > 0 && phases.waiting >= 0 && phases.working + phases.waiting <= 1)
    }
  }

  @Test("match, nms and coco say what came out, so that another program can be held against it")
  func results() throws {
    let report = try report("match nms coco")
    #expect(report.measurements.count == 3 + 6 + 1)
    #expect(report.measurements.allSatisfy { ($0.result ?? 0) > 0 })
    #expect(report.measurements.last?.name == "coco, \(Self.detections) detections")
  }

  private static let detections = 82_480

  @Test("read: a picture's mean level, how many annotations, how many results; all of them from --file")
  func reading() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      func write(_ text: String, _ name: String) throws -> String {
        try writeFile(Data(text.utf8), to: folder.appendingPathComponent(name))
        return folder.appendingPathComponent(name).path
      }
      var picture = Image(height: 2, width: 2, color: .black)
      picture.fill(rows: 0..<1, columns: 0..<1, color: .white)
      try picture.write(to: folder.appendingPathComponent("a.png"))
      let png = try report("read --file \(folder.path)/a.png").measurements
      #expect(png.map(\.name) == ["read, a.png"] && png[0].result == 63.75 && png[0].images == 1)
      let box = #"{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]"#
      let results = try report("read --file \(write("[\(box), \"score\": 1}]", "found.json"))").measurements
      #expect(results.map(\.result) == [1] && results[0].images == nil)
      let file =
        #"{"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "a"}], "annotations": "#
        + "[\(box), \"id\": 1}, \(box), \"id\": 2}]}"
      #expect(try report("read --file \(write(file, "a.json"))").measurements.map(\.result) == [2])
      let bad = Program.retinaNet.run("bench read --file \(try write("[{}]", "bad.json")) --seconds 0.01")
      #expect(bad.code == .failure && bad.error.contains("bad.json: "), "\(bad.error)")
      let none = Program.retinaNet.run("bench read --file \(folder.path) --seconds 0.01")
      #expect(none.code == .failure && none.error.contains("expected a file that can be read again and again"))
    }
    #expect(Program.retinaNet.run("bench read").error.contains("'read' needs '--file'"))
    #expect(Program.retinaNet.run("bench peak --file a.png").error.contains("add 'read'"))
    #expect(!BenchWork.all.parts.contains(.read))
  }

  @Test("The small detector takes 0.36 GFLOP an image of 128 × 128 pixels")
  func operations() {
    #expect(rounds(RetinaNet(.small, seed: nil).operations(on: .square(128)) * 1e-9, to: 0.36, digits: 2))
  }

  @Test("ResNet-50 takes 303.1 GFLOP an image of 800 × 800 pixels, twice torchvision's 151.54 billion multiply-adds")
  func fullSizeOperations() {
    let model = RetinaNet(.resNet50, seed: nil)
    let operations = model.operations(on: .square(800))
    #expect(rounds(operations * 1e-9, to: 303.1, digits: 1))
    // What stands in torchvision 0.29.2 as `_ops` of RetinaNet_ResNet50_FPN_Weights.COCO_V1.
    #expect(isClose(operations, 2 * 151.54e9, relative: 1e-4))
    // 797 pixels are padded to 800.
    #expect(model.operations(on: ImageSize(height: 797, width: 800)) == operations)
  }

  @Test("r50 is measured at the size asked for, else at 800 × 800; what comes out is torchvision's sum of scores")
  func fullSize() throws {
    let report = try report("r50 --size 128")
    let measurement = try #require(report.measurements.first)
    #expect(report.measurements.count == 1 && measurement.name == "r50, 128 × 128" && measurement.images == 1)
    // peer.py r50 --size 128 with torch 2.15 and torchvision 0.29.2.
    #expect(isClose(try #require(measurement.result), 1.53260, relative: 1e-4))
    #expect(isClose(try #require(measurement.operations), 303.08e9 * 128 * 128 / (800 * 800), relative: 0.02))
    #expect(try #require(measurement.shareOfPeak) > 0)
    #expect(Bench.fullSize == 800 && BenchWork.all.parts.last == .r50)
  }

  @Test("The processor's name is the first that the system lists; a list without names has none")
  func processor() throws {
    let list = "processor\t: 0\nmodel name\t: Some CPU @ 2.5 GHz: fast\nmodel name\t: another\n"
    #expect(Processor.name(in: list) == "Some CPU @ 2.5 GHz: fast")
    #expect(Processor.name(in: "processor\t: 0\nmodel name\t:\n") == nil)
    #expect(Processor.name(in: "") == nil)
    #expect(try [4, 8, 16].contains(report("peak --threads 1").limits.lanes))
  }

  @Test("Lines for people name the machine's limits first; unknown work is refused")
  func lines() {
    let run = alone { Program.retinaNet.run("bench focal --seconds 0.01 --threads 1") }
    #expect(run.output.hasPrefix(Processor.name ?? "a processor without a name"))
    #expect(run.output.contains("vectors of \(MachinePeak.lanes) floats\npeak, 1 thread  "))
    #expect(run.output.contains("\nfocal, 100 000 × 80 ") && run.output.contains("% of copying"))
    #expect(Program.retinaNet.run("bench focall").code == .usage)
  }
}
