// The sources that the book is made from: where they are, of which commit, and what lies in their folders.

import CommandLineTool
import Foundation

/// A clone of the package.
struct Checkout {
  let root: URL

  /// The folder given, or the nearest above it that is this package's.
  init(_ folder: URL) throws(CommandFailure) {
    var candidate = folder.standardizedFileURL
    while true {
      if FileManager.default.fileExists(atPath: candidate.appending(path: "Notebooks-as-scripts").path),
        FileManager.default.fileExists(atPath: candidate.appending(path: "Package.swift").path)
      {
        root = candidate
        return
      }
      let above = candidate.deletingLastPathComponent().standardizedFileURL
      guard above.path != candidate.path, candidate.path != "/" else {
        throw CommandFailure(
          "\(folder.path): expected a clone of RetinaKit, found no Package.swift beside Notebooks-as-scripts there or "
            + "above; give its folder as --root")
      }
      candidate = above
    }
  }

  /// The text of a file.
  func text(_ path: String) throws(CommandFailure) -> String {
    do { return try String(contentsOf: root.appending(path: path), encoding: .utf8) } catch {
      throw CommandFailure("\(root.appending(path: path).path) cannot be read")
    }
  }

  /// The names in a folder, sorted.
  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []).sorted()
  }

  /// All files below a folder with an ending, as paths from the root.
  func files(below folder: String, ending: String) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
    return paths.filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }.sorted()
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

  /// The names of notebooks, in their order.
  var notebooks: [String] {
    names("Notebooks-as-scripts").filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
  }

  /// The names of examples.
  var examples: [String] { names("Examples").filter { exists("Examples/\($0)/main.swift") } }

  /// The commit's short name, with a "+" if something in the sources is not committed; nil where git knows nothing.
  var commit: String? {
    guard let name = git(["rev-parse", "--short", "HEAD"]) else { return nil }
    let changes = git(["status", "--porcelain", "--untracked-files=no"]) ?? ""
    return changes.isEmpty ? name : name + "+"
  }

  private func git(_ words: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", root.path] + words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self).trimmed : nil
  }
}
