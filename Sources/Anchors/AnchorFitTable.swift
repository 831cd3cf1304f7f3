// What fits of anchors changed, as tables for people.

import Text

extension AnchorFit {
  /// A table for people: base sizes, ratios, mean best IoU and the share of objects that reach an IoU of 0.5.
  ///
  /// Scales are shown where they are what was fitted.
  public var table: String {
    Self.table([("before", start, before), ("after", fitted, after)])
  }

  /// A table that compares several fits of the same anchors to the same objects: a line before, and one for each
  /// method.
  ///
  /// - Precondition: `fits` is not empty, and all of them start from the same anchors.
  public static func table(comparing fits: [AnchorFit]) -> String {
    precondition(!fits.isEmpty, "fits must be at least one, found none")
    for (index, fit) in fits.enumerated() {
      precondition(fit.start == fits[0].start, "fits must start from the same anchors, found others in fits[\(index)]")
    }
    return table([("before", fits[0].start, fits[0].before)] + fits.map { ($0.method.name, $0.fitted, $0.after) })
  }

  private static func table(_ rows: [(name: String, generator: AnchorGenerator, coverage: AnchorCoverage)]) -> String {
    let hasScales = rows.contains { $0.generator.scales != rows[0].generator.scales }
    let heading =
      ["anchors", "base sizes"] + (hasScales ? ["scales"] : []) + ["ratios", "mean best IoU", "best IoU ≥ 0.50"]
    let lines = rows.map { name, generator, coverage in
      let sizes = generator.levels.map { $0.baseSize.fixed(digits: 1) }.joined(separator: " ")
      let scales = generator.scales.map { $0.fixed(digits: 2) }.joined(separator: " ")
      let ratios = generator.ratios.map { $0.fixed(digits: 2) }.joined(separator: " ")
      let mean = coverage.meanBestIoU.map { $0.fixed(digits: 3) } ?? "–"
      let share = coverage.share().map { "\(($0 * 100).fixed(digits: 1)) %" } ?? "–"
      return [name, sizes] + (hasScales ? [scales] : []) + [ratios, mean, share]
    }
    return textTable([heading] + lines)
  }
}
