// A sick case of the ward: one disease, made by code, and the finding that should stand first.

/// A healthy set, detector, run or list of results with one disease.
package struct WardCase: Sendable {
  /// What is sick.
  package enum Part: String, Sendable, CaseIterable {
    /// Annotations and pictures.
    case sets = "data sets"
    /// Anchors, thresholds, variation.
    case settings
    /// A fresh detector.
    case detectors
    /// A short training.
    case runs
    /// Detections.
    case results
  }

  /// The disease, in a few words.
  package var disease: String
  /// What is sick.
  package var part: Part
  /// The finding that should stand first: its check, and its repair if it has one ("data9 normalized").
  package var expected: String
  /// Makes the case and examines it.
  package var examine: @Sendable () throws -> Diagnosis

  init(_ part: Part, _ disease: String, _ expected: String, examine: @escaping @Sendable () throws -> Diagnosis) {
    self.part = part
    self.disease = disease
    self.expected = expected
    self.examine = examine
  }

  /// All cases, data first.
  package static var all: [WardCase] { sickSets + sickSettings + sickDetectors + sickRuns + sickResults }
}

extension Finding {
  /// The check and the repair: what a case expects.
  package var label: String { repair.map { "\(id) \($0)" } ?? id }
}
