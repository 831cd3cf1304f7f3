// Runs of the program inside the tests' process.

import CommandLineTool

extension Program {
  /// Runs with words as a shell would split them at spaces.
  func run(_ words: String) -> RecordedRun { recorded(words) }

  /// Runs with words that may hold spaces.
  func run(_ words: [String]) -> RecordedRun { recorded(words) }
}
