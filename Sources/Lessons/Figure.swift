// How notebooks and examples hand over a picture. It draws nothing itself: it takes finished SVG.

import Foundation

/// Names a figure, and writes it as `runs/figures/<name>.svg` if asked to; the line that it prints says which.
///
/// A program writes no files unless it is run with `--figures` or with `RETINAKIT_FIGURES=1` in the environment.
///
/// - Precondition: the name is made of letters, digits and hyphens.
public func figure(name: String, svg: String, line: Int = #line, file: String = #filePath) {
  let path = figurePath(name)
  let isAsked =
    CommandLine.arguments.contains("--figures") || ProcessInfo.processInfo.environment["RETINAKIT_FIGURES"] == "1"
  if isAsked {
    do throws(FigureError) {
      try writeFigure(svg, to: path)
    } catch {
      fail(error.description, line: line, file: file)
    }
  }
  Output.write(isAsked ? "figure: \(path)" : "figure: \(name), which --figures writes", line: line)
}

/// A figure that could not be written.
struct FigureError: Error, Equatable, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String {
    "\(path): expected to write a figure there, found: \(reason); run in a folder that you may write to"
  }
}

/// The path of a figure, relative to the folder in which the program runs.
func figurePath(_ name: String) -> String {
  precondition(
    !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" },
    "name must be made of letters, digits and hyphens, found \"\(name)\"")
  return "runs/figures/\(name).svg"
}

/// Writes a figure and makes the folders that it needs.
func writeFigure(_ svg: String, to path: String) throws(FigureError) {
  let url = URL(fileURLWithPath: path)
  do {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(svg.utf8).write(to: url, options: .atomic)
  } catch {
    throw FigureError(path: path, reason: error.localizedDescription)
  }
}
