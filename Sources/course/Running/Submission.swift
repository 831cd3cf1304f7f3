// What somebody handed in: at most two files of each assignment, and nothing else of it is looked at.

import Assignments
import CommandLineTool
import Foundation

/// Somebody's answers, wherever they are in a folder.
struct Submission {
  var folder: URL
  /// The assignment whose files may also lie in the folder itself: the one that was asked for, if it was one.
  var bare: Int?

  /// Answers are of a few kilobytes.
  static let mostBytes = 1 << 20

  /// What became of a file.
  enum Found: Hashable {
    case text(String)
    case missing
    /// It is there and cannot be graded, with the reason.
    case refused(String)
  }

  /// The folder itself, and the one that it holds if it holds nothing else, as archives do when they are unpacked.
  private var folders: [URL] {
    let inside = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { !$0.hasPrefix(".") && $0 != "__MACOSX" }
    return [folder] + (inside.count == 1 ? [folder.appending(path: inside[0])] : [])
  }

  /// The folder with an assignment's answers; nil if there are none.
  private func answers(_ assignment: Assignment) -> URL? {
    var places = ["Assignments/\(assignment.folder)", "Examples/Assignments/\(assignment.folder)", assignment.folder]
    if bare == assignment.number { places.append(".") }
    return folders.flatMap { folder in places.map { folder.appending(path: $0) } }
      .first { (try? FileManager.default.attributesOfItem(atPath: $0.appending(path: "Answers.swift").path)) != nil }
  }

  /// Whether there are answers to an assignment.
  func has(_ assignment: Assignment) -> Bool { answers(assignment) != nil }

  /// One file of an assignment.
  func file(_ name: String, of assignment: Assignment) -> Found {
    guard let file = answers(assignment)?.appending(path: name),
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    else { return .missing }
    // A link may lead to somebody else's answers, and a pipe has no end.
    guard attributes[.type] as? FileAttributeType == .typeRegular,
      file.resolvingSymlinksInPath().path.hasPrefix(folder.resolvingSymlinksInPath().path + "/")
    else { return .refused("\(name) is a link or no plain file") }
    guard let size = (attributes[.size] as? NSNumber)?.intValue, size <= Self.mostBytes else {
      return .refused("\(name) has more than \(Self.mostBytes >> 10) kilobytes")
    }
    guard let data = FileManager.default.contents(atPath: file.path), let text = String(data: data, encoding: .utf8)
    else { return .refused("\(name) is no text in UTF-8") }
    return .text(text)
  }

  /// Why an assignment's files cannot be graded; nil if they can.
  func refusal(_ assignment: Assignment) -> String? {
    StartFiles.files(assignment).lazy.compactMap { name in
      if case .refused(let reason) = file(name, of: assignment) { reason } else { nil }
    }.first
  }

  /// Where the grader has its package: in the one around the working directory, or in this library.
  static var graders: URL {
    ((try? Workplace.here().root) ?? StartFiles.library).appending(path: ".build/course/grading")
  }

  /// A package of the grader's own with these answers and claims in it, and nothing else of the submission.
  func workplace(for assignments: [Assignment]) throws -> Workplace {
    let root = Self.graders
    let package = StartPackage(folder: root, source: .path(StartFiles.library.path), assignments: Course.assignments)
    var own: [String: String] = [:]
    for assignment in assignments {
      for name in StartFiles.files(assignment) where name != "main.swift" {
        if case .text(let text) = file(name, of: assignment) {
          own["Assignments/\(assignment.folder)/\(name)"] = text
        }
      }
    }
    // Nothing is left of the submission before: what this one has not is unanswered.
    try package.write(instead: own, replaces: true)
    return Workplace(root: root)
  }
}
