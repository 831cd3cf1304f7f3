import Foundation
import Testing

@testable import Kernels

@Suite("Available memory")
struct AvailableMemoryTests {
  @Test("What Linux calls available, and free swap")
  func meminfo() {
    let text = "MemTotal:       32000000 kB\nMemFree:  1 kB\nMemAvailable:    2000 kB\nSwapFree:        1000 kB\n"
    #expect(AvailableMemory.available(inMeminfo: text) == 3000 * 1024)
    #expect(AvailableMemory.available(inMeminfo: "MemAvailable: 7 kB") == 7 * 1024)
    #expect(AvailableMemory.available(inMeminfo: "MemFree: 7 kB") == nil)
    #expect(AvailableMemory.available(inMeminfo: "MemAvailable: 9223372036854775807 kB") == nil)
  }

  @Test("A control group's limit less half of what is used; none where it has no limit")
  func group() {
    #expect(AvailableMemory.left(limit: "1000\n", used: "400\n") == 800)
    #expect(AvailableMemory.left(limit: "100\n", used: "400\n") == 0)
    #expect(AvailableMemory.left(limit: "max\n", used: "400\n") == nil)
    #expect(AvailableMemory.left(limit: nil, used: nil) == nil)
  }

  @Test("What a limit of the address space leaves; none where it is unlimited")
  func process() {
    let limits =
      "Limit  Soft Limit  Hard Limit\nMax address space         3072000              unlimited            bytes\n"
    #expect(AvailableMemory.left(limits: limits, status: "Name: a\nVmSize:\t    1000 kB\n") == 3_072_000 - 1_024_000)
    #expect(AvailableMemory.left(limits: limits, status: "VmSize: 9000 kB") == 0)
    let none = "Max address space         unlimited            unlimited            bytes\n"
    #expect(AvailableMemory.left(limits: none, status: "VmSize: 1 kB") == nil)
    #expect(AvailableMemory.left(limits: nil, status: nil) == nil)
  }

  @Test("There is some, and no more than the machine has with its swap")
  func here() {
    #expect(AvailableMemory.bytes > 10_000_000)
  }
}
