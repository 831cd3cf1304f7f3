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
      root=${AUTOGRADER_ROOT:-/autograder}
      if ! command -v swift >/dev/null; then
        apt-get update
        # g++ brings the linker and the C library's headers, util-linux the command that runs submissions as nobody.
        apt-get install -y --no-install-recommends ca-certificates curl git g++ util-linux libcurl4 libxml2 libedit2 \\
          libncurses6 libsqlite3-0 zlib1g-dev tzdata
        . /etc/os-release
        swift=swift-6.3.1-RELEASE
        system=ubuntu$VERSION_ID
        curl -fsSL "https://download.swift.org/swift-6.3.1-release/${system/./}/$swift/$swift-$system.tar.gz" \\
          | tar xz -C /opt
        # Readable for nobody, whom submissions run as.
        chmod -R a+rX "/opt/$swift-$system"
        ln -sf /opt/$swift-$system/usr/bin/swift* /usr/local/bin/
      fi
      [ -d "$root/RetinaKit" ] || git -c advice.detachedHead=false clone --depth 1 --branch \(version.shellQuoted) \\
        \(url.shellQuoted) "$root/RetinaKit"
      # The image may run on another processor than it was built on.
      export RETINAKIT_CPU=baseline
      cd "$root/RetinaKit"
      swift build --product course
      unanswered=$(mktemp -d)
      .build/debug/course start "$unanswered/course"\(numbers)
      .build/debug/course grade "$unanswered/course"\(numbers)
      rm -rf "$unanswered"

      """
  }

  /// Grades one submission.
  ///
  /// What a submission prints cannot be taken for a result: it is run by the grader in processes of their own, and the
  /// results are written by the grader alone.
  static func run(_ assignments: [Assignment]) -> String {
    let numbers = assignments.map { " --assignment \($0.number)" }.joined()
    return """
      #!/usr/bin/env bash
      export RETINAKIT_CPU=baseline
      root=${AUTOGRADER_ROOT:-/autograder}
      results=$root/results/results.json
      mkdir -p "$root/results"
      echo '{"score": 0, "output": "The grader did not start.", "tests": []}' > "$results"
      cd "$root/RetinaKit" || exit
      # A submission that cannot be graded has its reason in the results; that is no failure of the autograder.
      .build/debug/course grade "$root/submission"\(numbers) \\
        --format gradescope --output "$results" || true

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
