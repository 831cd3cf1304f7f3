import Foundation
import Reports
import Synchronization
import Testing
import Training

/// A terminal and a clock that a test can read and set.
private final class Stage: Sendable {
  private let written = Mutex("")
  private let seconds = Mutex(100.0)

  var text: String { written.withLock { $0 } }
  var lines: [String] { text.split(separator: "\n").map(String.init) }
  func wait(_ duration: Double) { seconds.withLock { $0 += duration } }

  func progress(
    total: Int, completed: Int = 0, batch: Int = 16, isTerminal: Bool = false, interval: Double? = 0, width: Int = 80
  ) -> ProgressLine {
    ProgressLine(
      totalSteps: total, completedSteps: completed, imagesPerStep: batch, isTerminal: isTerminal, interval: interval,
      width: width, output: { text in self.written.withLock { $0 += text } },
      clock: { self.seconds.withLock { $0 } })
  }
}

private func report(_ step: Int, classLoss: Double = 0.25, boxLoss: Double = 0.5) -> StepResult {
  StepResult(
    step: step, loss: classLoss + boxLoss, classLoss: classLoss, boxLoss: boxLoss, positivesPerImage: 22.44)
}

@Suite("Progress line")
struct ProgressLineTests {
  @Test("Elsewhere than on a terminal: step, loss and its parts, positives, images per second, time left")
  func plain() {
    let stage = Stage()
    var progress = stage.progress(total: 2000)
    stage.wait(0.5)  // 1 step of 16 images in 0.5 s: 32 img/s, 1999 steps left at 0.5 s: 999.5 s
    progress.report(report(1))
    stage.wait(0.1)  // then 160 img/s; 2 steps took 0.6 s, 1998 take 599.4 s
    progress.report(report(2, classLoss: 1.25))
    progress.finish()
    #expect(
      stage.text == """
           1/2000  loss 0.750 = class 0.250 + box 0.500  22.4 pos  32 img/s  16:40 left
           2/2000  loss 1.750 = class 1.250 + box 0.500  22.4 pos  160 img/s  9:59 left

        """)
  }

  @Test("On a terminal one line is rewritten, each covering the one before, and ended once")
  func terminal() {
    let stage = Stage()
    var progress = stage.progress(total: 10, isTerminal: true)
    for step in 1...10 {
      stage.wait(step == 1 ? 0.001 : 1)
      progress.report(report(step))
    }
    #expect(!stage.text.contains("\n"))
    progress.finish()
    let frames = stage.text.dropLast().split(separator: "\r")
    #expect(stage.text.last == "\n")
    #expect(frames.count == 10)
    #expect(frames[0].hasSuffix("  16000 img/s  0:00 left"))
    #expect(frames[1].hasSuffix("  16 img/s  0:04 left   "), "a shorter line is padded to the longer one's end")
    #expect(frames[9].hasPrefix("10/10  "))
    #expect(frames[9].hasSuffix("  16 img/s  0:00 left"))
  }

  @Test(
    "A line too long for the terminal leaves out the positives, then the parts and the speed, then the time",
    arguments: [
      (81, " 600/2000  loss 0.750 = class 0.250 + box 0.500  22.4 pos  9600 img/s  0:02 left"),
      (80, " 600/2000  loss 0.750 = class 0.250 + box 0.500  9600 img/s  0:02 left"),
      (70, " 600/2000  loss 0.750  0:02 left"),
      (30, " 600/2000  loss 0.750"),
      (10, " 600/2000"),
      (1, ""),
    ])
  func width(columns: Int, expected: String) {
    let stage = Stage()
    var progress = stage.progress(total: 2000, isTerminal: true, width: columns)
    stage.wait(1)
    progress.report(report(600))
    #expect(stage.text == "\r" + expected)
    #expect(expected.count < columns)
  }

  @Test("Between two lines an interval passes; losses are means over the steps between them")
  func interval() {
    let stage = Stage()
    var progress = stage.progress(total: 100, interval: 10)
    for step in 1...21 {
      stage.wait(1)
      progress.report(report(step, classLoss: Double(step)))
    }
    #expect(stage.lines.map { $0.prefix(7) } == ["  1/100", " 11/100", " 21/100"])
    #expect(stage.lines[1].contains("class 6.500 "), "(2 + 3 + … + 11) / 10")
  }

  @Test("The last step is shown whatever the interval, and finishing shows what a stopped run left")
  func last() {
    let stage = Stage()
    var progress = stage.progress(total: 3, interval: 1000)
    for step in 1...3 { progress.report(report(step)) }
    progress.finish()
    #expect(stage.lines.count == 2)
    let stopped = Stage()
    progress = stopped.progress(total: 3, interval: 1000)
    for step in 1...2 { progress.report(report(step)) }
    progress.finish()
    #expect(stopped.lines.count == 2)
    #expect(stopped.lines[1].hasPrefix("2/3  loss 0.750"))
  }

  @Test("A resumed run measures its own steps only")
  func resumed() {
    let stage = Stage()
    var progress = stage.progress(total: 1000, completed: 900, batch: 10)
    stage.wait(2)
    progress.report(report(901))  // 10 images in 2 s, 99 steps left at 2 s
    #expect(stage.text.hasSuffix("  5.0 img/s  3:18 left\n"))
  }

  @Test("A note stands above the progress and leaves nothing of the line it replaces")
  func note() {
    let stage = Stage()
    var progress = stage.progress(total: 10, isTerminal: true)
    progress.report(report(1))
    let length = stage.text.count - 1
    progress.note("AP 0.5")
    #expect(stage.text.hasSuffix("\rAP 0.5" + String(repeating: " ", count: length - 6) + "\n"))
    progress.report(report(2))
    progress.finish()
    let plain = Stage()
    progress = plain.progress(total: 10)
    progress.note("AP 0.5")
    #expect(plain.text == "AP 0.5\n")
  }

  @Test("No time passed, and losses that are not finite: dashes and words, no crash")
  func degenerate() {
    let stage = Stage()
    var progress = stage.progress(total: 7200)
    progress.report(report(1, classLoss: .nan, boxLoss: .infinity))
    #expect(stage.text == "   1/7200  loss nan = class nan + box inf  22.4 pos  - img/s  0:00 left\n")
    stage.wait(2)
    progress.report(report(2))
    #expect(stage.text.hasSuffix("  8.0 img/s  1:59:58 left\n"), "7198 steps at 1 s")
  }

  @Test("A run of no steps, and finishing twice, print nothing")
  func empty() {
    let stage = Stage()
    var progress = stage.progress(total: 0)
    progress.finish()
    progress.finish()
    #expect(stage.text.isEmpty)
  }
}
