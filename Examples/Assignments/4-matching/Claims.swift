import Assignments

let claims: [Claim<any MatchingTask>] = []
