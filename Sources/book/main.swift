// The entry point; everything else can be tested without a process.

import CommandLineTool
import Foundation

exit(BookCommand.run(asProgram: Array(CommandLine.arguments.dropFirst()), console: .standard).rawValue)
