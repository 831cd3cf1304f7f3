import Kernels
import Testing
import _TestSupport

@Suite("The machine's limits")
struct MachinePeakTests {
  @Test("Both rates are numbers that a machine can have, and a process has some memory")
  func plausible() throws {
    let (operations, bytes) = alone { (MachinePeak.operationsPerSecond(), MachinePeak.bytesPerSecond()) }
    #expect(operations > 1e8 && operations < 1e15)
    #expect(bytes > 1e7 && bytes < 1e14)
    #expect(try #require(MachinePeak.residentBytes) > 1 << 20)
  }
}
