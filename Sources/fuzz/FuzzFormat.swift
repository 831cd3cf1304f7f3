// The formats, and the readers that every damaged input of one is given to.

import Anchors
import Assignments
import Boxes
import Detector
import Experiments
import Formats
import Foundation
import Images
import Training

/// A format whose readers are tried.
enum FuzzFormat: String, CaseIterable, Sendable {
  /// Texts: JSON itself, and what is written in it.
  case json, coco, results, metrics, metadata, anchors, experiment
  /// Annotations beside results, as the doctor examines them.
  case doctor
  /// A run's log and its lock, as files of a folder.
  case log, lock
  /// Annotations of other tools, read from files.
  case voc, yolo, csv
  /// Files of numbers; `weights` and `checkpoint` are recipes for them.
  case safetensors, weights, checkpoint
  /// What a file is, by its first bytes.
  case kind
  /// The course's: its memory of what is done, what a student's program says, what answers import.
  case progress, replies, answers
  /// What a run of the tests said.
  case xunit
  /// Pictures; `picture` is any of them, read from a file.
  case png, jpeg, ppm, deflate, picture
  /// PNG files whose pixels are not compressed yet: what is changed gets past DEFLATE.
  case pngRows = "png-rows"
  /// Traps where the input has two exclamation marks: shows that traps are found.
  case trap = "self"

  /// Gives an input to the readers; false if they refuse it.
  func read(_ bytes: [UInt8]) -> Bool {
    let data = Data(bytes)
    switch self {
    case .json:
      guard let value = try? JSONValue(data) else { return false }
      return (try? JSONReader.decode([String: [Double]].self, from: value)) != nil || value != .null
    case .coco:
      guard let file = try? COCOFile(decoding: data, policy: .drop, purpose: .measuring) else {
        // The words of the error are made too.
        return "\(failure { _ = try COCOFile(decoding: data) })".isEmpty
      }
      _ = "\(failure { _ = try COCOFile(decoding: data) }) \(file.notes) \(file.droppedText ?? "")"
      let learnt = file.forTraining.split(holdingOut: file.images.count / 2, seed: 1)
      _ = learnt.kept.images.map { learnt.kept.objects(imageID: $0.id) }
      return true
    case .results:
      guard let results = try? COCOResults(decoding: data) else {
        return "\(failure { _ = try COCOResults(decoding: data) })".isEmpty
      }
      _ = results.fitted(to: COCOFile(categories: [.init(id: 1, name: "a")], images: [], annotations: [])).notes
      return true
    case .metrics: return !MetricsLog.records(in: data).isEmpty
    case .doctor: return failure { try FuzzDoctor.examine(bytes) }.isEmpty
    case .log: return failure { try FuzzRuns.readLog(bytes) }.isEmpty
    case .lock: return FuzzRuns.readLock(bytes)
    case .kind:
      let kind = FileKind(data)
      return kind.map { !"\($0.name)\($0.nameWithAdvice)\($0.adviceForWeights ?? "")".isEmpty } ?? false
    case .progress: return FuzzCourse.readProgress(text(bytes))
    case .replies: return FuzzCourse.readReplies(text(bytes))
    case .answers: return !SwiftImport.all(in: text(bytes)).isEmpty
    case .xunit: return !XUnitFile(text(bytes)).outcomes.isEmpty
    case .metadata:
      return failure { _ = try CodedJSON.decode(text(bytes), as: RetinaNet.Configuration.self) }.isEmpty
    case .anchors:
      return failure {
        let generator = try CodedJSON.decode(text(bytes), as: AnchorGenerator.self)
        // As `retinanet anchors` would, if they are no more than that draws.
        if generator.anchorCount(on: Self.anchored) <= 100_000 { _ = generator.anchors(on: Self.anchored) }
      }.isEmpty
    case .experiment: return failure { try FuzzExperiments.read(text(bytes)) }.isEmpty
    case .voc, .yolo, .csv: return failure { try FuzzFolder.readAnnotations(bytes, of: self) }.isEmpty
    case .safetensors: return (try? SafetensorsFile(data: data)) != nil
    case .weights: return failure { try FuzzDetectorFiles.readWeights(bytes) }.isEmpty
    case .checkpoint: return failure { try FuzzDetectorFiles.readCheckpoint(bytes) }.isEmpty
    case .png:
      // As it is, and with right checksums, without which hardly any change would get beyond them.
      return (try? PNG.decode(data)) != nil || (try? PNG.decode(Data(Self.withRightChecksums(bytes)))) != nil
    case .pngRows: return (try? PNG.decode(Data(Self.withCompressedRows(bytes)))) != nil
    case .jpeg:
      _ = (try? JPEG.verify(data), try? JPEG.size(of: data))
      return (try? JPEG.decode(data)) != nil
    case .ppm: return (try? PPM.decode(data)) != nil
    case .deflate: return (try? Inflate.zlib(bytes, limit: 1 << 20)) != nil
    case .picture: return failure { try FuzzFolder.readPicture(bytes) }.isEmpty
    case .trap:
      precondition(!text(bytes).contains("!!"), "a trap on purpose")
      return true
    }
  }

  /// How many of eight inputs are changed in their trees: all but a few where bytes are not what is tried.
  var eighthsOfTrees: Int {
    switch self {
    case .weights, .checkpoint: 7
    case .json: 1
    default: 4
    }
  }

  /// What stands between texts of one input.
  var separator: UInt8 { self == .metrics || self == .log ? UInt8(ascii: "\n") : FuzzFolder.separator }

  /// The picture on which anchors are made.
  private static let anchored = ImageSize(height: 48, width: 64)

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// What a reader says of an input that it refuses; empty if it takes it.
  private func failure(_ read: () throws -> Void) -> String {
    do {
      try read()
      return ""
    } catch {
      return "\(error)"
    }
  }
}
