// What can be wrong with a detection, and with an object: TIDE's kinds of error.

/// What a detection turned out to be, or an object that no detection accounts for.
///
/// With IoU at least 0.5 for "well placed" and at most 0.1 for "on nothing":
///
/// ```
///                      object of its class      object of another class
/// correct              well placed, first       –
/// localization         0.1 … 0.5                –
/// classification       below 0.1                well placed
/// duplicate            well placed, not first   –
/// background           at most 0.1              at most 0.1
/// both                 below 0.1                0.1 … 0.5
/// missed               an object that is not found, and that no localization or classification error means
/// ```
///
/// Source: Bolya, Foley, Hays and Hoffman, "TIDE: A General Toolbox for Identifying Object Detection Errors", 2020,
/// section 2.2.
public enum ErrorKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// No error: it found an object.
  case correct
  /// The right place, the wrong class.
  case classification
  /// The right class, a box that is not good enough.
  case localization
  /// The wrong class and a box that is not good enough.
  case both
  /// A second detection of an object that is found already.
  case duplicate
  /// A detection where nothing is.
  case background
  /// An object that nothing points at.
  case missed

  /// The kinds that are errors.
  public static let errors: [Self] = allCases.filter { $0 != .correct }

  /// What it means, in a line.
  public var explanation: String {
    switch self {
    case .correct: "found an object"
    case .classification: "on an object of another class"
    case .localization: "on an object of its class, but not well enough"
    case .both: "near an object of another class, but not well enough"
    case .duplicate: "on an object that is found already"
    case .background: "on nothing"
    case .missed: "an object that nothing points at"
    }
  }
}
