// From sources to pages: every module compiled, each page linked by itself and put into one file.

import Foundation

/// The pages one can touch, made from a clone of this package.
///
/// ```
/// for page in try PageBuild(package: folder).write(to: site) { print(page.name, page.bytes) }
/// ```
public struct PageBuild {
  /// A page that was written.
  public struct Written: Hashable, Sendable {
    /// The name of its file.
    public let name: String
    /// How large the file is.
    public let bytes: Int
    /// How large the WebAssembly in it is, before it is compressed.
    public let codeBytes: Int
  }

  private let sources: URL
  private let toolchain: PageToolchain

  /// A build from the package in a folder.
  ///
  /// - Throws: `PageError.notThePackage`; `PageError.noTarget` for a toolchain that compiles for no browser.
  public init(package: URL) throws(PageError) {
    sources = package.appendingPathComponent("Sources")
    guard FileManager.default.fileExists(atPath: sources.appendingPathComponent("Web/page.js").path) else {
      throw .notThePackage(folder: package.path)
    }
    toolchain = try PageToolchain()
  }

  /// Writes the pages and an index of them into a folder, which is made if need be.
  public func write(to folder: URL) throws(PageError) -> [Written] {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString)")
    try make(scratch)
    try make(folder)
    defer { try? FileManager.default.removeItem(at: scratch) }
    for module in PageModule.all {
      try toolchain.compile(module, files: files(of: module), in: scratch)
    }
    let web = sources.appendingPathComponent("Web")
    var written: [Written] = []
    for page in TouchPage.allCases {
      let code = try toolchain.link(page: page.rawValue, modules: PageModule.all.map(\.name), in: scratch)
      let html = try page.html(code: code, web: web)
      try write(html, to: folder.appendingPathComponent(page.fileName))
      written.append(Written(name: page.fileName, bytes: html.utf8.count, codeBytes: code.count))
    }
    let style = String(decoding: try contents(of: web.appendingPathComponent("page.css")), as: UTF8.self)
    try write(Self.index(style: style), to: folder.appendingPathComponent("index.html"))
    return written
  }

  private func files(of module: PageModule) throws(PageError) -> [URL] {
    var files: [URL] = []
    for name in module.files {
      let place = sources.appendingPathComponent(name)
      guard !name.hasSuffix(".swift") else {
        files.append(place)
        continue
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      files += names.filter { $0.hasSuffix(".swift") }.sorted().map { place.appendingPathComponent($0) }
    }
    return files
  }

  private func make(_ folder: URL) throws(PageError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .file(folder.path, reason: "it cannot be made")
    }
  }

  private func write(_ text: String, to file: URL) throws(PageError) {
    do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
      throw .file(file.path, reason: "it cannot be written")
    }
  }

  private static func index(style: String) -> String {
    let cards = TouchPage.allCases.map { page in
      "<a class=\"card\" href=\"\(page.fileName)\"><h2>\(page.title)</h2><p class=\"soft\">\(page.summary)</p></a>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Pages to touch · RetinaKit</title>
      <style>
      \(style)
      .index { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 16px; margin: 24px 0; }
      .index a { color: inherit; text-decoration: none; margin: 0; }
      .index a:hover { border-color: var(--accent); }
      </style>
      </head>
      <body>
      <main>
      <header><h1>Pages to touch</h1><p class="soft">What moves on them is the project’s own code, compiled for the
      browser. They need no server.</p></header>
      <div class="index">
      \(cards.joined(separator: "\n"))
      </div>
      </main>
      </body>
      </html>

      """
  }
}
