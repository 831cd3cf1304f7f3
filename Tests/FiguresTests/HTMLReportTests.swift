import Figures
import Foundation
import Images
import Testing

@Suite("HTML report")
struct HTMLReportTests {
  private let hostile = "<b onclick=\"x\">&'</b>"
  private let escaped = "&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;"

  private var full: HTMLReport {
    var report = HTMLReport(title: hostile, subtitle: hostile)
    report.heading(hostile)
    report.paragraph(hostile)
    report.preformatted(hostile)
    report.numbers([(hostile, hostile)])
    report.keyValues([(hostile, hostile)])
    report.table(header: [hostile, "n"], rows: [[hostile, "1"]], caption: hostile)
    report.figure(svg: LineChart(title: hostile, series: [.init(hostile, values: [1, 2])]).svg, caption: hostile)
    report.picture(Image(height: 2, width: 3, color: .red), caption: hostile)
    report.grid([(Image(height: 2, width: 3, color: .blue), hostile)])
    return report
  }

  @Test("Text is escaped wherever it stands")
  func escaping() {
    #expect(!full.html.contains("<b "))
    // Title bar and heading, subtitle, heading, paragraph, preformatted, 2 numbers, 2 pairs, 3 in the table, 3 in and
    // 1 under the figure, 2 with each of the two pictures.
    #expect(full.html.components(separatedBy: escaped).count - 1 == 2 + 1 + 1 + 1 + 1 + 2 + 2 + 3 + (3 + 1) + 2 * 2)
  }

  @Test("Nothing is loaded from elsewhere: every source is data, and there is no script, link or import")
  func selfContained() {
    let html = full.html.replacing("http://www.w3.org/2000/svg", with: "")
    for needle in ["http:", "https:", "<script", "<link", "@import", "url("] { #expect(!html.contains(needle)) }
    let sources = html.components(separatedBy: "src=\"").dropFirst()
    #expect(sources.count == 2 && sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
  }

  @Test("A picture in the report is its PNG, with its size in pixels")
  func picture() throws {
    let image = Image(height: 2, width: 3, color: Color(red: 1, green: 2, blue: 3))
    var report = HTMLReport(title: "a")
    report.picture(image)
    let html = report.html
    #expect(html.contains("width=\"3\" height=\"2\""))
    let text = try #require(html.components(separatedBy: "base64,").last?.prefix { $0 != "\"" })
    #expect(try PNG.decode(#require(Data(base64Encoded: String(text)))) == image)
  }

  @Test("Columns of numbers and dashes are flush right, columns of words are not")
  func columns() {
    var report = HTMLReport(title: "a")
    report.table(header: ["class", "AP", "share"], rows: [["ellipse", "0.71", "12.5 %"], ["cube", "–", "-3 %"]])
    #expect(report.html.contains("<td>ellipse</td><td class=\"number\">0.71</td><td class=\"number\">12.5 %</td>"))
    #expect(report.html.contains("<th>class</th><th class=\"number\">AP</th>"))
  }

  @Test("An empty line in a text begins a new paragraph")
  func paragraphs() {
    var report = HTMLReport(title: "a")
    report.paragraph("one\n\ntwo")
    #expect(report.html.contains("<p>one</p>\n<p>two</p>"))
  }

  @Test("A report has a style for dark, and one of nothing but its title is whole")
  func shell() {
    let html = HTMLReport(title: "a").html
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(html.contains("@media (prefers-color-scheme:dark)"))
  }

  @Test("A run's report: large numbers, a heading and a chart, in the order of the calls")
  func example() throws {
    let chart = LineChart(series: [.init("loss", values: [2, 1])])
    var report = HTMLReport(title: "A run", subtitle: "2000 steps of 16 images")
    report.numbers([("mAP", "0.72"), ("AP50", "0.93")])
    report.heading("Losses")
    report.figure(svg: chart.svg, caption: "Both parts of the loss.")
    var rest = Substring(report.html)
    for part in [
      "<title>A run</title>", "<h1>A run</h1>", "2000 steps of 16 images", "<dd>0.72</dd><dt>mAP</dt>",
      "<dd>0.93</dd><dt>AP50</dt>", "<h2>Losses</h2>", chart.svg, "<figcaption>Both parts of the loss.</figcaption>",
    ] {
      let range = try #require(rest.firstRange(of: part), "\(part)")
      rest = rest[range.upperBound...]
    }
  }

  @Test("Writing makes the folder and replaces an older file")
  func writing() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "deep/report.html")
    try HTMLReport(title: "one").write(to: file)
    try HTMLReport(title: "two").write(to: file)
    #expect(try String(contentsOf: file, encoding: .utf8) == HTMLReport(title: "two").html)
  }
}
