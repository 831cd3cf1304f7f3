// The entry point; everything else can be tested without a process.

import CommandLineTool
import Foundation

exit(Program.retinaNet.run(Array(CommandLine.arguments.dropFirst()), console: .standard).rawValue)
