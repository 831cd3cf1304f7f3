import Assignments

let claims: [Claim<any PyramidTask>] = []
