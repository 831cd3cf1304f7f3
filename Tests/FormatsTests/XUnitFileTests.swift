// The file of a run of tests: outcomes by name, whatever else is in it.

import Formats
import Testing

@Suite("The last run of the tests")
struct XUnitTests {
  @Test("Cases with arguments add up, one failure is a failure, and what was not run has no outcome")
  func cases() {
    let file = XUnitFile(
      """
      <?xml version="1.0"?><testsuites><testsuite name="TestResults" tests="3">
      <testcase classname="LossesTests.FocalLossTests" name="easy()" time="0.25"/>
      <testcase classname="LossesTests.FocalLossTests" name="easy()" time="0.5"/>
      <testcase classname="BoxesTests.BoxTests" name="iou(_:)" time="1">
      <failure message="a &lt; b > c"/>
      </testcase></testsuite></testsuites>
      """)
    #expect(file.outcomes["LossesTests.FocalLossTests.easy"] == TestOutcome(passed: true, seconds: 0.75))
    #expect(file.outcomes["BoxesTests.BoxTests.iou"] == TestOutcome(passed: false, seconds: 1))
    #expect(file.outcomes.count == 2)
    #expect(XUnitFile("").outcomes.isEmpty)
    #expect(XUnitFile("</testcase><failure><testcase <<\"").outcomes.isEmpty)
  }

  @Test("A time that is no number, or below 0, counts as none")
  func times() {
    for time in ["nan", "-1", "inf", "1e999", "soon", ""] {
      let file = XUnitFile("<testcase classname=\"A\" name=\"b()\" time=\"\(time)\"/>")
      #expect(file.outcomes["A.b"] == TestOutcome(passed: true, seconds: 0), "\(time)")
    }
  }
}
