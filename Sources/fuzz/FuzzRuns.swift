// What lies in the folder of a run beside its numbers: the log and the lock.

import Detector
import Diagnosis
import Formats
import Foundation
import Training

/// Logs and locks, and what is done with them.
enum FuzzRuns {
  /// Logs of today and of before.
  static let logs: [[UInt8]] = {
    let run = FileDescription(configuration: RetinaNet.Configuration(classes: 2), categories: ["a", "b"])
    let today = [
      "{\"kind\":\"run\",\"run\":\((try? CodedJSON.encode(run)) ?? "")}",
      #"{"box":0.5,"class":1.25,"kind":"step","loss":1.75,"positives":22.5,"rate":0.008,"step":1}"#,
      #"{"box":0.4,"class":5e-324,"kind":"step","loss":"infinity","positives":0,"rate":0.008,"step":2}"#,
      #"{"ap":0.25,"ap50":0.5,"classes":[{"ap":0.25,"category":"a"}],"kind":"evaluation","step":2}"#,
    ]
    let before = [
      #"{"step":1,"loss":0.5,"box":"nan","class":1,"positives":3,"rate":0.1}"#, #"{"step":1,"ap":0.5,"ap.a":0.25}"#,
    ]
    return [today, before].map { Array(($0.joined(separator: "\n") + "\n").utf8) }
  }()

  /// Locks as runs write them, and ones that lost their second line.
  static let locks: [[UInt8]] = [
    "4711\n9E1F6A0C-2A4E-4F63-8A54-0D2C7B8F2B11\n", "1\n", "-2147483648\n",
  ].map { Array($0.utf8) }

  /// Reads a log as the doctor does, and goes on with it as a run does.
  static func readLog(_ bytes: [UInt8]) throws {
    let folder = try FuzzFolder.folder("run")
    let files = TrainingRunFiles(directory: folder)
    try Data(bytes).write(to: files.metrics)
    let records = try MetricsLog.read(from: files.metrics)
    var history = RunHistory(steps: [])
    for record in records {
      switch record {
      case .run(let description): history.prior = description.configuration.learning.prior.probability
      case .step(let step):
        history.steps.append(
          .init(
            step: step.step, classLoss: step.classification, boxLoss: step.box, positives: step.positives,
            rate: step.rate))
      case .evaluation(let evaluation): history.evaluations.append(.init(step: evaluation.step, ap: evaluation.ap))
      }
    }
    // As the doctor has it from the pictures that the log names.
    history.outputsPerPicture = 6_000
    history.trainingPictures = 80
    var page = DiagnosisPage(RunRules.diagnosis(history), subject: "a")
    page.run = history
    _ = page.document.html
    _ = files.isFree
    let run = FileDescription(configuration: RetinaNet.Configuration(classes: 1), categories: ["a"])
    let (log, _) = try MetricsLog.resumed(at: files.metrics, afterStep: 1, of: run)
    guard try MetricsLog.read(from: log.url).allSatisfy({ $0.step <= 1 }) else {
      preconditionFailure("a log that was gone on with has later steps")
    }
  }

  /// Whether the process of a lock is named that another run holds; when that is gone the folder is free.
  static func readLock(_ bytes: [UInt8]) -> Bool {
    guard let folder = try? FuzzFolder.folder("locked") else { return false }
    let file = TrainingRunFiles(directory: folder).lock
    guard (try? Data(bytes).write(to: file)) != nil, let other = try? FileHandle(forUpdating: file) else {
      return false
    }
    var isNamed = false
    // The system's lock is of the opened file, not of the process: this is another run to it.
    if flock(other.fileDescriptor, LOCK_EX | LOCK_NB) == 0 {
      do {
        _ = try RunLock(of: folder)
        preconditionFailure("two runs hold one folder")
      } catch {
        isNamed = (error as? RunLockError)?.process != nil && !"\(error)".isEmpty
      }
    }
    try? other.close()
    guard let lock = try? RunLock(of: folder) else { preconditionFailure("nobody holds a folder that is not free") }
    lock.release()
    return isNamed
  }
}
