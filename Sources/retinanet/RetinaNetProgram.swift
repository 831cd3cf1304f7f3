// The program's name, version and subcommands. To add one: a `Command` in Commands/, and its type in this list.

import CommandLineTool

extension Program {
  /// The `retinanet` command line.
  static let retinaNet = Program(
    name: "retinanet", version: "0.1.0",
    overview: "Train, evaluate and look into a RetinaNet.",
    discussion: """
      Every command that draws random numbers takes a --seed: the same seed gives the same result.
      Exit codes: 0 when the work was done, 1 when it failed, 64 when the command line was refused; 129, 130 and 143 \
      when a training was saved and ended by SIGHUP, SIGINT (Ctrl-C) and SIGTERM.
      """,
    commands: [
      TrainCommand.self, EvaluateCommand.self, DetectCommand.self, AnchorsCommand.self, MatchCommand.self,
      CompareCommand.self, InspectCommand.self, DoctorCommand.self, ExplainCommand.self, AblateCommand.self,
      SearchCommand.self, ShapesCommand.self, BenchCommand.self,
    ])
}
