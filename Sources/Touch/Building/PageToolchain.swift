// Where the compiler and the linker of the pages are, and how they are called.

import Foundation

/// Why pages could not be built or do not say what they should.
public enum PageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The toolchain compiles for no browser: pages are left out.
  case noTarget(String)
  /// The folder is not this package.
  case notThePackage(folder: String)
  /// A tool has refused.
  case refused(tool: String, module: String, output: String)
  /// A file cannot be read or written.
  case file(String, reason: String)
  /// A page's record says something else than this program computes.
  case disagrees(page: String, record: Int, found: String, expected: String)
  /// A page has no record of a test.
  case noRecord(file: String)

  /// Where, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .noTarget(let found):
      return "The pages are left out: they need a toolchain with Embedded Swift for wasm32-unknown-none-wasm, as those "
        + "of swift.org have; \(found)."
    case .notThePackage(let folder):
      return "\(folder): expected this package, found no Sources/Web in it. Run it in the package's folder, or give "
        + "--package."
    case .refused(let tool, let module, let output): return "\(tool) refused \(module):\n\(output)"
    case .file(let path, let reason): return "\(path): \(reason)"
    case .disagrees(let page, let record, let found, let expected):
      return "\(page), record \(record): expected \(expected), found \(found)."
    case .noRecord(let file):
      return "\(file): expected the record of a test, found none. It is in what a browser makes of PAGE.html?test "
        + "(chromium --headless --dump-dom)."
    }
  }
}

/// The tools that make WebAssembly of Swift.
public struct PageToolchain {
  private let compiler: URL
  private let linker: URL
  private let tables: URL
  private let target = "wasm32-unknown-none-wasm"

  /// The toolchain whose `swiftc` is found first; throws `PageError.noTarget` for one that compiles for no browser.
  public init() throws(PageError) {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    func tool(_ name: String, in folders: [String]) -> URL? {
      folders.map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
    guard let compiler = tool("swiftc", in: paths) else { throw .noTarget("there is no swiftc in PATH") }
    let own = compiler.resolvingSymlinksInPath().deletingLastPathComponent()
    guard let linker = tool("wasm-ld", in: [own.path] + paths) else { throw .noTarget("there is no wasm-ld") }
    tables = own.deletingLastPathComponent()
      .appendingPathComponent("lib/swift/embedded/\(target)/libswiftUnicodeDataTables.a")
    guard FileManager.default.fileExists(atPath: tables.path) else { throw .noTarget("\(own.path) has none") }
    (self.compiler, self.linker) = (compiler, linker)
  }

  /// Compiles a module; what it imports and what it makes is in `folder`.
  func compile(_ module: PageModule, files: [URL], in folder: URL) throws(PageError) {
    var words = [
      "-Osize", "-wmo", "-parse-as-library", "-enable-experimental-feature", "Embedded",
      "-enable-experimental-feature", "Extern", "-target", target, "-package-name", "retinakit",
      // The bridge keeps what it was told in variables, as JavaScript has one thread.
      "-swift-version", module.name == "Bridge" ? "5" : "6", "-I", folder.path, "-module-name", module.name,
      "-emit-module", "-emit-module-path", folder.appendingPathComponent("\(module.name).swiftmodule").path,
      "-emit-object", "-o", object(module.name, in: folder).path,
    ]
    if module.seesFoundation {
      words += ["-Xfrontend", "-import-module", "-Xfrontend", "Foundation"]
    }
    try run(compiler, words + files.map(\.path), for: module.name)
  }

  /// Links what answers one page's question.
  func link(page: String, modules: [String], in folder: URL) throws(PageError) -> Data {
    let output = folder.appendingPathComponent("\(page).wasm")
    let exported = [page, "tell", "numbers", "number", "bytes", "byte", "__heap_base"].map { "--export=\($0)" }
    try run(
      linker,
      ["--gc-sections", "--strip-all", "--no-entry", "--allow-undefined"] + exported
        + modules.map { object($0, in: folder).path } + [tables.path, "-o", output.path], for: page)
    return try contents(of: output)
  }

  private func object(_ module: String, in folder: URL) -> URL { folder.appendingPathComponent("\(module).o") }

  private func run(_ tool: URL, _ words: [String], for module: String) throws(PageError) {
    let process = Process()
    process.executableURL = tool
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
      let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      if process.terminationStatus == 0 { return }
      throw PageError.refused(
        tool: tool.lastPathComponent, module: module, output: String(decoding: said, as: UTF8.self))
    } catch let error as PageError {
      throw error
    } catch {
      throw .file(tool.path, reason: error.localizedDescription)
    }
  }
}

/// A file's bytes.
func contents(of file: URL) throws(PageError) -> Data {
  do { return try Data(contentsOf: file) } catch { throw .file(file.path, reason: "it cannot be read") }
}
