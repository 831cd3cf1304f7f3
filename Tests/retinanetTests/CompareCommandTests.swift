// `retinanet compare`: text, picture, scenes of one's own and what is refused.

import Boxes
import CommandLineTool
import Detector
import Foundation
import Images
import Reports
import Systems
import Testing
import Text

@testable import retinanet

@Suite("retinanet compare")
struct CompareCommandTests {
  @Test("Without options it is the toy scene through all eight systems")
  func toy() {
    let run = runProgram("compare")
    #expect(run.code == .success && run.error.isEmpty)
    #expect(run.output.hasPrefix("240 × 320 pixels (height × width)\n\nobject 0  car  130 × 110 px at (80, 110)\n"))
    #expect(run.output.hasSuffix(SystemComparison.toy().text.wrapped(columns: 100) + "\n"))
  }

  @Test("Some systems only, in the order of the table; defects on request")
  func some() {
    let run = runProgram("compare --system yhenon --system mmdetection")
    let rows = run.output.split(separator: "\n").filter { $0.hasPrefix("mmdetection ") || $0.hasPrefix("yhenon ") }
    #expect(rows.count == 10 && rows[0].hasPrefix("mmdetection ") && rows[1].hasPrefix("yhenon "))
    #expect(!run.output.contains("torchvision "))
    let learnt = { (words: String) in
      runProgram(words).output.split(separator: "\n").contains {
        $0.hasPrefix("mmdetection ") && $0.hasSuffix("2 (0.33)")
      }
    }
    #expect(!learnt("compare --system mmdetection") && learnt("compare --system mmdetection --reproduce-defects"))
  }

  @Test("Drawn shapes and pictures of one's own are scenes, too; the picture has a panel for each system")
  func scenes() throws {
    try withNewFolder { folder in
      let file = folder.appendingPathComponent("sheet.png")
      let run = runProgram("compare --preset crowded --seed 4 --index 2 --output \(file.path)")
      #expect(run.output.hasPrefix("128 × 128 pixels") && run.output.hasSuffix("\nPicture: \(file.path)\n"))
      let sheet = try Image(contentsOf: file)
      #expect(sheet.width > 4 * 256 && sheet.height > 2 * 256)
      let green = (0..<sheet.height).contains { y in (0..<sheet.width).contains { sheet[y, $0] == MatchPicture.learnt }
      }
      #expect(green)
      let own = try OwnPictures(in: folder)
      #expect(runProgram("compare \(own.words) --index 1").code == .success)
      #expect(runProgram("compare \(own.words) --index 99").error.contains("--index counts from 0"))
    }
  }

  @Test("An index needs a set, and a seed drawn shapes")
  func refused() {
    #expect(runProgram("compare --index 1").code == .usage)
    #expect(runProgram("compare --seed 1").code == .usage)
    #expect(runProgram("compare --system keras").code == .usage)
  }

  @Test("anchors and match know every system by name", arguments: ReferenceSystem.allCases)
  func configurations(system: ReferenceSystem) {
    let anchors = runProgram("anchors --config \(system.rawValue) --size 800x1344")
    #expect(anchors.output.hasPrefix("The \(system.rawValue) anchors on 800 × 1344 pixels"))
    #expect(anchors.output.contains("ratios (\(system == .kerasIO ? "width / height" : "height / width"))"))
    let match = runProgram("match --config \(system.rawValue) --seed 1 --index 1")
    #expect(match.code == .success && match.output.contains("anchors (\(system.rawValue)): "))
  }
}
