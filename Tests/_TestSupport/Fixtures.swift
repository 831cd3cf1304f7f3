// Files that other systems wrote, and how far our numbers lie from theirs.

import Foundation

/// A JSON file of the folder `Fixtures` beside the test that asks for it.
public func fixture<Content: Decodable>(_ name: String, besides file: String = #filePath) throws -> Content {
  let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Fixtures")
  return try JSONDecoder().decode(Content.self, from: Data(contentsOf: folder.appending(path: name)))
}

/// The largest difference of numbers that belong together, relative to the expected one or to `scale` if that is more.
///
/// Infinite if one of them is NaN or the lists are of different lengths.
public func largestDeviation(_ values: [Double], from expected: [Double], scale: Double = 0) -> Double {
  if values.count != expected.count { return .infinity }
  return zip(values, expected).map { value, expected in
    if value == expected { return 0 }
    let deviation = abs(value - expected) / max(abs(expected), scale)
    return deviation.isNaN ? .infinity : deviation
  }.max() ?? 0
}
