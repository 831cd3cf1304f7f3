// The entry point: `swift run -c release fuzz json --count 1000000 --seed 1`.

import CommandLineTool
import Foundation

exit(FuzzCommand.run(asProgram: Array(CommandLine.arguments.dropFirst()), console: .standard).rawValue)
