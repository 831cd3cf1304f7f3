// The entry point; everything else can be tested without a process.

import CommandLineTool
import Foundation

// A student's program may die while it is being written to; that is its end and not ours.
signal(SIGPIPE, SIG_IGN)
exit(Program.course.run(Array(CommandLine.arguments.dropFirst()), console: .standard).rawValue)
