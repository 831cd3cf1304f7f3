// The entry point: `swift run pages`, then open site/touch/index.html.

import CommandLineTool
import Foundation

exit(PagesCommand.run(asProgram: Array(CommandLine.arguments.dropFirst()), console: .standard).rawValue)
