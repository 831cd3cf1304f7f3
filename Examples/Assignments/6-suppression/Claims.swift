// Your claims about assignment 6: sentences that hold for every correct version of the
// functions. Each is tried on two correct versions and on planted bugs; the bugs for which it does not hold are
// caught. README.md shows how a claim is written. Try them: swift run course claims 6

import Assignments
import Foundation

let claims: [Claim<any SuppressionTask>] = []
