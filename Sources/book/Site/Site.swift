// All pages and files of the book, before they are written.

import CommandLineTool
import Foundation

/// The book: its pages, and files beside them.
struct Site {
  private(set) var pages: [Page] = []
  private(set) var files: [String: Data] = [:]
  /// Sources that pages have linked to, each of which becomes a page.
  private(set) var sources: Set<String> = []

  mutating func add(_ page: Page) { pages.append(page) }
  mutating func add(_ data: Data, at path: String) { files[path] = data }

  /// The address of a source's page from the page at a path; the source gets a page.
  mutating func source(_ file: String, from path: String) -> String {
    sources.insert(file)
    return Page.root(path) + Self.page(ofSource: file)
  }

  /// "sources/Losses/FocalLoss.swift.html".
  static func page(ofSource file: String) -> String {
    "sources/" + (file.hasPrefix("Sources/") ? String(file.dropFirst(8)) : file) + ".html"
  }

  /// Writes everything into a folder whose older content is removed, if all links lead somewhere.
  ///
  /// - Throws: `CommandFailure` with the broken links; then nothing is written.
  func write(to folder: URL, note: String) throws -> (files: Int, bytes: Int) {
    let hasTouch = FileManager.default.fileExists(atPath: folder.appending(path: Page.touch.path).path)
    var html: [String: String] = [:]
    for page in pages {
      guard html.updateValue(page.html(note: note, hasTouch: hasTouch), forKey: page.path) == nil else {
        throw CommandFailure("two pages have the path \(page.path)")
      }
    }
    let problems = LinkCheck.problems(
      pages: html, files: Set(files.keys).union(hasTouch ? [Page.touch.path] : []))
    guard problems.isEmpty else {
      let more = problems.count > 20 ? "\n… and \(problems.count - 20) more" : ""
      throw CommandFailure(
        "\(problems.count) broken links:\n" + problems.prefix(20).joined(separator: "\n") + more)
    }
    try Self.clear(folder)
    var bytes = 0
    let all = html.mapValues { Data($0.utf8) }.merging(files) { page, _ in page }
    for (path, data) in all {
      try writeFile(data, to: folder.appending(path: path))
      bytes += data.count
    }
    try writeFile(Data(), to: folder.appending(path: Self.mark))
    return (all.count, bytes)
  }

  /// What says that a folder was written by this program.
  private static let mark = ".book"

  /// Removes an older site; a folder that holds anything else is left alone.
  private static func clear(_ folder: URL) throws {
    var found = Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    // Pages that one can touch are another program's, made before or after.
    found.remove("touch")
    guard !found.isEmpty else { return }
    guard found.contains(mark) else {
      throw CommandFailure("\(folder.path) holds files that no book has written: choose another --output")
    }
    for name in found { try FileManager.default.removeItem(at: folder.appending(path: name)) }
  }
}
