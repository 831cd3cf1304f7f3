// The zip that Gradescope wants: setup.sh and run_autograder at its root, stored without compression.

import Assignments
import Formats
import Foundation

enum Gradescope {
  /// Installs Swift and builds the grader once, while the image is made: Ubuntu 22.04 or 24.04, as root.
  ///
  /// An unanswered package is graded too, so that what a submission needs is built when the first one comes.
  static func setup(url: String, version: String, assignments: [Assignment]) -> String {
    let numbers = assignments.map { " --assignment \($0.number)" }.joined()
    return """
      #!/usr/bin/env bash
      # Runs once, when Gradescope builds the autograder's image (Ubuntu).
      set -euo pipefail
      apt-get update
      apt-get install -y curl git g++ util-linux libcurl4 libxml2 libedit2 libsqlite3-0 zlib1g-dev tzdata
      . /etc/os-release
      swift=swift-6.3.1-RELEASE
      curl -fsSL "https://download.swift.org/swift-6.3.1-release/ubuntu${VERSION_ID/./}/$swift/$swift-ubuntu$VERSION_ID.tar.gz" \\
        | tar xz -C /opt
      ln -sf /opt/$swift-ubuntu$VERSION_ID/usr/bin/swift /usr/local/bin/swift
      git clone --depth 1 --branch \(version.shellQuoted) \(url.shellQuoted) /autograder/RetinaKit
      # The image may run on another processor than it was built on.
      export RETINAKIT_CPU=baseline
      cd /autograder/RetinaKit
      swift build --product course
      .build/debug/course start /tmp/unanswered\(numbers)
      .build/debug/course grade /tmp/unanswered

      """
  }

  /// Grades one submission.
  ///
  /// What a submission prints cannot be taken for a result: it is run by the grader in processes of their own, and the
  /// results are written by the grader alone.
  static func run(_ assignments: [Assignment]) -> String {
    let number = assignments.count == 1 ? assignments.map { " --assignment \($0.number)" }.joined() : ""
    return """
      #!/usr/bin/env bash
      export RETINAKIT_CPU=baseline
      results=/autograder/results/results.json
      mkdir -p /autograder/results
      echo '{"score": 0, "output": "The grader did not start."}' > "$results"
      cd /autograder/RetinaKit
      .build/debug/course grade /autograder/submission\(number) --format gradescope --output "$results"

      """
  }

  /// The zip with both.
  static func zip(url: String, version: String, assignments: [Assignment]) -> Data {
    Zip.stored([
      ("setup.sh", setup(url: url, version: version, assignments: assignments)), ("run_autograder", run(assignments)),
    ])
  }
}

extension String {
  /// The text as one word of a shell.
  var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}

/// Zip files without compression.
enum Zip {
  /// An archive of executable text files.
  static func stored(_ files: [(name: String, text: String)]) -> Data {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, text) in files {
      let (name, bytes) = (Array(name.utf8), Array(text.utf8))
      let offset = archive.count
      // Version 2.0, no flags, stored, 1 January 2026.
      let common: [UInt8] =
        little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x5C21, 2)
        + little(Int(CRC32.checksum(bytes[...])), 4)
        + little(bytes.count, 4) + little(bytes.count, 4) + little(name.count, 2) + little(0, 2)
      archive += little(0x0403_4B50, 4) + common + name + bytes
      // Made on Unix; the mode is that of an executable file.
      directory +=
        little(0x0201_4B50, 4) + little(0x0314, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
        + little(0o100755 << 16, 4) + little(offset, 4) + name
    }
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
      + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    return Data(archive + directory + end)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
