// The entry point; everything else can be tested without a process.

import CommandLineTool
import Foundation

// A student's program may die while it is being written to; that is its end and not ours.
signal(SIGPIPE, SIG_IGN)
Children.endWithThisProcess()
let words = Array(CommandLine.arguments.dropFirst())
exit(Program.course.run(words.isEmpty ? ["list"] : words, console: .standard).rawValue)
