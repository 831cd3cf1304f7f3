// Your claims about assignment 1: sentences that hold for every correct version of the functions. Write them first.
// Each claim is tried on two correct versions and on planted bugs; the bugs for which it does not hold are caught.

import Assignments
import Foundation

let claims: [Claim<any FocalLossTask>] = [
  // claim("An easy positive costs less than a hard one") { task in
  //   let easy = try task.loss(logit: 2, isPositive: true, alpha: 0.25, gamma: 2)
  //   return try easy < task.loss(logit: -2, isPositive: true, alpha: 0.25, gamma: 2)
  // }
]
