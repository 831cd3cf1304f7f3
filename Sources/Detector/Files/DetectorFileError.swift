// Why a detector cannot be had from a file: what is wrong as cases, and a sentence for each.

import Formats

/// Why a detector cannot be had from a file.
///
/// What to do on which command line is the caller's to add.
public enum DetectorFileError: Error, Hashable, CustomStringConvertible {
  /// The file does not say what its weights belong to.
  case noDescription(path: String)
  /// What it says cannot be read.
  case description(path: String, CodedJSONError)
  /// A tensor does not fit.
  case weights(path: String, WeightsError)
  /// The weights belong to another network than the one that was asked for: at this place of the configuration.
  case otherModel(path: String, place: String, file: String, given: String)
  /// The names under `categories` are not as many as the classes.
  case names(path: String, count: Int, classes: Int)
  /// The weights know another number of classes than the pictures have.
  case classes(path: String, file: Int, wanted: Int)
  /// The detector has pieces from outside this package that were not given.
  case pieces(path: String, problem: String)

  /// Where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .noDescription(let path):
      "\(path): expected a file that says which detector its weights belong to and how its classes are called, found "
        + "none of it in the metadata; use a file that a training run wrote"
    case .description(let path, let error):
      "\(path): what the file says of itself cannot be used: \(error)"
    case .weights(let path, let error):
      error.tensor.isEmpty
        ? "\(path): \(error.problem)" : "\(path): tensor '\(shown(error.tensor))': \(error.problem)"
    case .otherModel(let path, let place, let file, let given):
      "\(path): the weights were trained with \(place) \(file), but the model has \(given); build the model that they "
        + "were trained with"
    case .names(let path, let count, let classes):
      "\(path): 'categories' in the metadata names \(count) classes, but the classification head has \(classes); "
        + "correct the names"
    case .classes(let path, let file, let wanted):
      "\(path): the weights know \(file) classes, the pictures have \(wanted); begin the classification head anew, or "
        + "use pictures of the same classes"
    case .pieces(let path, let problem): "\(path): \(problem)"
    }
  }
}

/// Runs what may find that weights do not fit, so that the error says in which file.
func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as WeightsError {
    throw DetectorFileError.weights(path: path, error)
  } catch let error as CodedJSONError {
    throw DetectorFileError.description(path: path, error)
  }
}
