// The checked build (RETINAKIT_BOUNDS=1) stops at an index outside; the usual one says that it does not check.

import Foundation
import Kernels
import Testing

@Suite("Bounds of the kernels' views")
struct BoundsTests {
  @Test("The checks are on where RETINAKIT_BOUNDS=1 asked for them, and only there: no run with them is hollow")
  func setting() {
    #expect(BoundsChecks.areOn == (ProcessInfo.processInfo.environment["RETINAKIT_BOUNDS"] == "1"))
  }

  @Test(
    "A view may be read to its last number and not behind it, nor written beyond it", .enabled(if: BoundsChecks.areOn))
  func outside() async {
    #expect(BoundsChecks.read(at: 4, of: FloatBuffer([1, 2, 3, 4, 5])) == 5)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BoundsChecks.read(at: 5, of: FloatBuffer(count: 5))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a view's index must be in 0 ..< 5, found 5"))
    await #expect(processExitsWith: .failure) { _ = BoundsChecks.read(at: -1, of: FloatBuffer(count: 5)) }
    await #expect(processExitsWith: .failure) { BoundsChecks.write(at: 1, of: FloatBuffer(count: 4)) }
  }

  @Test("Without the checks the way around the buffer's own is closed", .enabled(if: !BoundsChecks.areOn))
  func closed() async {
    await #expect(processExitsWith: .failure) { _ = BoundsChecks.read(at: 0, of: FloatBuffer(count: 5)) }
  }
}
