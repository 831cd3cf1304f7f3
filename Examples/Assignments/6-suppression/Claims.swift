import Assignments

let claims: [Claim<any SuppressionTask>] = []
