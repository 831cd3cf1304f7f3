// The files that an assignment begins with, and those of a package of one's own.

import Assignments
import Foundation

/// What `course start` and `course reset` write.
enum StartFiles {
  /// This library's own folder, as it was when `course` was built: READMEs are read from there.
  static let library: URL = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Answers.swift, Claims.swift or main.swift of an assignment nobody has begun.
  static func text(_ assignment: Assignment, _ file: String) -> String {
    let imports = (["Assignments", "Foundation"] + assignment.mayImport).sorted().map { "import \($0)" }
      .joined(separator: "\n")
    switch file {
    case "Answers.swift":
      let list = assignment.tasks.map { task in
        "//   "
          + [task.id, task.writes.joined(separator: ", "), task.title].filter { !$0.isEmpty }
          .joined(separator: "  ")
      }
      return """
        // Your answers to assignment \(assignment.number), \(assignment.title). Everything starts unanswered.
        // Write a function into `Answers`, save, and check it: swift run course check \(assignment.tasks[0].id)
        // README.md says what each function is given and gives:
        \(list.joined(separator: "\n"))

        \(imports)

        struct Answers: \(assignment.taskProtocol) {
        }

        """
    case "Claims.swift":
      return """
        // Your claims about assignment \(assignment.number): sentences that hold for every correct version of the
        // functions. Each is tried on two correct versions and on planted bugs; the bugs for which it does not hold are
        // caught. README.md shows how a claim is written. Try them: swift run course claims \(assignment.number)

        \(imports)

        let claims: [Claim<any \(assignment.taskProtocol)>] = []

        """
    default:
      let work = assignment.hasClaims ? "answers and claims" : "answers"
      return """
        // Hands your \(work) to the grader. There is nothing to change here.

        \(Set(["Assignments", assignment.servedBy]).sorted().map { "import \($0)" }.joined(separator: "\n"))

        serve(Answers()\(assignment.hasClaims ? ", claims: claims" : ""))

        """
    }
  }

  /// The names of an assignment's files that are written from here.
  static func files(_ assignment: Assignment) -> [String] {
    ["Answers.swift", "main.swift"] + (assignment.hasClaims ? ["Claims.swift"] : [])
  }

  /// Where a package gets this library from.
  enum Source: Sendable {
    case path(String)
    case version(url: String, version: String)

    var declaration: String {
      switch self {
      case .path(let path): ".package(name: \"RetinaKit\", path: \(path.quoted))"
      case .version(let url, let version): ".package(url: \(url.quoted), exact: \(version.quoted))"
      }
    }

    /// What the package is called where its products are named.
    var identity: String {
      switch self {
      case .path(let path): URL(fileURLWithPath: path).lastPathComponent
      case .version(let url, _): URL(fileURLWithPath: url).deletingPathExtension().lastPathComponent
      }
    }
  }

  /// The manifest of a package of one's own.
  static func manifest(_ assignments: [Assignment], source: Source) -> String {
    let targets = assignments.map { assignment in
      let products = Set(["Assignments", assignment.servedBy] + assignment.mayImport).sorted().map {
        ".product(name: \"\($0)\", package: \(source.packageName.quoted))"
      }
      return """
            .executableTarget(
              name: "\(assignment.product)",
              dependencies: [\(products.joined(separator: ", "))],
              path: "Assignments/\(assignment.folder)", exclude: ["README.md"]),
        """
    }
    return """
      // swift-tools-version: 6.2
      // A course on dense object detection: `swift run course` lists what there is to do.

      import PackageDescription

      let package = Package(
        name: "detection-course",
        platforms: [.macOS(.v15)],
        dependencies: [\(source.declaration)],
        targets: [
      \(targets.joined(separator: "\n"))
        ]
      )

      """
  }

  /// Grades on every push, and tells GitHub Classroom.
  static func workflow(_ assignments: [Assignment]) -> String {
    let max = 100 * assignments.count
    let numbers = assignments.map { " --assignment \($0.number)" }.joined()
    return """
      # Grades every push with this package's own `course` and hands the result to GitHub Classroom.
      name: Autograding
      on: [push, workflow_dispatch]
      permissions:
        checks: write
        actions: read
        contents: read
      jobs:
        grade:
          runs-on: ubuntu-latest
          container: swift:6.3
          timeout-minutes: 15
          steps:
            - uses: actions/checkout@v4
            - id: course
              run: |
                swift run course grade\(numbers) \\
                  --format classroom --output result.json || true
                # What cannot even be built is told too.
                [ -s result.json ] || echo '{"version": 1, "status": "error", "max_score": \(max), "tests": []}' >result.json
                echo "result=$(base64 -w 0 result.json)" >> "$GITHUB_OUTPUT"
            - uses: classroom-resources/autograding-grading-reporter@v1
              env:
                COURSE_RESULTS: ${{ steps.course.outputs.result }}
              with:
                runners: course

      """
  }
}

extension StartFiles.Source {
  /// The name by which a manifest calls the package.
  var packageName: String { if case .path = self { "RetinaKit" } else { identity } }
}

extension String {
  /// The text as a Swift literal.
  var quoted: String {
    "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
